import { uncoveredSteps } from '../domain/coverage.ts'
import { dueOn } from '../domain/calendar/due.ts'
import { own } from '../domain/json.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { Allowance, Plan } from '../domain/plan.ts'
import type { Diagnostic } from './diagnostics.ts'
import { digest } from './digest.ts'

/** What earlier runs found out, by a name. What comes back is as it was kept; who keeps it sees to it that it is whole. */
export interface Memory {
  get(name: string): unknown
  set(name: string, value: unknown): void
}

/** Business time whose end was looked for while a SOP was compiled, and the calendar it is counted on. */
export type Measured = readonly [Allowance, string]

/** A scenario that passed, and how long it took by its own clock; null when its case was still open. */
export interface Passed {
  readonly name: string
  readonly lastsMs: number | null
}

/** A SOP that compiled without a mistake: what it was made from, and what came of it. */
export interface RememberedSop {
  /** Digest of its text and of all that stands around it. */
  readonly from: string
  /** Digests of the SOPs that it calls, however deep. */
  readonly called: Readonly<Record<string, string>>
  readonly measured: readonly Measured[]
  readonly plan: Plan
  readonly warnings: readonly Diagnostic[]
}

/** A file of scenarios without a mistake; `passed` once all of them were played and passed. */
export interface RememberedTests {
  readonly from: string
  readonly warnings: readonly Diagnostic[]
  readonly passed?: readonly Passed[]
}

/** What a SOP is made from, but for those that it calls. */
export interface Ingredients {
  readonly text: string
  /** Digest of the organisation, the messages and what cannot be reached from here. */
  readonly around: string
}

/** What depends on the day it is looked for: `stillHolds` looks for it again, so nothing that has it is remembered. */
const OF_THE_DAY: readonly string[] = ['SOP444', 'SOP445']

/** Whether a file with these diagnostics may be remembered: neither with a mistake nor with a warning of the day. */
export const mayBeKept = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.every(({ severity, code }) => severity === 'warning' && !OF_THE_DAY.includes(code))

/** Digest of what a SOP is made from. */
export const madeFrom = ({ text, around }: Ingredients): string => digest([text, around])

/** The names of all SOPs that a Plan calls, however deep. */
export const namesCalled = (plan: Plan): readonly string[] =>
  [...new Set(Object.entries(plan.calls).flatMap(([name, inner]) => [name, ...namesCalled(inner)]))]

/** Whether what was remembered is what would come of compiling now: the same texts, and nothing that the passing of time has changed. */
export function stillHolds(kept: RememberedSop, from: string, textOf: (name: string) => string | undefined, organisation: Organisation | undefined, now: number): boolean {
  if (kept.from !== from) return false
  if (Object.entries(kept.called).some(([name, was]) => digest([textOf(name) ?? null]) !== was)) return false
  if (!organisation) return true
  return kept.measured.every((one) => isOver(one, organisation, now)) && uncoveredSteps(kept.plan, organisation, minuteOf(now)).length === 0
}

function isOver([time, name]: Measured, organisation: Organisation, now: number): boolean {
  const calendar = own(organisation.calendars, name)
  return calendar !== undefined && dueOn(calendar, own(organisation.zones, calendar.zone) ?? [], time, now).due !== null
}

const MINUTE_MS = 60_000
const minuteOf = (now: number): number => Math.floor(now / MINUTE_MS) * MINUTE_MS
