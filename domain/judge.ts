import type { AuditEvent } from './audit.ts'
import { writeInstant } from './instant.ts'
import { own } from './json.ts'
import type { Expectation, Scenario } from './scenario.ts'
import type { SimulatedCase } from './simulate.ts'
import { isInside, listed } from './trace.ts'

/** One expectation that did not come true, as text to put side by side. */
export interface Failure {
  readonly expected: string
  readonly actual: string
  /** The expectation's key, with the step where it names one: `owner.inspect`. */
  readonly at: string
  /** The event of the trace where they part, by its index: what came instead, else the last thing that happened. */
  readonly event: number
}

type Judge = (expect: Expectation, result: SimulatedCase, scenario: Scenario) => Failure[]

/** Compares what came out with what the scenario expects; only what it names is compared. */
export const judge = (scenario: Scenario, result: SimulatedCase): Failure[] => JUDGES.flatMap((one) => one(scenario.expect, result, scenario))

const list = (values: readonly string[]): string => `[${values.join(', ')}]`

const failure = (at: string, expected: string, actual: string, event: number): Failure[] => (expected === actual ? [] : [{ at, expected, actual, event }])

const lastOf = ({ trace }: SimulatedCase): number => trace.length - 1

/** The first event that is like that, else the last of all. */
function eventOf(result: SimulatedCase, is: (event: AuditEvent) => boolean): number {
  const found = result.trace.findIndex(is)
  return found < 0 ? lastOf(result) : found
}

function ending(expect: Expectation, result: SimulatedCase): Failure[] {
  if (expect.openAt !== undefined && result.openAt.includes(expect.openAt)) return []
  if (expect.openAt !== undefined) return failure('open_at', expect.openAt, result.openAt.join(', ') || `ended: ${result.outcome ?? 'no outcome'}`, lastOf(result))
  if (expect.outcome === undefined) return []
  return failure('outcome', expect.outcome, result.outcome ?? `still open at ${result.openAt.join(', ')}${why(result)}`, lastOf(result))
}

function why({ refusals, state }: SimulatedCase): string {
  const stuck = state.open.find(({ exception }) => exception !== undefined)
  if (stuck) return ` (${stuck.step}: ${stuck.exception?.message ?? ''})`
  const last = refusals.at(-1)
  return last ? ` (refused at ${last.step}: ${last.refusal.message})` : ''
}

const LISTS = ['effects', 'messages', 'visited'] as const
const lists: Judge = (expect, result) => LISTS.flatMap((name) => {
  const wanted = expect[name]
  if (wanted === undefined) return []
  // Steps inside others count in `visited` only where the scenario names them.
  const lines = listed(result.trace, result.plan, name).filter((line) => name !== 'visited' || !isInside(result.trace, line) || wanted.includes(line.name))
  const apart = lines.find((line, index) => line.name !== wanted[index])
  return failure(name, list(wanted), list(lines.map((line) => line.name)), apart?.index ?? lastOf(result))
})

const notVisited: Judge = (expect, result) =>
  (expect.notVisited ?? []).filter((step) => result.visited.includes(step) || result.visitedInside.includes(step)).map((step) => ({
    at: `not_visited.${step}`, expected: 'not visited', actual: 'visited', event: eventOf(result, (event) => event.step === step),
  }))

const owners: Judge = (expect, result) =>
  Object.entries(expect.owner ?? {}).flatMap(([step, person]) => failure(`owner.${step}`, person, own(result.owners, step) ?? 'nobody', eventOf(result, (event) => event.step === step && event.type === 'assigned')))

const dues: Judge = (expect, result) =>
  Object.entries(expect.due ?? {}).flatMap(([step, at]) => {
    const actual = own(result.due, step)
    return failure(`due.${step}`, writeInstant(at), actual === undefined ? 'never' : writeInstant(actual), eventOf(result, (event) => event.step === step))
  })

function escalations(expect: Expectation, result: SimulatedCase): Failure[] {
  if (expect.escalations === undefined) return []
  if (typeof expect.escalations === 'number') return failure('escalations', String(expect.escalations), String(result.escalations.length), escalation(result, expect.escalations))
  const wanted = expect.escalations.map((one, index) => {
    const actual = result.escalations[index]
    // `to` may name what the path names, or the person who it was at that instant.
    const to = one.to === undefined || one.to === actual?.person ? (actual?.to ?? one.to ?? '') : one.to
    return { step: one.step, level: one.level, to, at: one.at ?? actual?.at ?? 0 }
  })
  const [before, after] = [wanted.map(escalationText), result.escalations.map(escalationText)]
  const apart = after.findIndex((one, index) => one !== before[index])
  return failure('escalations', list(before), list(after), escalation(result, apart < 0 ? after.length : apart))
}

/** The event of an escalation by its number, from 0. */
const escalation = (result: SimulatedCase, number: number): number =>
  result.trace.flatMap(({ type }, index) => (type === 'escalated' ? [index] : []))[number] ?? lastOf(result)

const escalationText = (one: { step: string; level: number; to: string; at: number }): string => `${one.step} level ${one.level} to ${one.to} at ${writeInstant(one.at)}`

function duration(expect: Expectation, result: SimulatedCase, scenario: Scenario): Failure[] {
  if (expect.endedWithinMs === undefined) return []
  const took = result.endedAt === null ? Infinity : result.endedAt - scenario.startsAt
  return took <= expect.endedWithinMs ? [] : [{ at: 'ended_within', expected: `at most ${expect.endedWithinMs / 3_600_000} h`, actual: Number.isFinite(took) ? `${took / 3_600_000} h` : 'never', event: lastOf(result) }]
}

const JUDGES: readonly Judge[] = [ending, lists, notVisited, owners, dues, escalations, duration]
