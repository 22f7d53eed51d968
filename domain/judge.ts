import { writeInstant } from './instant.ts'
import { own } from './json.ts'
import type { Expectation, Scenario } from './scenario.ts'
import type { SimulatedCase } from './simulate.ts'

/** One expectation that did not come true, as text to put side by side. */
export interface Failure {
  readonly expected: string
  readonly actual: string
  /** The expectation's key, with the step where it names one: `owner.inspect`. */
  readonly at: string
}

type Judge = (expect: Expectation, result: SimulatedCase, scenario: Scenario) => Failure[]

/** Compares what came out with what the scenario expects; only what it names is compared. */
export const judge = (scenario: Scenario, result: SimulatedCase): Failure[] => JUDGES.flatMap((one) => one(scenario.expect, result, scenario))

const list = (values: readonly string[]): string => `[${values.join(', ')}]`

const failure = (at: string, expected: string, actual: string): Failure[] => (expected === actual ? [] : [{ at, expected, actual }])

function ending(expect: Expectation, result: SimulatedCase): Failure[] {
  if (expect.openAt !== undefined && result.openAt.includes(expect.openAt)) return []
  if (expect.openAt !== undefined) return failure('open_at', expect.openAt, result.openAt.join(', ') || `ended: ${result.outcome ?? 'no outcome'}`)
  if (expect.outcome === undefined) return []
  return failure('outcome', expect.outcome, result.outcome ?? `still open at ${result.openAt.join(', ')}${why(result)}`)
}

function why(result: SimulatedCase): string {
  const last = result.refusals.at(-1)
  return last ? ` (refused at ${last.step}: ${last.refusal.message})` : ''
}

const LISTS = ['effects', 'messages', 'visited'] as const
const lists: Judge = (expect, result) => LISTS.flatMap((name) => {
  const wanted = expect[name]
  return wanted === undefined ? [] : failure(name, list(wanted), list(result[name]))
})

const notVisited: Judge = (expect, result) =>
  (expect.notVisited ?? []).filter((step) => result.visited.includes(step) || result.visitedInside.includes(step)).map((step) => ({ at: `not_visited.${step}`, expected: 'not visited', actual: 'visited' }))

const owners: Judge = (expect, result) =>
  Object.entries(expect.owner ?? {}).flatMap(([step, person]) => failure(`owner.${step}`, person, own(result.owners, step) ?? 'nobody'))

const dues: Judge = (expect, result) =>
  Object.entries(expect.due ?? {}).flatMap(([step, at]) => {
    const actual = own(result.due, step)
    return failure(`due.${step}`, writeInstant(at), actual === undefined ? 'never' : writeInstant(actual))
  })

function escalations(expect: Expectation, result: SimulatedCase): Failure[] {
  if (expect.escalations === undefined) return []
  if (typeof expect.escalations === 'number') return failure('escalations', String(expect.escalations), String(result.escalations.length))
  const wanted = expect.escalations.map((one, index) => {
    const actual = result.escalations[index]
    // `to` may name what the path names, or the person who it was at that instant.
    const to = one.to === undefined || one.to === actual?.person ? (actual?.to ?? one.to ?? '') : one.to
    return { step: one.step, level: one.level, to, at: one.at ?? actual?.at ?? 0 }
  })
  return failure('escalations', list(wanted.map(escalationText)), list(result.escalations.map(escalationText)))
}

const escalationText = (one: { step: string; level: number; to: string; at: number }): string => `${one.step} level ${one.level} to ${one.to} at ${writeInstant(one.at)}`

function duration(expect: Expectation, result: SimulatedCase, scenario: Scenario): Failure[] {
  if (expect.endedWithinMs === undefined) return []
  const took = result.endedAt === null ? Infinity : result.endedAt - scenario.startsAt
  return took <= expect.endedWithinMs ? [] : [{ at: 'ended_within', expected: `at most ${expect.endedWithinMs / 3_600_000} h`, actual: Number.isFinite(took) ? `${took / 3_600_000} h` : 'never' }]
}

const JUDGES: readonly Judge[] = [ending, lists, notVisited, owners, dues, escalations, duration]
