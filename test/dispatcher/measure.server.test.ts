import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCaseHistories } from '../../adapters/postgres/case-histories.ts'
import { createInbox } from '../../adapters/postgres/inbox.ts'
import { createMetrics } from '../../adapters/postgres/metrics.ts'
import { measureDue } from '../../dispatcher/measure.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Metric } from '../../domain/metrics/metric.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { databaseLab, rows } from '../adapters/postgres/lab.ts'
import { event, NOVEMBER } from '../domain/history-events.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
let database: Awaited<ReturnType<typeof databaseLab>>
beforeAll(async () => { database = await databaseLab() })
afterAll(() => database[Symbol.asyncDispose]())
beforeEach(() => database.pool.query('delete from metric_value; delete from metric_measured; delete from metric_report; delete from inbox'))

const common = { title: 'M', is: 'what it is', owner: 'buyer', record: 'our cases', kind: 'leading', leadsTo: [], days: 2 } as const
const delays: Metric = { ...common, id: 'delays', measure: { kind: 'count', of: { what: 'cases_opened', sops: ['delays'] } }, per: { kind: 'event', field: 'supplier' }, act: { is: 'above', value: 1, from: 0 } }
const punctual: Metric = { ...common, id: 'punctual', measure: { kind: 'reported' }, per: null, act: { is: 'below', value: 90, from: 0 } }

const deps = (metrics: readonly Metric[]) => ({
  // No more of an organisation is looked at.
  catalogue: { organisation: async () => ({ zone: 'UTC', zones: { UTC: [[0, 0]] }, metrics }) as unknown as Organisation },
  histories: createCaseHistories(database), store: createMetrics(database), inbox: createInbox(database),
})

let cases = 0
async function opened(day: number, supplier: string): Promise<void> {
  const told = event('case_opened', day * 1_440 + 60, { actor: 'integration:portal', detail: { sop: 'delays', version: 'v1', key: 'K', trigger: 'portal', event: { supplier } } })
  await record(`case-${cases += 1}`, [told])
}

async function record(caseId: string, events: readonly AuditEvent[]): Promise<void> {
  for (const [index, told] of events.entries()) {
    const body = Buffer.from(JSON.stringify({ format: 2, caseId, position: index + 1, event: told }))
    await database.pool.query("insert into audit_event (case_id, position, type, at, body, previous_hash, hash) values ($1, $2, $3, $4, $5, '', '')", [caseId, index + 1, told.type, told.at, body])
  }
}

const inbox = () => rows(database, "select delivery_id, event from inbox order by id")

describe('the numbers of a shop', () => {
  it('are measured once a day from the record, and one beyond its limit comes in as an event, once', async () => {
    for (const supplier of ['north', 'north', 'south']) await opened(9, supplier)
    await opened(6, 'north')
    const now = NOVEMBER + 10 * DAY + HOUR

    expect(await measureDue(deps([delays]), now)).toBe(1)
    expect(await measureDue(deps([delays]), now + 60_000)).toBe(0)

    expect((await createMetrics(database).latest()).map(({ group, value, sample }) => ({ group, value, sample }))).toEqual([{ group: 'north', value: 2, sample: 2 }, { group: 'south', value: 1, sample: 1 }])
    const [item, ...more] = await inbox()
    expect(more).toEqual([])
    expect(JSON.parse(String(item?.['event']))).toMatchObject({
      name: 'metrics.crossed', fields: { metric: 'delays', group: 'north', owner: 'buyer', value: 2, limit: 1, beyond: 'above', sample: 2, from: '2026-11-09', to: '2026-11-10' },
    })
  })

  it('are told of once although the dispatcher dies between telling and keeping', async () => {
    await opened(19, 'west')
    await opened(19, 'west')
    const dying = { ...deps([delays]), store: { ...createMetrics(database), keep: async () => { throw new Error('killed') } } }
    const now = NOVEMBER + 20 * DAY + HOUR

    await expect(measureDue(dying, now)).rejects.toThrow('killed')
    await measureDue(deps([delays]), now)

    expect(await inbox()).toHaveLength(1)
  })

  it('of other systems are judged as they come, and a value within its limit asks nobody', async () => {
    const { store } = deps([punctual])
    await store.report({ metric: 'punctual', group: 'north', value: 95, at: NOVEMBER, by: 'planning' })
    await store.report({ metric: 'punctual', group: 'south', value: 80, at: NOVEMBER, by: 'planning' })
    await store.report({ metric: 'punctual', group: 'south', value: 80, at: NOVEMBER, by: 'planning' })
    expect(await store.report({ metric: 'punctual', group: 'south', value: 81, at: NOVEMBER, by: 'planning' })).toBe('conflict')
    await store.report({ metric: 'nobodys', group: '', value: 1, at: NOVEMBER, by: 'planning' })

    expect(await measureDue(deps([punctual]), NOVEMBER + 60_000)).toBe(1)
    expect(await store.unjudged(10)).toEqual([])
    expect((await inbox()).map((row) => row['delivery_id'])).toEqual([`punctual/south/${NOVEMBER}`])

    for (const [hour, value] of [[1, 85], [2, 95], [3, 85]] as const) await store.report({ metric: 'punctual', group: 'south', value, at: NOVEMBER + hour * 3_600_000, by: 'planning' })
    expect(await measureDue(deps([punctual]), NOVEMBER + DAY)).toBe(1)
  })

  it('of a group that had nothing for a while are none then, and when it goes beyond its limit again it is told again', async () => {
    const { store } = deps([])
    for (const day of [39, 39, 44, 44]) await opened(day, 'east')
    const told = async (day: number) => measureDue(deps([delays]), NOVEMBER + day * DAY + HOUR)

    expect(await told(40)).toBe(1)
    expect(await told(42)).toBe(0)
    expect(await store.latest()).toEqual([{ metric: 'delays', group: 'east', from: NOVEMBER + 40 * DAY, to: NOVEMBER + 42 * DAY, value: null, sample: 0 }])
    expect(await told(43)).toBe(0)
    expect(await store.history('delays', 0)).toHaveLength(2)
    expect(await told(45)).toBe(1)
  })

  it('by a field that somebody outside filled with very much keep no other number from being measured', async () => {
    const long = Array.from({ length: 9_000 }, (_, nth) => String.fromCodePoint(0x4e00 + ((nth * 7_919) % 20_000))).join('')
    for (const supplier of [long, long, 'short']) await opened(59, supplier)

    expect(await measureDue(deps([delays, { ...delays, id: 'further', per: null, act: null }]), NOVEMBER + 60 * DAY + HOUR)).toBe(1)
    expect((await deps([]).store.latest()).map(({ metric, group, value }) => [metric, group.length, value])).toEqual([['delays', 5, 1], ['delays', 200, 2], ['further', 0, 3]])
  })

  it('that nothing was recorded of are marked as measured, and not worked out again all day', async () => {
    const { store } = deps([])
    await measureDue(deps([{ ...delays, id: 'quiet', days: 1 }]), NOVEMBER + 28 * DAY + HOUR)

    expect(await store.measuredAt(NOVEMBER + 28 * DAY)).toEqual(new Set(['quiet']))
  })
})
