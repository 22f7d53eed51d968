import { ApplicationFailure, cancellationSignal } from '@temporalio/activity'
import { own } from '../domain/json.ts'
import type { Payment } from '../domain/limits.ts'
import { isMoney, type Money } from '../domain/money.ts'
import type { Provider } from '../domain/capability.ts'
import { ConnectorError, type ConnectorResult, type Connector, type Ledger, type LedgerState, type Recorder, type Token } from '../domain/ports.ts'
import type { CaseEvent } from '../domain/event.ts'
import type { Effect } from '../domain/state.ts'
import { connectorOf, findProvider, notProvided, type WhoProvides } from './connector-of.ts'
import { doubtful, final, mayRetry, toFailure } from './failure.ts'
import { beating } from './heartbeat.ts'

/** What an ordinary activity is given: the effect, and the turns that its being scheduled proves. */
export interface Order<E extends Effect = Effect> {
  readonly caseId: string
  readonly effect: E
  readonly proves: readonly Token[]
}

interface Ports {
  readonly recorder: Recorder
  readonly ledger: Ledger
  readonly connectors: ReadonlyMap<string, Connector>
  readonly provider?: WhoProvides
  readonly moneyActions: ReadonlySet<string>
  /** What the organisation asks of a payment; without it nothing is asked. */
  readonly payments?: Payments
}

/** The limits of paying an amount with a provider's action, as they are now. */
export type Payments = (action: string, amount: Money, approved: readonly string[]) => Promise<Payment>

type Act = Extract<Effect, { kind: 'act' }>

/**
 * Carries out an action, exactly once in effect: its business key is in the ledger before the first call, a stored answer is
 * given again, and after a try without an answer the connector looks before it acts.
 */
export const createAct =
  (ports: Ports) =>
  ({ caseId, effect, proves }: Order<Act>): Promise<Extract<CaseEvent, { type: 'acted' }>> =>
    beating(async () => {
      await ports.recorder.prove(caseId, proves)
      const provider = await findProvider(ports, effect.action)
      const { outputs, reference } = provider ? await begun(ports, { caseId, effect, provider }) : await answeredBefore(ports, effect)
      return { type: 'acted', effect: effect.id, result: outputs, ...(reference === null ? {} : { reference }) }
    })

/** What is to be done, and who does it. */
interface Work {
  readonly caseId: string
  readonly effect: Act
  readonly provider: Provider
}

async function begun(ports: Ports, work: Work): Promise<ConnectorResult> {
  const { caseId, effect, provider } = work
  const money = ports.moneyActions.has(effect.action) || ports.moneyActions.has(provider.action)
  // By the provider's name for it: what was tried with one provider is never tried again with another under the same key.
  const payment = money && ports.payments ? await paymentOf(ports.payments, work) : undefined
  const entry = await ports.ledger.begin({ key: effect.id, caseId, action: provider.action, input: effect.with, money, ...(payment ? { payment } : {}) })
  return answerOf(ports, work, entry)
}

/** What asks to be paid must say how much: else nothing is tried. */
async function paymentOf(payments: Payments, { effect, provider }: Work): Promise<Payment> {
  const amount = own(effect.with, 'amount')
  if (!isMoney(amount)) throw final('wrong-amount', `"${effect.action}" pays, and its "amount" is no amount of money`)
  return payments(provider.action, amount, effect.approved ?? [])
}

/** The organisation gave the system up: what an earlier try came to still stands, and where that is unknown a person looks. */
async function answeredBefore(ports: Ports, { id, action }: Act): Promise<ConnectorResult> {
  const entry = await ports.ledger.find(id)
  if (entry?.state === 'done') return { outputs: entry.result, reference: entry.reference }
  if (entry?.state === 'refused') throw final(entry.code, entry.message)
  throw (entry ? doubtful : final)('not-provided', notProvided(action))
}

async function answerOf(ports: Ports, work: Work, entry: LedgerState): Promise<ConnectorResult> {
  switch (entry.state) {
    case 'done': return { outputs: entry.result, reference: entry.reference }
    case 'refused': throw final(entry.code, entry.message)
    // The key was used before, and what came of that is not asked by another action.
    case 'conflict': throw doubtful('effect-conflict', entry.message)
    case 'over-limit': throw final('over-limit', entry.message)
    // Nothing was sent: the same key is tried until payments go on, or the owner is asked.
    case 'stopped': throw ApplicationFailure.create({ type: 'money-stopped', message: entry.message, nextRetryDelay: STOPPED_MS })
    case 'fresh':
    case 'unknown': return perform(ports, work, entry)
  }
}

/** How soon a stopped payment is tried again, and how often one that is under way looks whether it is stopped. */
const STOPPED_MS = 20_000
const LOOK_MS = 1_000

async function perform(ports: Ports, { caseId, effect, provider }: Work, entry: { state: 'fresh' | 'unknown'; firstTriedAt: number }): Promise<ConnectorResult> {
  const look = entry.state === 'unknown'
  const guard = ports.moneyActions.has(provider.action) ? stopping(ports.ledger) : undefined
  try {
    const connector = connectorOf(ports, provider, effect.action)
    const result = await connector.perform({
      action: provider.action, input: effect.with, key: effect.id, caseId, look, firstTriedAt: entry.firstTriedAt, signal: guard ? AbortSignal.any([cancellationSignal(), guard.signal]) : cancellationSignal(),
    })
    await ports.ledger.finish(effect.id, result.outputs, result.reference)
    return result
  } catch (error) {
    if (look && couldNotLook(error)) throw doubtful(error instanceof ConnectorError ? error.code : (error.type ?? 'failed'), error.message)
    if (error instanceof ConnectorError && !mayRetry(error)) await ports.ledger.refuse(effect.id, error.code, error.message)
    throw toFailure(error)
  } finally {
    guard?.[Symbol.dispose]()
  }
}

/** Breaks off a call under way when somebody stops all payments; the next try looks before it acts. */
function stopping(ledger: Ledger): Disposable & { readonly signal: AbortSignal } {
  const stop = new AbortController()
  const look = async (): Promise<void> => {
    const why = await ledger.stopped?.()
    if (why !== undefined) stop.abort(new ConnectorError('unknown-outcome', 'money-stopped', why))
  }
  // A database that is away says nothing; the call goes on as it would have.
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS)
  return { signal: stop.signal, [Symbol.dispose]: () => clearInterval(timer) }
}


/** Final, and yet nothing that a system said of the action: what an earlier try came to is as unknown as before. */
const couldNotLook = (error: unknown): error is ConnectorError | ApplicationFailure =>
  error instanceof ConnectorError ? !mayRetry(error) && error.failure !== 'refused' : error instanceof ApplicationFailure && error.nonRetryable === true
