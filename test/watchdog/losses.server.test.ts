import { expect, it } from 'vitest'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { createInbox } from '../../adapters/postgres/inbox.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import type { Database } from '../../adapters/postgres/database.ts'
import type { FindingKind } from '../../domain/watchdog/finding.ts'
import type { Carried } from '../../domain/watchdog/port.ts'
import { aDelivery, anEvent, aSummary, aTask, aTurn } from '../adapters/postgres/builders.ts'
import { databaseLab } from '../adapters/postgres/lab.ts'
import { organisation } from '../dispatcher/message-lab.ts'
import { messenger, MINUTE, quietEngine, watchdogLab } from './lab.ts'

const CASES = 160
const LOSSES = 100

/** A shop with many open cases, each of which has climbed once and is due again in 20 minutes or in a day. */
async function busyShop(database: Database, dueAt: (index: number) => number): Promise<readonly string[]> {
  const recorder = createRecorder(database)
  await createCatalogue(database).publishOrganisation(organisation(), '')
  const ids = Array.from({ length: CASES }, (_, index) => `CASE${String(index).padStart(4, '0')}`)
  for (const [index, caseId] of ids.entries()) {
    const at = dueAt(index)
    const card = aTask({ caseId, assignee: 'ana', claimedBy: null, dueAt: at, breached: false, next: { at, what: 'goes to the lead' } })
    const events = [anEvent('step_started'), anEvent('escalated', { actor: 'timer', step: 'inspect', instance: 'inspect#1', epoch: 1, level: 1, detail: { to: ['ana'], why: 'nobody has taken it' } })]
    const { token } = await recorder.record(aTurn({ caseId, runId: `run-${caseId}`, turn: 1, events, tasks: [card], summary: aSummary({ caseId, label: `Return ${index}`, state: 'open', dueAt: null, woundMs: null }) }))
    await recorder.prove(caseId, [token])
    await database.pool.query('insert into case_file (case_id, sop, key, workflow_id) values ($1, $2, $1, $3)', [caseId, 'returns', `case/returns/${caseId}`])
  }
  await database.pool.query('select chain_case(case_id) from case_head')
  return ids
}

type Lose = (caseId: string, index: number) => Promise<string | void>

it('finds 100 of 100 things that were lost, within 5 minutes, and nothing else', async () => {
  await using database = await databaseLab()
  // One connection, on which a superuser deletes what nobody else may.
  const client = await database.pool.connect()
  using _held = { [Symbol.dispose]: () => client.release() }
  const sql = (text: string, values: readonly unknown[] = []) => client.query(text, [...values])
  const start = Date.now()
  // Whatever is not lost is due in a day.
  const dueAt = (index: number): number => (KINDS[index % KINDS.length] === 'deadline-missed' && index < LOSSES ? start + MINUTE : start + 24 * 60 * MINUTE)
  const carried = new Map<string, Partial<Carried>>()
  const engine = quietEngine((id) => carried.get(id) ?? {}, () => [...carried].filter(([, { state }]) => state !== 'ended').map(([id]) => id).toSorted())

  const lose: Readonly<Record<(typeof KINDS)[number], Lose>> = {
    'task-row-gone': async (caseId) => void await sql('delete from assignment where case_id = $1', [caseId]),
    'case-row-gone': async (caseId, index) => void await sql(index % 2 === 0 ? 'delete from case_summary where case_id = $1' : "update case_summary set state = 'closed' where case_id = $1", [caseId]),
    'turn-gone': async (caseId) => void await sql('delete from turn where case_id = $1', [caseId]),
    'record-gone': async (caseId) => void await sql("delete from audit_event where case_id = $1 and type = 'escalated'", [caseId]),
    'message-gone': async (caseId) => {
      const { rows: [row] } = await sql('delete from delivery where case_id = $1 returning target, split_part(origin, $2, 1) as turn', [caseId, '.']) as { rows: { target: string; turn: string }[] }
      return `${row?.turn}/${row?.target}`
    },
    'message-unplanned': async (caseId) => {
      const { rows: [row] } = await sql('insert into notice (turn_id, case_id) select id, case_id from turn where case_id = $1 returning turn_id as id', [caseId]) as { rows: { id: number }[] }
      return String(row?.id)
    },
    'message-unsent': async (caseId) => {
      const { rows: [row] } = await sql("update delivery set urgent = true, state = 'due', next_at = created_at where case_id = $1 returning id", [caseId]) as { rows: { id: number }[] }
      return String(row?.id)
    },
    'deadline-missed': async () => undefined,
    'timer-gone': async (caseId) => void carried.set(`case/returns/${caseId}`, { timerAt: null }),
    'workflow-gone': async (caseId) => void carried.set(`case/returns/${caseId}`, { state: 'ended', endedAt: start, timerAt: null }),
    'inbox-stuck': async (_caseId, index) => {
      await createInbox(database).store(aDelivery({ deliveryId: `d${index}`, eventId: `e${index}` }))
      return String(((await sql('select id from inbox where delivery_id = $1', [`d${index}`])) as { rows: { id: number }[] }).rows[0]?.id)
    },
    'interaction-stuck': async (_caseId, index) => {
      await sql("insert into interaction (id, asked, from_whom, next_at) values ($1, '{}', 'U1', now())", [`i${index}`])
      return `i${index}`
    },
    'event-untold': async (caseId, index) => {
      await sql('insert into arrival (inbox_id, case_id) values ($1, $2)', [index, caseId])
      return `${index} ${caseId}`
    },
    'effect-open': async (caseId) => {
      await sql("insert into effect (key, case_id, action, input, money, first_tried_at) values ($1, $1, 'shop.refund', '{}', true, now() - interval '17 minutes')", [caseId])
      return caseId
    },
  }
  const dog = watchdogLab(database, engine)
  await dog.round(0)
  const ids = await busyShop(database, dueAt)
  // So long ago that no turn is read twice.
  await sql("update turn set recorded_at = recorded_at - interval '1 minute'")
  for (const [index, caseId] of ids.entries()) carried.set(`case/returns/${caseId}`, { timerAt: dueAt(index) })
  await dog.round(0)
  await messenger(database)()
  // The messages that get lost are lost before they are sent; those of the others went out.
  await sql("update delivery set state = 'due', settled_at = null")
  await dog.round(0)
  expect(dog.heard()).toEqual([])

  const lost: string[] = []
  await sql('set session_replication_role = replica')
  for (const [index, caseId] of ids.slice(0, LOSSES).entries()) {
    const kind = KINDS[index % KINDS.length]!
    lost.push(`new ${kind} ${(await lose[kind](caseId, index)) ?? caseId}`)
  }
  await sql("update delivery set state = 'sent', settled_at = now() where not urgent")
  for (let minute = 1; minute <= 5; minute++) await dog.round(minute * MINUTE)

  expect(lost).toHaveLength(LOSSES)
  expect(dog.heard().toSorted()).toEqual(lost.toSorted())
  expect(dog.problems).toEqual([])

  await dog.round(6 * MINUTE)
  expect(dog.heard()).toEqual([])
})

const KINDS = [
  'task-row-gone', 'case-row-gone', 'turn-gone', 'record-gone', 'message-gone', 'message-unplanned', 'message-unsent', 'deadline-missed', 'timer-gone', 'workflow-gone',
  'inbox-stuck', 'interaction-stuck', 'event-untold', 'effect-open',
] as const satisfies readonly FindingKind[]
