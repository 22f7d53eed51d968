import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { eventually } from '../harness/eventually.ts'
import { read } from './grading-house.ts'
import { post } from './returns.ts'
import { startSystem, type System } from './system.ts'

interface Refund { readonly id: string; readonly charge: string; readonly status: string; readonly metadata: { readonly case_id?: string; readonly effect?: string } }
interface Page { readonly case: { readonly state: string; readonly outcome: string | null; readonly confirmed: boolean }; readonly tasks: readonly { readonly step: string }[]; readonly effects: readonly { readonly state: string; readonly reference: string | null }[] }

describe('a refund at the payment provider', () => {
  let system: System
  let database: Database
  beforeAll(async () => {
    system = await startSystem(['postgres', 'temporal', 'stripe', 'mailbox', 'api', 'worker', 'dispatcher'], fileURLToPath(new URL('paying', import.meta.url)))
    database = openDatabase(system.databaseUrl())
  }, 120_000)
  afterAll(async () => {
    await database.close()
    await system[Symbol.asyncDispose]()
  })

  /** A payment of 80.00 USD twice over, so that there is enough left to pay twice, and a case that pays half of it back. */
  async function promised(order: string): Promise<{ readonly caseId: string; readonly charge: string }> {
    const { id: charge } = await read<{ id: string }>(`${system.stripe}/_control/charges`, { amount: 16_000, metadata: { order_id: order } })
    const answer = await post(system.api, '/api/cases', { sop: 'paying', fields: { charge, order, amount: { amount: '80.00', currency: 'USD' } } })
    expect([answer.status, answer.ok ? '' : await answer.clone().text()]).toEqual([201, ''])
    return { caseId: ((await answer.json()) as { caseId: string }).caseId, charge }
  }
  const fault = (mode: string, more: object = {}): Promise<unknown> => read(`${system.stripe}/_control/faults`, { operation: 'refunds.create', mode, ...more })
  const refunds = async (charge: string): Promise<readonly Refund[]> =>
    (await read<{ refunds: readonly Refund[] }>(`${system.stripe}/_control/refunds`)).refunds.filter((one) => one.charge === charge)
  const creations = async (charge: string): Promise<readonly { readonly key: string }[]> =>
    (await read<{ entries: readonly { kind: string; operation: string; key: string; params?: { charge?: string } }[] }>(`${system.stripe}/_control/log`)).entries
      .filter(({ kind, operation, params }) => kind === 'request' && operation === 'refunds.create' && params?.charge === charge)
  /** Undefined until the case's first turn is recorded. */
  const page = async (caseId: string): Promise<Page | undefined> => {
    const answer = await fetch(`${system.api}/api/cases/${caseId}`, { headers: { 'X-Evenkeel-Person': 'ana' } })
    return answer.ok ? ((await answer.json()) as Page) : undefined
  }
  const when = (caseId: string, isSo: (now: Page) => boolean): Promise<Page> => eventually(async () => {
    const now = await page(caseId)
    return now !== undefined && isSo(now) ? now : undefined
  }, 60_000)
  const closed = (caseId: string): Promise<Page> => when(caseId, (now) => now.case.state === 'closed')
  const ledger = async (caseId: string): Promise<unknown> =>
    (await database.pool.query("select state, tries, reference from effect where case_id = $1 and action = 'stripe.refund'", [caseId])).rows[0]

  it('is found there and not asked for again when the worker dies before anybody heard that it was paid, and the key is forgotten', async () => {
    await fault('kill', { pid: system.pid('worker') })
    const { caseId, charge } = await promised('#9101')
    await system.gone('worker')
    await read(`${system.stripe}/_control/forget-keys`, {})
    await system.start('worker')

    expect((await closed(caseId)).case.outcome).toBe('paid')
    const [refund, ...more] = await refunds(charge)
    expect([more, (await creations(charge)).length]).toEqual([[], 1])
    expect(refund).toMatchObject({ status: 'succeeded', metadata: { case_id: caseId } })
    expect(await ledger(caseId)).toEqual({ state: 'done', tries: 2, reference: refund?.id })
  })

  it('is asked for under one key and paid once when the worker dies while Stripe is still at it', async () => {
    await fault('slow', { ms: 6_000 })
    const { caseId, charge } = await promised('#9102')
    await eventually(async () => ((await creations(charge)).length > 0 ? true : undefined))
    await system.kill('worker')
    await system.start('worker')

    expect((await closed(caseId)).case.outcome).toBe('paid')
    expect(await refunds(charge)).toHaveLength(1)
    expect(new Set((await creations(charge)).map(({ key }) => key)).size).toBe(1)
  })

  it('that Stripe made and answered with a 500 for good is looked up, and its case pays nothing more', async () => {
    await fault('error-after-commit')
    const { caseId, charge } = await promised('#9103')

    expect((await closed(caseId)).case.outcome).toBe('paid')
    expect([(await refunds(charge)).length, (await creations(charge)).length]).toEqual([1, 1])
  })

  it('that Stripe failed at for good without doing it is a person\'s, who pays it with a new attempt and once', async () => {
    await fault('error-before')
    const { caseId, charge } = await promised('#9104')
    const { tasks: [task] } = await when(caseId, (now) => now.tasks.length > 0)
    expect(await refunds(charge)).toEqual([])

    const settled = await post(system.api, `/api/cases/${caseId}/steps/${task!.step}/settle`, { commandId: 'again-9104', choice: 'retry', reference: '' })
    expect(settled.status).toBe(200)
    expect((await closed(caseId)).case.outcome).toBe('paid')
    const keys = (await creations(charge)).map(({ key }) => key)
    expect([(await refunds(charge)).length, new Set(keys).size]).toEqual([1, 2])
    expect((await refunds(charge))[0]?.metadata.effect).toBe(keys.at(-1))
  })

  it('that comes back later opens its case again, once, for somebody to pay in another way', async () => {
    const { caseId, charge } = await promised('#9105')
    await closed(caseId)
    const [refund] = await refunds(charge)
    await read(`${system.stripe}/_control/webhooks/hold`, {})
    await read(`${system.stripe}/_control/refund`, { refund: refund!.id, status: 'failed', failureReason: 'lost_or_stolen_card' })
    // All that is told of it, the last first and each three times.
    const { statuses } = await read<{ statuses: readonly number[] }>(`${system.stripe}/_control/webhooks/release`, { order: 'reversed', copies: 3 })
    expect(new Set(statuses)).toEqual(new Set([200]))

    const reopened = await when(caseId, (now) => now.tasks.length > 0)
    expect(reopened).toMatchObject({ case: { state: 'open' }, tasks: [{ step: 'came_back' }] })
    // The ledger says so too: what came back counts as paid no more.
    expect(reopened.effects.filter(({ reference }) => reference === refund!.id)).toMatchObject([{ state: 'came_back' }])
  })
})
