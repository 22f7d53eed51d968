import type { CaseEvent } from '../domain/event.ts'
import { ConnectorError, type Ledger, type Mailer, type Recorder } from '../domain/ports.ts'
import type { Effect, Letter } from '../domain/state.ts'
import type { Order } from './act.ts'
import { final, mayRetry, toFailure } from './failure.ts'
import { beating } from './heartbeat.ts'

type Send = Extract<Effect, { kind: 'send' }>

interface Ports {
  readonly recorder: Recorder
  readonly ledger: Ledger
  readonly mailer: Mailer
  readonly addressOf: AddressBook
  readonly quietUntil?: QuietHours
}

/** The end of the quiet hours, in a customer's zone where it is known, into which a letter comes that was asked for at this instant. */
export type QuietHours = (zone: string | undefined, at: number) => Promise<number | undefined>

/** Who stands for a role or person of the organisation now; undefined for nobody. */
export type AddressBook = (whom: string) => Promise<{ readonly name: string; readonly email: string } | undefined>

/**
 * Sends a message under its key. What was sent and stored is not sent again; a crash between sending and storing sends it
 * once more under the same message id, by which the recipient's mail program tells it is the same.
 */
export const createSendLetter =
  (ports: Ports) =>
  ({ caseId, effect, proves }: Order<Send>): Promise<Extract<CaseEvent, { type: 'sent' | 'held' }>> =>
    beating(async () => {
      await ports.recorder.prove(caseId, proves)
      const { message: { quiet }, at } = effect
      const until = quiet && at !== undefined ? await ports.quietUntil?.(quiet.zone, at) : undefined
      if (until !== undefined) return { type: 'held', effect: effect.id, until }
      const { template, to, subject } = effect.message
      const entry = await ports.ledger.begin({ key: effect.id, caseId, action: `message.${template}`, input: { to: to.whom ?? to.email, subject }, money: false })
      if (entry.state === 'refused') throw final(entry.code, entry.message)
      if (entry.state === 'conflict') throw final('effect-conflict', entry.message)
      const reference = entry.state === 'done' ? entry.reference : await send(ports, effect)
      return { type: 'sent', effect: effect.id, ...(reference === null ? {} : { reference }) }
    })

async function addressed(letter: Letter, addressOf: AddressBook): Promise<Letter> {
  const { whom } = letter.to
  if (whom === undefined) return letter
  const to = await addressOf(whom)
  if (!to) throw new ConnectorError('refused', 'nobody', `nobody stands for "${whom}" now: tell them in another way`)
  return { ...letter, to }
}

async function send({ mailer, ledger, addressOf }: Ports, effect: Send): Promise<string | null> {
  try {
    const { reference } = await mailer.send(await addressed(effect.message, addressOf), effect.id)
    await ledger.finish(effect.id, {}, reference)
    return reference
  } catch (error) {
    if (error instanceof ConnectorError && !mayRetry(error)) await ledger.refuse(effect.id, error.code, error.message)
    throw toFailure(error)
  }
}
