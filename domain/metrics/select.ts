import type { CaseHistory, Decision, EffectDone, TaskHistory } from '../history/history.ts'
import { canonical, own, type Json, type JsonObject } from '../json.ts'
import { wording } from '../template.ts'
import type { Grouping, Selection } from './metric.ts'

/** One thing that is counted: a case, or a part of one. */
export interface Counted {
  readonly history: CaseHistory
  readonly task?: TaskHistory
  readonly decision?: Decision
  readonly effect?: EffectDone
}

/** A stretch of time, half-open, epoch milliseconds. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** What a selection finds in one case. A case counts in the window in which it opened or ended, its parts in the one in which they happened. */
export function selected(history: CaseHistory, selection: Selection, window: Window): readonly Counted[] {
  const { sops } = selection
  if (sops !== undefined && !sops.includes(history.sop)) return []
  return found(history, selection, window)
}

function found(history: CaseHistory, selection: Selection, window: Window): readonly Counted[] {
  switch (selection.what) {
    case 'cases_opened': return within(history.openedAt, window) && caseFits(history, selection) ? [{ history }] : []
    case 'cases_ended': return within(history.closedAt, window) && caseFits(history, selection) ? [{ history }] : []
    case 'tasks_ended': return history.tasks.filter((task) => within(task.endedAt, window) && taskFits(task, selection)).map((task) => ({ history, task }))
    case 'decisions': return history.decisions.filter((decision) => within(decision.at, window) && decisionFits(decision, selection)).map((decision) => ({ history, decision }))
    case 'effects': return history.effects.filter((effect) => within(effect.at, window) && effectFits(effect, selection)).map((effect) => ({ history, effect }))
  }
}

const within = (at: number | null, { from, to }: Window): boolean => at !== null && at >= from && at < to

const names = (wanted: readonly string[] | undefined, value: string | null): boolean => wanted === undefined || (value !== null && wanted.includes(value))

const agrees = (wanted: boolean | undefined, is: boolean): boolean => wanted === undefined || wanted === is

function caseFits({ outcome, visits, tasks, breachedAt }: CaseHistory, { outcomes, steps, level, breached, overridden }: Selection): boolean {
  return names(outcomes, outcome)
    && (steps === undefined || visits.some(({ step }) => steps.includes(step)))
    && (level === undefined || tasks.some((task) => task.level >= level))
    && agrees(breached, breachedAt !== null || tasks.some((task) => task.breachedAt !== null))
    && agrees(overridden, tasks.some((task) => task.overrides.length > 0))
}

const taskFits = (task: TaskHistory, { outcomes, steps, level, breached, overridden }: Selection): boolean =>
  names(outcomes, task.outcome) && names(steps, task.step) && (level === undefined || task.level >= level)
  && agrees(breached, task.breachedAt !== null) && agrees(overridden, task.overrides.length > 0)

const decisionFits = (decision: Decision, { outcomes, steps }: Selection): boolean => names(outcomes, decision.outcome) && names(steps, decision.step)

function effectFits(effect: EffectDone, { actions, steps, input = {}, result = {} }: Selection): boolean {
  return names(actions, effect.action) && names(steps, effect.step) && holds(effect.input, input) && holds(effect.result, result)
}

const holds = (values: JsonObject, wanted: JsonObject): boolean => Object.entries(wanted).every(([name, value]) => canonical(own(values, name) ?? null) === canonical(value))

/** What something is counted under; undefined where it has no such property, and is counted under none. */
export function groupOf({ history, task, decision, effect }: Counted, per: Grouping | null): string | undefined {
  if (per === null) return ''
  switch (per.kind) {
    case 'sop': return history.sop
    case 'version': return `${history.sop} ${history.version}`
    case 'step': { const step = (task ?? decision ?? effect)?.step; return step === undefined ? undefined : `${history.sop} ${step}` }
    case 'role': return task?.role ?? undefined
    case 'person': return task?.endedBy ?? undefined
    case 'event': return textOf(own(history.event, per.field))
    case 'input': case 'result': return effect === undefined ? undefined : textOf(own(effect[per.kind], per.field))
  }
}

/** As long as a group that another system names; more than a few thousand characters no index of the database takes. */
const LONGEST_GROUP = 200

/** A field may hold whatever somebody outside wrote. */
const textOf = (value: Json | undefined): string | undefined => (value === undefined || value === null ? undefined : wording(value).replaceAll('\u0000', '').slice(0, LONGEST_GROUP).replace(/[\uD800-\uDBFF]$/, ''))
