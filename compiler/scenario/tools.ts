import type { Vocabulary } from '../../domain/connector.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { FieldType, Plan, Step } from '../../domain/plan.ts'
import { durationMs, readInstant } from '../literals.ts'
import { suggest } from '../nearest.ts'
import type { Parsed } from '../parse.ts'
import type { Path } from '../places.ts'
import type { Report } from '../report.ts'
import { plansIn, stepOfPath, stepPaths } from './steps.ts'
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
  /** What an action answers, by its declaration. */
  outputs(action: string): Readonly<Record<string, FieldType>>
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
    outputs: (name) => vocabulary.actions.find((action) => action.name === name)?.outputs ?? {},
  }
  return tools
}

/** Milliseconds of a duration that the shape has accepted; none is no time at all. */
export const ms = (text: string | undefined): number => (text === undefined ? 0 : (durationMs(text) ?? 0))

/** Epoch milliseconds of an instant that the shape has accepted. */
export const at = (text: string): number => readInstant(text) ?? 0

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
