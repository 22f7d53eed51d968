import { asyncLocalStorage, type Context } from '@temporalio/activity'
import { ActivityFailure, ApplicationFailure } from '@temporalio/common'
import { expect, it } from 'vitest'
import { createAct } from '../../activities/act.ts'
import type { WhoProvides } from '../../activities/connector-of.ts'
import { ConnectorError, type Connector, type Ledger, type LedgerState } from '../../domain/ports.ts'
import type { Effect } from '../../domain/state.ts'
import { failed } from '../../workflows/effects.ts'

const effect: Extract<Effect, { kind: 'act' }> = { kind: 'act', id: 'C1/pay/1/refund.pay/1', instance: 'pay#1', action: 'refund.pay', with: {} }
const unknown: LedgerState = { state: 'unknown', firstTriedAt: 0 }
const fresh: LedgerState = { state: 'fresh', firstTriedAt: 0 }

/** All that an action wants to know of the activity that it is carried out by. */
const CONTEXT = { cancellationSignal: new AbortController().signal, heartbeat: (): void => undefined } as unknown as Context

/** Carries out one try, as the case is told of it, and what the ledger was told. */
async function tried(entry: LedgerState, perform?: Connector['perform'], provider?: WhoProvides) {
  const refused: string[] = []
  const ledger: Ledger = { begin: async () => entry, find: async () => (entry.state === 'fresh' ? undefined : entry), finish: async () => undefined, refuse: async (_key, code) => void refused.push(code) }
  const connectors = new Map(perform ? [['refund', { perform } as Connector]] : [])
  const act = createAct({ ledger, connectors, ...(provider ? { provider } : {}), recorder: { record: () => Promise.reject(new Error('no')), prove: async () => undefined }, moneyActions: new Set(['refund.pay']) })
  const [answer, error] = await asyncLocalStorage.run(CONTEXT, () => act({ caseId: 'C1', effect, proves: [] })).then((given) => [given, undefined] as const, (thrown: unknown) => [undefined, thrown] as const)
  return { told: answer ?? failed(effect, error instanceof ApplicationFailure ? new ActivityFailure('failed', 'act', '1', 'NON_RETRYABLE_FAILURE', 'w', error) : error), refused }
}
const throwing = (...[failure, code]: ConstructorParameters<typeof ConnectorError>) => () => Promise.reject(new ConnectorError(failure, code, 'why'))

it('an action that may have been done in an earlier try is not known to have failed, when nobody can look any more', async () => {
  expect((await tried(unknown)).told).toMatchObject({ code: 'connector-off', unknown: true })
  expect(await tried(unknown, throwing('permission', 'no-key', ''))).toMatchObject({ told: { code: 'no-key', unknown: true }, refused: [] })
  expect((await tried({ state: 'conflict', message: 'used for another action' })).told).toMatchObject({ code: 'effect-conflict', unknown: true })
})

it('is known to have failed when its system says so, or nothing was tried before', async () => {
  for (const [entry, perform] of [[unknown, throwing('refused', 'declined', '')], [fresh, throwing('permission', 'declined', '')]] as const) {
    const { told, refused } = await tried(entry, perform)
    expect(told).toMatchObject({ code: 'declined' })
    expect(told).not.toHaveProperty('unknown')
    expect(refused).toEqual(['declined'])
  }
  expect((await tried(fresh)).told).not.toHaveProperty('unknown')
})

it('keeps what an earlier try came to when the organisation has given up the system since', async () => {
  const nobody: WhoProvides = async () => undefined
  const after = async (entry: LedgerState) => (await tried(entry, undefined, nobody)).told

  expect(await after(unknown)).toMatchObject({ code: 'not-provided', unknown: true })
  expect(await after({ state: 'done', result: { amount: '5.00' }, reference: 're_1' })).toMatchObject({ type: 'acted', result: { amount: '5.00' }, reference: 're_1' })
  expect(await after({ state: 'refused', code: 'declined', message: 'no' })).toMatchObject({ code: 'declined' })
  expect(await after(fresh)).toMatchObject({ code: 'not-provided' })
  expect(await after(fresh)).not.toHaveProperty('unknown')
})

it('is broken off when somebody stops all payments while it is under way, and may have been done', async () => {
  let begun = 0
  const stopped: Ledger = { begin: async () => fresh, find: async () => undefined, finish: async () => undefined, refuse: async () => undefined, stopped: async () => (begun > 0 ? 'ana has stopped all payments: a drill' : undefined) }
  const perform: Connector['perform'] = ({ signal }) => new Promise((_, reject) => {
    begun = Date.now()
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  const act = createAct({ ledger: stopped, connectors: new Map([['refund', { perform } as Connector]]), recorder: { record: () => Promise.reject(new Error('no')), prove: async () => undefined }, moneyActions: new Set(['refund.pay']) })
  const error = await asyncLocalStorage.run(CONTEXT, () => act({ caseId: 'C1', effect, proves: [] })).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ type: 'money-stopped', nonRetryable: false })
  expect(Date.now() - begun).toBeLessThan(5_000)
})

it('that nothing limits any more is given to the owner at once, and nothing is sent', async () => {
  const { told, refused } = await tried({ state: 'over-limit', message: 'nothing limits how much may be paid' }, () => { throw new Error('was called') })
  expect(told).toMatchObject({ code: 'over-limit', message: 'nothing limits how much may be paid' })
  expect(told).not.toHaveProperty('unknown')
  expect(refused).toEqual([])
})
