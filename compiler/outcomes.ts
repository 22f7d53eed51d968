import type { ActionDeclaration } from '../domain/connector.ts'
import { calleeOf } from './called.ts'
import type { Calls } from './called.ts'
import type { CallDocument, DecideDocument, StepDocument, TaskDocument, WaitDocument } from './schema/step.ts'

/** Outcomes that the engine adds; any step may route `failed`, a task `cannot_do`, a call `abandoned`. */
export const ENGINE_OUTCOMES = ['failed', 'cannot_do', 'skipped', 'too_often', 'expired', 'abandoned'] as const

/** The outcomes that a step has of its own, in the order the author gave. */
export function ownOutcomes(step: StepDocument, calls: Calls): readonly string[] {
  if ('task' in step) return taskOutcomes(step)
  if ('action' in step) return ['ok']
  if ('message' in step) return ['sent']
  if ('wait' in step) return waitOutcomes(step)
  if ('decide' in step) return tableOutcomes(step)
  return 'call' in step ? calledOutcomes(step, calls) : ['done']
}

/** The refusals of an action's system by their codes, which a route may name instead of `failed`: `charge-disputed` as `charge_disputed`. */
export const refusalOutcomes = (step: StepDocument, actions: ReadonlyMap<string, ActionDeclaration>): readonly string[] =>
  ('action' in step ? (actions.get(step.action)?.refusals ?? []).map((code) => code.replaceAll('-', '_')) : [])

/** The outcomes that a task may end with. */
export const taskOutcomes = (task: TaskDocument): readonly string[] => [...new Set(task.outcomes ?? ['done'])]

function tableOutcomes({ decide }: DecideDocument): readonly string[] {
  if (decide.hit === 'collect') return ['matched', 'none']
  return [...new Set(decide.rules.map((rule) => rule['then']).filter((then): then is string => typeof then === 'string'))]
}

function waitOutcomes({ wait }: WaitDocument): readonly string[] {
  if ('until' in wait) return ['reached']
  if ('silence_of' in wait) return ['silent', 'timeout']
  return [...(typeof wait.for === 'string' ? ['came'] : Object.keys(wait.for)), 'timeout']
}

/** A SOP that cannot be used is reported once; its outcomes are taken to be those that the author routes. */
function calledOutcomes(step: CallDocument, calls: Calls): readonly string[] {
  const routed = Object.keys(step.on ?? {}).filter((name) => !(ENGINE_OUTCOMES as readonly string[]).includes(name))
  return calleeOf(step, calls)?.plan.outcomes ?? (routed.length > 0 ? routed : ['done'])
}

/** What kind a step is, as people say it. */
export function kindOf(step: StepDocument): (typeof KINDS)[number] {
  return KINDS.find((kind) => kind in step) ?? 'task'
}

const KINDS = ['task', 'action', 'decide', 'message', 'wait', 'parallel', 'each', 'call'] as const

/** Whether the form of a task surely holds a field after it ended with that outcome. */
export function fieldGiven(task: TaskDocument, name: string, outcome: string): boolean {
  const required = Object.hasOwn(task.form ?? {}, name) ? task.form?.[name]?.required : undefined
  return required === true || (Array.isArray(required) && required.includes(outcome))
}
