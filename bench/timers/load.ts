import { setTimeout as pause } from 'node:timers/promises'
import { Away } from '../../domain/away.ts'
import type { Plan } from '../../domain/plan.ts'
import { anOrganisation, aPlan, aTask, elapsed, HOUR, tellAfter } from '../../test/harness/plans.ts'
import type { BenchEngine } from './engine.ts'

export const organisation = anOrganisation()

/** A step that waits for a person, and whose escalation is due `afterMs` after it began. */
const planOf = (afterMs: number): Plan => aPlan(
  [aTask('look', { sla: { finish: elapsed(40 * HOUR) }, escalate: { levels: [tellAfter(afterMs, 'lead', true)] } })], { sop: 'timers', version: 'timers' },
)

/** A round: so many timers that are due within so long. */
export interface Round {
  readonly name: string
  readonly timers: number
  readonly withinMs: number
}

/** A timer and what came of it. */
export interface Fired {
  /** Epoch milliseconds: the case's start and its delay. */
  readonly dueAt: number
  /** When it fired by the case's clock, and when that was in the database; empty for one that was lost. */
  readonly fired: readonly { readonly at: number; readonly recordedAt: number }[]
}

const AT_ONCE = 24
const AGAIN_MS = 500
const LOOK_MS = 200
const MOST_WAITING = 50

/** Opens cases at a measured pace, after a few that wait for the worker; gives how many a second there were. */
export async function warmUp(engine: BenchEngine, name: string, count: number): Promise<number> {
  const open = async (prefix: string, cases: number): Promise<number> => {
    const since = performance.now()
    await openAll(engine, prefix, Array.from({ length: cases }, (_, index) => ({ key: `${prefix}${index}`, afterMs: () => 10 * HOUR })))
    await parked(engine, prefix, cases)
    return (cases * 1000) / (performance.now() - since)
  }
  await open(`${name}-warm-first-`, 10)
  return open(`${name}-warm-then-`, count)
}

/** Opens a round's cases so that their timers fall due from `from` on, evenly; resolves when all are opened and parked. */
export async function openRound(engine: BenchEngine, { name, timers, withinMs }: Round, from: number): Promise<number> {
  await openAll(engine, `${name}-at-`, Array.from({ length: timers }, (_, index) => {
    const dueAt = from + Math.floor((index * withinMs) / timers)
    return { key: `${name}-at-${index}`, afterMs: () => Math.max(1, dueAt - Date.now()) }
  }))
  await parked(engine, `${name}-at-`, timers)
  return Date.now()
}

interface Opened {
  readonly key: string
  /** Asked when the case is opened: what is left until its timer is due. */
  readonly afterMs: () => number
}

/** No more are opened than are carried out, because a case that begins late has a timer that is due late. */
async function openAll(engine: BenchEngine, prefix: string, all: readonly Opened[]): Promise<void> {
  const waiting = all.values()
  const { cases } = engine
  let [opened, recorded, isDone] = [0, 0, false]
  const watch = async (): Promise<void> => {
    for (; !isDone; await pause(LOOK_MS)) recorded = await countRecorded(engine, prefix)
  }
  const opener = async (): Promise<void> => {
    for (const { key, afterMs } of waiting) {
      while (opened - recorded > MOST_WAITING) await pause(LOOK_MS)
      opened += 1
      await again(() => cases.open({ plan: planOf(afterMs()), key, trigger: 'shop.return', openedBy: 'shop', event: { id: key }, windable: false }))
    }
  }
  const watching = watch()
  await Promise.all(Array.from({ length: AT_ONCE }, opener)).finally(() => { isDone = true })
  await watching
}

/** As a sender does who gets no answer: tells it again. A key has one case, however often it is told. */
async function again(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act()
      return
    } catch (error) {
      if (!(error instanceof Away)) throw error
      await pause(AGAIN_MS)
    }
  }
}

/** Resolves when every case of a round is recorded: that its turn is proven comes with its next one. */
async function parked(engine: BenchEngine, prefix: string, wanted: number): Promise<void> {
  while ((await countRecorded(engine, prefix)) < wanted) await pause(LOOK_MS)
}

async function countRecorded({ database }: BenchEngine, prefix: string): Promise<number> {
  const { rows: [row] } = await database.pool.query<{ count: number }>(
    'select count(distinct case_id)::int as count from case_file f join turn t using (case_id) where f.key like $1', [`${prefix}%`])
  return row?.count ?? 0
}

/** Resolves when all have fired, or when nothing came for so long. */
export async function drained({ database }: BenchEngine, { name }: Round, wanted: number, quietMs: number): Promise<void> {
  let [seen, since] = [-1, Date.now()]
  while (seen < wanted && Date.now() - since < quietMs) {
    const { rows: [row] } = await database.pool.query<{ count: number }>(
      `select count(distinct case_id)::int as count from case_file f join turn t using (case_id) where f.key like $1 and 'dana' = any(t.assignees)`, [`${name}-at-%`])
    if ((row?.count ?? 0) !== seen) [seen, since] = [row?.count ?? 0, Date.now()]
    await pause(1000)
  }
}

interface TurnRow {
  readonly key: string
  readonly recorded: number
  readonly turn: string
  readonly events: readonly string[]
}

/** What the record has of a round's timers. A turn that was recorded twice because a worker had to do it again is one turn. */
export async function firedIn({ database }: BenchEngine, { name, timers }: Round): Promise<readonly Fired[]> {
  const { rows } = await database.pool.query<TurnRow>(
    `select f.key, (extract(epoch from t.recorded_at) * 1000)::float8 as recorded, t.run_id || '/' || t.turn as turn, t.events
     from case_file f join turn t using (case_id) where f.key like $1 and t.state <> 'discarded' order by t.recorded_at`, [`${name}-at-%`])
  const byKey = new Map<string, Map<string, TurnRow>>()
  for (const row of rows) {
    const turns = byKey.get(row.key) ?? new Map<string, TurnRow>()
    if (!turns.has(row.turn)) turns.set(row.turn, row)
    byKey.set(row.key, turns)
  }
  return Array.from({ length: timers }, (_, index) => told([...(byKey.get(`${name}-at-${index}`)?.values() ?? [])]))
}

interface Told {
  readonly type: string
  readonly at: number
  readonly detail: { readonly dueAt?: number }
}

function told(turns: readonly TurnRow[]): Fired {
  const events = turns.flatMap(({ recorded, events: texts }) => texts.map((text) => ({ recordedAt: recorded, ...(JSON.parse(text) as Told) })))
  const fired = events.filter(({ type }) => type === 'escalated')
  // The record says when it was due only where that is not when it fired.
  const dueAt = Math.min(...fired.map(({ at, detail }) => detail.dueAt ?? at))
  return { dueAt, fired: fired.map(({ at, recordedAt }) => ({ at, recordedAt })) }
}
