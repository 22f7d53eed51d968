import type { Bench, Measured, Stage } from './contract.ts'
import { quantile, rounded } from './numbers.ts'
import { openEngine, type BenchEngine } from './timers/engine.ts'
import { drained, firedIn, openRound, organisation, warmUp, type Fired, type Round } from './timers/load.ts'

/** Escalations that fall due together: none lost, none twice, how late each is in the database, and how long a great many take. */
export const timersBench: Bench = {
  name: 'timers',
  what: 'escalation timers that fall due together: each fires once, how late, and how long it takes until all have',
  keys: ['timers', 'fired', 'firedTwice', 'lagP50Ms', 'lagP99Ms', 'drainMs'],
  run,
}

const SECOND = 1000
const FULL: readonly [Round, Round] = [{ name: 'paced', timers: 2_000, withinMs: 60 * SECOND }, { name: 'burst', timers: 10_000, withinMs: 60 * SECOND }]
const QUICK: readonly [Round, Round] = [{ name: 'paced', timers: 100, withinMs: 5 * SECOND }, { name: 'burst', timers: 150, withinMs: 1 * SECOND }]
/** As the product's worker keeps unless it is told otherwise. */
const CACHED_CASES = 300
/** When nothing has come for so long, the rest is lost. */
const QUIET_MS = 120 * SECOND

interface Ran {
  readonly fired: readonly Fired[]
  readonly openedPerSec: number
  /** From the first due instant to the last. */
  readonly dueWithinMs: number
  /** From the first instant at which one was due to the last one in the database. */
  readonly drainMs: number
  readonly lags: readonly number[]
  /** From the due instant to the workflow's own time of firing. */
  readonly wakes: readonly number[]
}

async function run(stage: Stage): Promise<Measured> {
  await using engine = await openEngine(stage, organisation, CACHED_CASES)
  const [paced, burst] = stage.quick ? QUICK : FULL
  const first = await play(stage, engine, paced)
  const second = await play(stage, engine, burst)
  const all = [...first.fired, ...second.fired]
  const times = (ran: Ran): string => `${rounded(quantile(ran.lags, 0.5), 0)} / ${rounded(quantile(ran.lags, 0.99), 0)} / ${rounded(Math.max(...ran.lags), 0)} ms in the database, ${rounded(quantile(ran.wakes, 0.5), 0)} / ${rounded(quantile(ran.wakes, 0.99), 0)} ms until the case woke`
  return {
    figures: {
      timers: all.length, fired: all.filter(({ fired }) => fired.length > 0).length, firedTwice: all.filter(({ fired }) => fired.length > 1).length,
      lagP50Ms: rounded(quantile(first.lags, 0.5), 0), lagP99Ms: rounded(quantile(first.lags, 0.99), 0), drainMs: rounded(second.drainMs, 0),
    },
    reasons: {},
    lines: [
      `${paced.timers} due within ${rounded(first.dueWithinMs / SECOND)} s: late by p50 / p99 / most ${times(first)}; these are the figures`,
      `${burst.timers} due within ${rounded(second.dueWithinMs / SECOND)} s: all in the database ${rounded(second.drainMs / SECOND)} s after the first was due; late by ${times(second)}`,
      `cases opened ahead at ${rounded(first.openedPerSec)} and ${rounded(second.openedPerSec)} a second; one worker that keeps ${CACHED_CASES} cases in memory`,
    ],
    details: { paced: detailOf(first), burst: detailOf(second) },
  }
}

async function play(stage: Stage, engine: BenchEngine, round: Round): Promise<Ran> {
  const pace = await warmUp(engine, round.name, stage.quick ? 30 : 200)
  // With some in hand, so that all wait before the first is due.
  const from = Date.now() + (round.timers * SECOND * 1.4) / pace + 3 * SECOND
  const since = Date.now()
  stage.note(`${round.name}: opens ${round.timers} cases at about ${rounded(pace)} a second; the first is due in ${rounded((from - since) / SECOND, 0)} s`)
  const opened = await openRound(engine, round, from)
  if (opened > from) stage.note(`${round.name}: the last case was opened ${rounded((opened - from) / SECOND)} s after the first was due`)
  else stage.note(`${round.name}: all are opened, ${rounded((from - opened) / SECOND)} s before the first is due`)
  await drained(engine, round, round.timers, Math.max(0, from - Date.now()) + round.withinMs + QUIET_MS)
  const fired = await firedIn(engine, round)
  stage.note(`${round.name}: ${fired.filter((each) => each.fired.length > 0).length} of ${round.timers} have fired`)
  const came = fired.filter((each) => each.fired.length > 0)
  const lags = came.map(({ dueAt, fired: [one] }) => (one?.recordedAt ?? Number.NaN) - dueAt)
  const due = came.map(({ dueAt }) => dueAt)
  return {
    fired, lags, dueWithinMs: Math.max(...due) - Math.min(...due), openedPerSec: (round.timers * 1000) / (opened - since), wakes: came.map(({ dueAt, fired: [one] }) => (one?.at ?? Number.NaN) - dueAt),
    drainMs: Math.max(...came.map((each) => each.fired[0]?.recordedAt ?? 0)) - Math.min(...due),
  }
}

const detailOf = ({ fired, openedPerSec, dueWithinMs, drainMs, lags, wakes }: Ran) => ({
  timers: fired.length, dueWithinMs: rounded(dueWithinMs, 0), openedPerSec: rounded(openedPerSec), drainMs: rounded(drainMs, 0),
  lagMs: { p50: rounded(quantile(lags, 0.5), 0), p90: rounded(quantile(lags, 0.9), 0), p99: rounded(quantile(lags, 0.99), 0), most: rounded(Math.max(...lags), 0) },
  wakeMs: { p50: rounded(quantile(wakes, 0.5), 0), p99: rounded(quantile(wakes, 0.99), 0) },
})
