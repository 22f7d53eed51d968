import type { Expectation } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { ScenarioDocument } from '../schema/scenario.ts'
import { plansIn } from './steps.ts'
import { at, ms, usedActions } from './tools.ts'
import type { Tools } from './tools.ts'

/** What must come out. A name that the SOP does not have is a diagnostic, never an expectation that always holds. */
export function readExpectation(document: ScenarioDocument, path: Path, tools: Tools): Expectation {
  checkNames(document.expect, [...path, 'expect'], tools)
  return defined({ ...lowered(document.expect), until: document.until === undefined ? undefined : at(document.until) })
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
    for (const [index, each] of expect.escalations.entries()) tools.step(each.step, [...path, 'escalations', index, 'step'])
}

const lowered = (expect: Expect) => ({
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
  endedWithinMs: expect.ended_within === undefined ? undefined : ms(expect.ended_within),
})

type Defined<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys that were not given, so that only what is given is compared. */
const defined = <T extends object>(value: T): Partial<Defined<T>> & Required<Pick<Defined<T>, RequiredKeys<T>>> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<Defined<T>> &
    Required<Pick<Defined<T>, RequiredKeys<T>>>

type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T]
