import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuditTrail } from '../../adapters/postgres/audit-trail.ts'
import { createSchedules } from '../../adapters/postgres/schedules.ts'
import { tellDue } from '../../dispatcher/deliver.ts'
import { openDue } from '../../dispatcher/schedule.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Plan } from '../../domain/plan.ts'
import { awaited, aWait } from '../domain/waits.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { anAction, anEach, anOrganisation, aParallel, aPlan, aTask, elapsed, HOUR, inside } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { recordHistory } from '../harness/stored-histories.ts'

let lab: CaseLab
const world = scriptedWorld({})
beforeAll(async () => { lab = await openCaseLab({ organisation: anOrganisation(), world }) })
afterAll(() => lab[Symbol.asyncDispose]())

const version = (plan: Plan): Plan => ({ ...plan, version: randomUUID() })

async function open(plan: Plan, event: JsonObject = {}): Promise<{ readonly caseId: string; readonly id: string }> {
  const id = `R-${randomUUID()}`
  await lab.catalogue.publish(plan, '')
  const { caseId } = await lab.open({ plan, key: id, trigger: 'shop.return', event: { id, customer: { email: 'cy@example.com' }, ...event } })
  return { caseId, id }
}

/** What a webhook of the carrier leaves in the inbox. */
async function webhook(name: string, fields: JsonObject): Promise<void> {
  const id = randomUUID()
  expect(await lab.inbox.store({ source: 'carrier', deliveryId: id, eventId: id, topic: name, body: '{}', event: { name, fields } })).toBe('stored')
}

/** The dispatcher's part: tells cases until what was to be seen is there. */
const telling = <T>(look: () => Promise<T | undefined>): Promise<T> => eventually(async () => {
  await tellDue(lab)
  return look()
})

const openSteps = async (caseId: string): Promise<readonly string[]> => ((await lab.reader.case(caseId))?.summary.openSteps ?? []).map(({ step }) => step)
const waits = (caseId: string, step: string) => eventually(async () => ((await openSteps(caseId)).includes(step) ? true : undefined))
const closed = (caseId: string, outcome: string) => async () => {
  const detail = await lab.reader.case(caseId)
  return detail?.summary.outcome === outcome ? detail : undefined
}
const sealed = (caseId: string) => eventually(async () => {
  await lab.sealer.pass()
  const detail = await lab.reader.case(caseId)
  return detail?.timeline.every(({ position }) => position !== null) ? detail : undefined
})

describe('a case that waits for the carrier', () => {
  const plan = version(aPlan([aWait('parcel', { within: elapsed(HOUR), routes: { came: { finish: 'done' }, timeout: { finish: 'declined' } } })], { sop: 'waiting' }))

  it('goes on when the webhook comes', async () => {
    const { caseId, id } = await open(plan)
    await waits(caseId, 'parcel')
    await webhook('carrier.scanned', { return_id: 'somebody-else' })
    await webhook('carrier.scanned', { return_id: id, at: 'Kiel' })

    const { timeline } = await telling(closed(caseId, 'done'))

    await recordHistory('an event that a case waits for', await lab.handle(caseId))
    expect(timeline.filter(({ type }) => type === 'arrived').map(({ detail }) => detail['fields'])).toEqual([{ return_id: id, at: 'Kiel' }])
  })

  it('goes on at once when the webhook came before it waited', async () => {
    const id = `R-${randomUUID()}`
    await webhook('carrier.scanned', { return_id: id })
    await lab.catalogue.publish(plan, '')
    const { caseId } = await lab.open({ plan, key: id, trigger: 'shop.return', event: { id } })

    const { timeline } = await telling(closed(caseId, 'done'))

    expect(timeline.filter(({ type }) => type === 'arrived')).toHaveLength(1)
    await webhook('carrier.scanned', { return_id: id })
    await tellDue(lab)
    expect((await sealed(caseId)).timeline.filter(({ type }) => type === 'arrived')).toHaveLength(1)
  })

  it('goes on when the webhook came in time, though nobody tells it of it until long after its time is over', async () => {
    const { caseId, id } = await open(plan)
    await waits(caseId, 'parcel')
    await webhook('carrier.scanned', { return_id: 'somebody-else' })
    await webhook('carrier.scanned', { return_id: id, at: 'Kiel' })

    await lab.cases.wind(caseId, { commandId: randomUUID(), byMs: 2 * HOUR, by: 'ana' })

    const { timeline } = await eventually(closed(caseId, 'done'))
    await recordHistory('an event that a case was not told of in time', await lab.handle(caseId))
    expect(timeline.filter(({ type }) => ['arrived', 'timed_out'].includes(type)).map(({ type, detail }) => [type, detail['fields']])).toEqual([['arrived', { return_id: id, at: 'Kiel' }]])
    await sealed(caseId)
    await tellDue(lab)
    const { rows } = await lab.database.pool.query('select state from arrival where case_id = $1', [caseId])
    expect(rows).toEqual([{ state: 'used' }])
    expect((await sealed(caseId)).timeline).toHaveLength(timeline.length)
  })

  it('times out on the real clock when what is in the inbox is no news of its own', async () => {
    const short = version(aPlan([aWait('parcel', { within: elapsed(2_000), routes: { came: { finish: 'done' }, timeout: { finish: 'declined' } } })], { sop: 'waiting-short' }))
    const late = await open(short)
    await waits(late.caseId, 'parcel')
    await webhook('carrier.scanned', { return_id: 'somebody-else' })
    const { timeline } = await eventually(closed(late.caseId, 'declined'))
    expect(timeline.filter(({ type }) => type === 'timed_out')).toHaveLength(1)

    const inTime = await open(short)
    await waits(inTime.caseId, 'parcel')
    await webhook('carrier.scanned', { return_id: inTime.id })
    await eventually(closed(inTime.caseId, 'done'))
  })

  it('is told of nothing more when its time is over', async () => {
    const { caseId, id } = await open(plan)
    await waits(caseId, 'parcel')
    await lab.cases.wind(caseId, { commandId: randomUUID(), byMs: 2 * HOUR, by: 'ana' })
    await eventually(closed(caseId, 'declined'))
    await webhook('carrier.scanned', { return_id: id })

    await tellDue(lab)

    expect((await lab.reader.case(caseId))?.summary.outcome).toBe('declined')
  })
})

