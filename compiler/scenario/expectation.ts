import type { Expectation } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { ScenarioDocument } from '../schema/scenario.ts'
import { planAt, plansIn } from './steps.ts'
import { at, usedActions } from './tools.ts'
import type { Tools } from './tools.ts'

/** What must come out. A name that the SOP does not have is a diagnostic, never an expectation that always holds. */
export function readExpectation(document: ScenarioDocument, path: Path, tools: Tools): Expectation {
  checkNames(document.expect, [...path, 'expect'], tools)
  return defined({ ...lowered(document, path, tools), until: document.until === undefined ? undefined : at(document.until) })
}

type Expect = ScenarioDocument['expect']

function checkNames(expect: Expect, path: Path, tools: Tools): void {
  const { plan } = tools
  if (expect.outcome !== undefined)
    tools.known(expect.outcome, [...plan.outcomes, 'abandoned', 'cancelled'], 'outcome', [...path, 'outcome'])
  if (expect.open_at !== undefined) tools.step(expect.open_at, [...path, 'open_at'])
  for (const [index, name] of (expect.effects ?? []).entries())
    tools.known(name, usedActions(plan), 'action in this SOP', [...path, 'effects', index])
  for (const [index, name] of (expect.messages ?? []).entries())
    tools.known(name, plansIn(plan).flatMap(({ messages }) => Object.keys(messages)), 'message in this SOP', [...path, 'messages', index])
  for (const key of ['visited', 'not_visited'] as const)
    for (const [index, name] of (expect[key] ?? []).entries()) tools.step(name, [...path, key, index])
  for (const name of Object.keys(expect.due ?? {})) tools.step(name, [...path, 'due', name], 'key')
  for (const [name, owner] of Object.entries(expect.owner ?? {})) {
    tools.step(name, [...path, 'owner', name], 'key')
    tools.person(owner, [...path, 'owner', name])
  }
  if (Array.isArray(expect.escalations))
    for (const [index, each] of expect.escalations.entries()) checkEscalation(each, [...path, 'escalations', index], tools)
}

type EscalationDocument = Exclude<NonNullable<Expect['escalations']>, number>[number]

function checkEscalation({ step: name, level, to }: EscalationDocument, path: Path, tools: Tools): void {
  const step = tools.step(name, [...path, 'step'])
  if (to !== undefined) tools.holder(to, [...path, 'to'])
  if (!step) return
  const own = step.kind === 'task' ? step.escalate.levels : []
  // What went wrong with a step, and a question about it, climbs the path of its SOP.
  const levels = Math.max(own.length, planAt(tools.plan, name)?.escalation.levels.length ?? 0)
  if (level > levels)
    tools.report.add('SOP601', `"${name}" has no level ${level}`, tools.parsed.places.span([...path, 'level']), levels > 0 ? `use one of 1 to ${levels}` : 'remove it')
}

const lowered = ({ expect, starts }: ScenarioDocument, path: Path, tools: Tools) => ({
  outcome: expect.outcome,
  openAt: expect.open_at,
  effects: expect.effects,
  messages: expect.messages,
  visited: expect.visited,
  notVisited: expect.not_visited,
  owner: expect.owner,
  due: expect.due && Object.fromEntries(Object.entries(expect.due).map(([name, instant]) => [name, at(instant)])),
  escalations: Array.isArray(expect.escalations)
    ? expect.escalations.map(({ at: instant, ...rest }) => defined({ ...rest, at: instant === undefined ? undefined : at(instant) }))
    : expect.escalations,
  endedWithinMs: expect.ended_within === undefined ? undefined : tools.spanFrom(at(starts), expect.ended_within, [...path, 'expect', 'ended_within']),
})

type Defined<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys that were not given, so that only what is given is compared. */
const defined = <T extends object>(value: T): Partial<Defined<T>> & Required<Pick<Defined<T>, RequiredKeys<T>>> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<Defined<T>> &
    Required<Pick<Defined<T>, RequiredKeys<T>>>

type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T]
