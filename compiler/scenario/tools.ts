import { dueOn } from '../../domain/calendar/due.ts'
import { declarationOf } from '../../domain/capability.ts'
import type { Vocabulary } from '../../domain/connector.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { FieldType, Plan, Step } from '../../domain/plan.ts'
import type { After } from '../../domain/scenario.ts'
import { sourceEvents } from '../context.ts'
import type { Fields } from '../expression/types.ts'
import { allowance, readInstant } from '../literals.ts'
import { suggest } from '../nearest.ts'
import type { Parsed } from '../parse.ts'
import type { Path } from '../places.ts'
import type { Report } from '../report.ts'
import { hoursAt, plansIn, stepOfPath, stepPaths } from './steps.ts'
import { createValueReader } from './values.ts'
import type { ValueReader } from './values.ts'

/** What the parts of a scenario are read with. */
export interface Tools {
  readonly plan: Plan
  readonly organisation: Organisation | undefined
  readonly vocabulary: Vocabulary
  readonly parsed: Parsed
  readonly report: Report
  readonly values: ValueReader
  /** Whether a name is one of `names`; reported when not, at the key or at the value. */
  known(name: string, names: Iterable<string>, what: string, path: Path, at?: 'key'): boolean
  /** The step of that path; reported when there is none. */
  step(name: string, path: Path, at?: 'key'): Step | undefined
  person(name: string | undefined, path: Path): void
  /** The same of whoever may be told of something: a person, role, roster or channel. */
  holder(name: string, path: Path): void
  /** The fields of every event there is, by its name. */
  readonly events: ReadonlyMap<string, Readonly<Record<string, FieldType>>>
  /** A span that counts where a step runs, else on the SOP's calendar; reported when that has none. None is no time at all. */
  after(text: string | undefined, path: Path, step?: string): After
  /** The same in milliseconds from an instant that is known, on the SOP's calendar. */
  spanFrom(from: number, text: string | undefined, path: Path): number
  /** What an action answers, by its declaration or as the SOP says; undefined for what has no types. */
  outputs(action: string, returns?: Fields): Fields | undefined
}

/** Tools for the scenarios of one SOP. */
export function createTools(
  plan: Plan,
  organisation: Organisation | undefined,
  vocabulary: Vocabulary,
  parsed: Parsed,
  report: Report,
): Tools {
  const tools: Tools = {
    plan,
    organisation,
    vocabulary,
    parsed,
    report,
    values: createValueReader(parsed, report),
    known: (name, names, what, path, at) => {
      const list = [...names]
      if (list.includes(name)) return true
      const span = at === 'key' ? parsed.places.keySpan(path) : parsed.places.span(path)
      report.add('SOP601', `there is no ${what} "${name}"`, span, suggest(name, list) ?? 'correct the name')
      return false
    },
    step: (name, path, at) => {
      const step = stepOfPath(plan, name)
      if (!step) tools.known(name, stepPaths(plan).filter((each) => each !== name), 'step', path, at)
      return step
    },
    person: (name, path) => {
      if (name !== undefined && organisation) tools.known(name, Object.keys(organisation.people), 'person', path)
    },
    holder: (name, path) => {
      if (!organisation || name.startsWith('slack:')) return
      const { people, roles, rosters } = organisation
      tools.known(name, [people, roles, rosters].flatMap((each) => Object.keys(each)), 'person, role or roster', path)
    },
    events: new Map([...vocabulary.events, ...sourceEvents(organisation)].map(({ name, fields }) => [name, fields])),
    after: (text, path, step) => {
      const time = allowance(text ?? '0m')
      if (time.unit === 'elapsed') return time.ms
      if (hoursAt(plan, step) === undefined)
        report.add('SOP460', `"${text ?? ''}" is business time, and there is no calendar for it`, parsed.places.span(path), 'write elapsed time such as 4h or 2d')
      return time
    },
    spanFrom: (from, text, path) => {
      const time = tools.after(text, path)
      if (typeof time === 'number') return time
      const calendar = plan.hours === undefined ? undefined : organisation?.calendars[plan.hours]
      const due = calendar && dueOn(calendar, organisation?.zones[calendar.zone] ?? [[from, 0]], time, from).due
      return (due ?? from) - from
    },
    outputs: (name, returns) => {
      const declared = declarationOf(name, vocabulary, organisation?.systems ?? {})
      return declared?.open ? (returns ?? returnsOf(plan, name)) : (declared?.outputs ?? {})
    },
  }
  return tools
}

/** Epoch milliseconds of an instant that the shape has accepted. */
export const at = (text: string): number => readInstant(text) ?? 0

/** What the steps that do this action say it answers; undefined where one of them does not say. */
function returnsOf(plan: Plan, action: string): Fields | undefined {
  const said = plansIn(plan).flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'action' && step.action === action ? [step.returns] : [])))
  return said.includes(undefined) ? undefined : said.reduce<Fields>((all, each) => ({ ...all, ...each }), {})
}

/** What may stand under `systems` and `effects`. */
export const usedActions = (plan: Plan): readonly string[] => [
  ...new Set(
    plansIn(plan)
      .flatMap(({ steps }) => steps)
      .flatMap((step) => (step.kind === 'action' ? [step.action, ...(step.undo === undefined ? [] : [step.undo])] : [])),
  ),
]

/** A list stands one level deeper than a single answer. */
export const placeOf = (path: Path, index: number, parsed: Parsed): Path => (parsed.places.has([...path, index]) ? [...path, index] : path)
