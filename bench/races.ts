import { setImmediate as breathe } from 'node:timers/promises'
import type { Bench, Measured, Stage } from './contract.ts'
import { numbersFrom } from './numbers.ts'
import { draw, WORDS } from './races/contest.ts'
import { raceInAdvance } from './races/in-advance.ts'
import { inSlack, openDoors } from './races/door.ts'
import { raceOnEngine } from './races/on-engine.ts'
import { meet, meetings, prepare, type Met } from './races/over-http.ts'
import type { Outcome } from './races/referee.ts'
import { openEngine, type BenchEngine } from './timers/engine.ts'

/** People who all saw the same of a step and act on it at one instant: each thing has one winner, and the others are told why. */
export const racesBench: Bench = {
  name: 'races',
  what: 'complete, escalate, reassign and pause at the same instant: one winner each, in the interpreter, on a real engine, and through the API, the mails\' pages and Slack',
  keys: ['races', 'notExactlyOneWinner'],
  run,
}

const FULL = { inAdvance: 10_000, onEngine: 300, overHttp: 100 }
const QUICK = { inAdvance: 1_000, onEngine: 20, overHttp: 10 }
const AT_ONCE = 5

/** Outcomes counted together. */
interface Tally {
  races: number
  bad: number
  readonly winners: Record<string, number>
  readonly codes: Record<string, number>
  readonly faults: string[]
}

async function run(stage: Stage): Promise<Measured> {
  const wanted = stage.quick ? QUICK : FULL
  const inAdvance = newTally()
  const numbers = numbersFrom(stage.seed)
  for (let race = 0; race < wanted.inAdvance; race++) {
    const contest = draw(numbers, `race-${race}`)
    const { outcome, faults } = raceInAdvance(contest, numbers)
    count(inAdvance, outcome, faults.map((fault) => `${fault}: ${JSON.stringify(contest)}`))
    if (race % 500 === 499) {
      stage.note(`${race + 1} of ${wanted.inAdvance} in the interpreter`)
      await breathe()
    }
  }
  await using engine = await openEngine(stage, inSlack, 300)
  const onEngine = await runOnEngine(stage, engine, wanted.onEngine)
  const overHttp = await runOverHttp(stage, engine, wanted.overHttp)
  const unfair = overHttp.filter(({ faults }) => faults.length > 0)
  return {
    figures: { races: inAdvance.races + onEngine.races + overHttp.length, notExactlyOneWinner: inAdvance.bad + onEngine.bad + unfair.length },
    reasons: {},
    lines: [
      `in the interpreter ${linesOf(inAdvance)}`, `on the real engine ${linesOf(onEngine)}`, `over HTTP ${linesOfMet(overHttp)}`,
      'a race is of three to six people; what they contend for (the end of the step, its level, whose it is, its pause) has one winner each,',
      'or none where somebody has finished it or handed it on before; whoever loses hears why, and how the case stands',
      ...[...inAdvance.faults, ...onEngine.faults, ...unfair.flatMap(({ meeting, faults }) => faults.map((fault) => `${meeting}: ${fault}`))].slice(0, 10),
    ],
    details: { inAdvance, onEngine, overHttp },
  }
}

/** One after the other, and of each kind as many. */
async function runOverHttp(stage: Stage, engine: BenchEngine, races: number): Promise<readonly Met[]> {
  const doors = await openDoors(stage, engine)
  await prepare(doors)
  const all: Met[] = []
  for (let race = 0; race < races; race++) {
    for (const meeting of meetings.slice(race % meetings.length, (race % meetings.length) + 1)) all.push(await meet(engine, doors, meeting, `door-${race}`))
    if (race % 20 === 19) stage.note(`${race + 1} of ${races} over HTTP`)
  }
  return all
}

async function runOnEngine(stage: Stage, engine: BenchEngine, races: number): Promise<Tally> {
  const tally = newTally()
  const numbers = numbersFrom(stage.seed + 1)
  const waiting = Array.from({ length: races }, (_, race) => draw(numbers, `race-${race}`)).entries()
  const runner = async (): Promise<void> => {
    for (const [race, contest] of waiting) {
      const { outcome, faults } = await raceOnEngine(engine, contest, `race-${race}`)
      count(tally, outcome, faults.map((fault) => `${fault}: ${JSON.stringify({ contest, outcome })}`))
      if (tally.races % 50 === 0) stage.note(`${tally.races} of ${races} on the real engine`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, runner))
  return tally
}

const newTally = (): Tally => ({ races: 0, bad: 0, winners: {}, codes: {}, faults: [] })

function count(tally: Tally, { winners, losers }: Outcome, faults: readonly string[]): void {
  tally.races += 1
  tally.bad += faults.length > 0 ? 1 : 0
  tally.faults.push(...faults)
  for (const { word } of winners) tally.winners[word] = (tally.winners[word] ?? 0) + 1
  for (const { code } of losers) tally.codes[code] = (tally.codes[code] ?? 0) + 1
}

const linesOf = ({ races, bad, winners, codes }: Tally): string =>
  `${races} races, ${bad} of them wrong; won: ${WORDS.map((word) => `${word} ${winners[word] ?? 0}`).join(', ')}; lost: ${Object.entries(codes).map(([code, times]) => `${code} ${times}`).join(', ')}`

/** An instant as a person reads it. */
const WHEN = /\d{1,2}:\d{2}/

function linesOfMet(all: readonly Met[]): string {
  const told = all.flatMap((met) => met.told)
  return `${all.length} races, ${all.filter(({ faults }) => faults.length > 0).length} of them wrong; ${meetings.map((kind) => `${kind} ${all.filter(({ meeting }) => meeting === kind).length}`).join(', ')}; ${told.length} losers were told who it was, ${told.filter((text) => WHEN.test(text)).length} of them when`
}