describe('an event that crosses a case with branches and lists open', () => {
  it('ends all of it, takes back what was done and leaves nothing open', async () => {
    const branch = { step: 'both', branch: 'books' }
    const [each, ...elements] = anEach('lines', [aTask('pack')], { routes: { done: { end: true } } })
    const steps = aParallel('both', {
      money: [anAction('hold', { undo: 'shop.release', routes: { ok: { to: 'check' } } }), aTask('check')],
      books: [{ ...inside(branch, each!) }],
    })
    const plan = version(aPlan([...steps, ...elements], { sop: 'crossed', atAnyTime: [{ ...awaited('carrier.lost'), then: { route: { finish: 'declined' }, undo: true } }] }))
    const { caseId, id } = await open(plan, { lines: [{ sku: 'a' }, { sku: 'b' }] })
    for (const step of ['check', 'lines[0]/pack', 'lines[1]/pack']) await waits(caseId, step)

    await webhook('carrier.lost', { return_id: id })
    const { tasks, timeline } = await telling(closed(caseId, 'declined'))

    await recordHistory('an event that crosses branches and a list', await lab.handle(caseId))
    expect(tasks).toEqual([])
    expect(world.happened.filter(({ key }) => key.startsWith(caseId)).map(({ action }) => action)).toEqual(['shop.hold', 'shop.release'])
    expect(timeline.filter(({ type }) => type === 'crossed')).toHaveLength(1)
  })
})

describe('a closed case that an event opens again', () => {
  it('goes on in a new run from where it ended, and its record shows no reset', async () => {
    const plan = version(aPlan([aTask('look', { routes: { done: { finish: 'done' } } }), aTask('again', { routes: { done: { finish: 'refunded' } } })], {
      sop: 'reopened', reopen: [{ ...awaited('carrier.scanned'), after: ['done'], within: elapsed(24 * HOUR), at: 'again' }],
    }))
    const { caseId, id } = await open(plan)
    const finish = (step: string) => lab.cases.command(caseId, { do: 'complete', commandId: randomUUID(), by: 'ana', via: 'api', step, outcome: 'done', form: {} })
    await waits(caseId, 'look')
    await finish('look')
    await eventually(closed(caseId, 'done'))
    const before = await sealed(caseId)
    const first = (await (await lab.handle(caseId)).describe()).runId

    await webhook('carrier.scanned', { return_id: id })
    await telling(async () => ((await openSteps(caseId)).includes('again') ? true : undefined))
    await finish('again')
    await eventually(closed(caseId, 'refunded'))

    await recordHistory('opened again by an event', await lab.handle(caseId))
    const { timeline } = await sealed(caseId)
    expect((await (await lab.handle(caseId)).describe()).runId).not.toBe(first)
    expect(timeline.slice(0, before.timeline.length)).toEqual(before.timeline)
    expect(timeline.map(({ type }) => type).filter((type) => ['case_closed', 'reopened', 'reset', 'arrived'].includes(type))).toEqual(['case_closed', 'arrived', 'reopened', 'case_closed'])
    expect(await createAuditTrail(lab.database).verifyChain(caseId)).toMatchObject({ ok: true, events: timeline.length })
  })
})

describe('a SOP that begins by the clock', () => {
  it('opens one case for each time that comes, however often it is looked at', async () => {
    const plan = version(aPlan([aTask('count')], { sop: 'stock-count', triggers: [{ kind: 'every', days: [0, 1, 2, 3, 4, 5, 6], minute: 9 * 60 }] }))
    const deps = { catalogue: { all: async () => [plan] }, cases: { open: lab.cases.open }, schedules: createSchedules(lab.database), windable: true }
    const at = (day: number, hour: number): number => Date.UTC(2026, 10, day, hour)

    expect(await openDue(deps, at(20, 8))).toBe(0)
    expect(await openDue(deps, at(20, 9))).toBe(1)
    await deps.schedules.lookAt(plan.sop, at(20, 8))
    expect(await openDue(deps, at(20, 10))).toBe(0)
    expect(await openDue(deps, at(21, 9))).toBe(1)

    const cases = await eventually(async () => {
      const found = (await lab.reader.cases({ limit: 50 })).filter(({ sop }) => sop === 'stock-count')
      return found.length === 2 ? found : undefined
    })
    expect(cases.every(({ state }) => state === 'open')).toBe(true)
  })
})
