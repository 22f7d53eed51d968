import type { StepDocument, TaskDocument } from './schema/step.ts'

/** Outcomes that the engine adds; any step may route `failed`, a task `cannot_do`. */
export const ENGINE_OUTCOMES = ['failed', 'cannot_do', 'skipped', 'too_often', 'expired', 'abandoned'] as const

/** The outcomes that a step has of its own, in the order the author gave. */
export function ownOutcomes(step: StepDocument): readonly string[] {
  if ('task' in step) return [...new Set(step.outcomes ?? ['done'])]
  if ('action' in step) return ['ok']
  if ('message' in step) return ['sent']
  if (step.decide.hit === 'collect') return ['matched', 'none']
  return [...new Set(step.decide.rules.map((rule) => rule['then']).filter((then): then is string => typeof then === 'string'))]
}

/** What kind a step is, as people say it. */
export const kindOf = (step: StepDocument): 'task' | 'action' | 'decide' | 'message' =>
  'task' in step ? 'task' : 'action' in step ? 'action' : 'decide' in step ? 'decide' : 'message'

/** Whether the form of a task surely holds a field after it ended with that outcome. */
export function fieldGiven(task: TaskDocument, name: string, outcome: string): boolean {
  const required = Object.hasOwn(task.form ?? {}, name) ? task.form?.[name]?.required : undefined
  return required === true || (Array.isArray(required) && required.includes(outcome))
}
