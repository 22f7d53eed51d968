import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { startProxy } from './proxy.ts'
import { post, returnsOf } from './returns.ts'
import { startSystem, type System } from './system.ts'

describe('a refund', () => {
  let system: System
  let returns: ReturnType<typeof returnsOf>
  beforeAll(async () => {
    system = await startSystem()
    returns = returnsOf(system)
  })
  afterAll(async () => {
    await returns[Symbol.asyncDispose]()
    await system[Symbol.asyncDispose]()
  })

  const inFlight = (order: string) => eventually(async () => ((await returns.calls(order)).length > 0 ? true : undefined))
  /** The shop carries out what it held, also for somebody who no longer listens. */
  const shopIsDone = (order: string) => eventually(async () => ((await returns.calls(order)).every(({ answered }) => answered) ? true : undefined))

  it('is asked for under one key and paid once when the worker dies while the shop is still at it', async () => {
    const caseId = await returns.parcel('#8101')
    await returns.fault('refundCreate', 'slow', { ms: 6_000 })
    await returns.graded(caseId)
    await inFlight('#8101')

    await system.kill('worker')
    await system.start('worker')

    expect(await returns.closed(caseId)).toMatchObject({ outcome: 'refunded' })
    await shopIsDone('#8101')
    expect(new Set((await returns.calls('#8101')).map(({ key }) => key)).size).toBe(1)
    expect(await returns.refunds('#8101')).toMatchObject([{ amount: '80.0' }])
    expect(await returns.ledger(caseId)).toMatchObject({ state: 'done', tries: 2 })
  })

  it('is found in the shop and not asked for again when the worker dies before anybody heard that it was paid', async () => {
    const caseId = await returns.parcel('#8102')
    await returns.fault('refundCreate', 'kill', { pid: system.pid('worker') })
    await returns.graded(caseId)

    await system.gone('worker')
    // A vendor keeps keys for a day and a case waits for days: the key alone would pay twice.
    await post(system.shop, '/_control/forget-keys', {})
    await system.start('worker')

    expect(await returns.closed(caseId)).toMatchObject({ outcome: 'refunded' })
    const [refund, ...more] = await returns.refunds('#8102')
    expect(more).toEqual([])
    expect(await returns.calls('#8102')).toHaveLength(1)
    expect(await returns.ledger(caseId)).toEqual({ state: 'done', tries: 2, reference: refund?.id })
  })

  it('counts as unknown when its answer is lost on the way back, and is then looked up', async () => {
    const caseId = await returns.parcel('#8103')
    await returns.fault('refundCreate', 'reset-after-commit')
    await returns.graded(caseId)

    await eventually(async () => ((await returns.refunds('#8103')).length === 1 ? true : undefined))
    // The shop has paid, and we do not know it: neither done nor refused.
    expect(await returns.ledger(caseId)).toEqual({ state: 'tried', tries: 1, reference: null })

    expect(await returns.closed(caseId)).toMatchObject({ outcome: 'refunded' })
    const [refund, ...more] = await returns.refunds('#8103')
    expect(more).toEqual([])
    expect(await returns.calls('#8103')).toHaveLength(1)
    expect(await returns.ledger(caseId)).toEqual({ state: 'done', tries: 2, reference: refund?.id })
  })

  it('is retried by another worker and paid once when its own is cut off from the engine, which works again once the line is back', async () => {
    await using line = await startProxy(system.temporalAddress)
    await system.stop('worker')
    await system.start('worker-2', { TEMPORAL_ADDRESS: line.address })
    const caseId = await returns.parcel('#8104')
    // Longer than the worker waits for an answer: it cannot finish by itself, behind everybody's back.
    await returns.fault('refundCreate', 'slow', { ms: 9_000 })
    await returns.graded(caseId)
    await inFlight('#8104')

    line.cut()
    await system.start('worker')

    expect(await returns.closed(caseId)).toMatchObject({ outcome: 'refunded' })
    await shopIsDone('#8104')
    expect(new Set((await returns.calls('#8104')).map(({ key }) => key)).size).toBe(1)
    expect(await returns.refunds('#8104')).toHaveLength(1)
    expect(await returns.ledger(caseId)).toMatchObject({ state: 'done', tries: 2 })

    line.heal()
    await system.kill('worker')
    const next = await returns.parcel('#8105')
    await returns.graded(next)
    expect(await returns.closed(next)).toMatchObject({ outcome: 'refunded' })
    await system.start('worker')
    await system.kill('worker-2')
  })

  it('is finished by a worker that is told to end, and no click of anybody is lost meanwhile', async () => {
    const caseId = await returns.parcel('#8106')
    const others = await Promise.all(['#8107', '#8108', '#8109'].map(returns.parcel))
    await returns.fault('refundCreate', 'slow', { ms: 3_000 })
    await returns.graded(caseId)
    await inFlight('#8106')

    await system.start('worker-3')
    const ending = system.stop('worker')
    const clicks = await Promise.all(others.map((other) => returns.graded(other)))

    expect(await ending).toEqual({ code: 0, signal: null })
    expect(clicks.map(({ status }) => status)).toEqual([200, 200, 200])
    for (const one of [caseId, ...others]) expect(await returns.closed(one)).toMatchObject({ outcome: 'refunded' })
    for (const order of ['#8106', '#8107', '#8108', '#8109']) expect(await returns.refunds(order)).toHaveLength(1)
    expect(await returns.ledger(caseId)).toMatchObject({ tries: 1 })
  })

  it('cannot be asked for by a click that comes after the case has ended: it is told how and when it ended, and the record keeps it', async () => {
    const caseId = await returns.sentBack('#8110', { finalSale: true })
    await returns.closed(caseId)

    const late = await post(system.api, `/api/cases/${caseId}/steps/inspect/complete`, { commandId: randomUUID(), outcome: 'graded', form: { grade: 'a', quantity: 1 } })

    expect(late.status).toBe(409)
    expect(await late.json()).toMatchObject({
      code: 'case-closed', detail: expect.stringMatching(/was closed as "declined" on \d{4}-/), state: { case: { state: 'closed', outcome: 'declined' } },
    })
    expect(await returns.refunds('#8110')).toEqual([])
    const kept = await eventually(async () => (await returns.timeline(caseId)).find(({ type }) => type === 'refused'))
    expect(kept).toMatchObject({ actor: 'person:ana', detail: { asked: 'complete', code: 'case-closed' } })
  })
})
