import type { Command } from '../event.ts'
import type { StepInstance } from '../state.ts'
import { letGo } from './climb.ts'
import { noteStep, planIn, put, stepIn, type Draft } from './draft.ts'
import { attempt } from './leave.ts'
import { askable } from './question.ts'
import { ask, targetName } from './task.ts'

/**
 * Passes a step to somebody else, or back to whom its target gives it now without the one who passes it. Its clock and its level
 * stay; it is nobody's until the organisation has answered.
 */
export function handOff(draft: Draft, instance: StepInstance, { by, via, to, summary }: Extract<Command, { do: 'handoff' }>): void {
  const { claimedBy: _claimedBy, ...rest } = instance
  const handed = letGo(draft, put(draft, { ...rest, epoch: instance.epoch + 1, handedOn: { by, summary, at: draft.now } }))
  noteStep(draft, 'handed_off', handed, `person:${by}`, { to: to ?? null, summary, ownerBefore: instance.assignee ?? null }, via)
  if (to !== undefined) return ask(draft, handed, to, { handedBy: by, ...owner(instance) })
  attempt(draft, handed, () => {
    const exclude = [...(handed.excluded ?? []), ...(handed.approvals ?? []).map((approval) => approval.by), by]
    ask(draft, handed, targetOf(draft, handed), { exclude, ...owner(instance) })
  })
}

const owner = ({ assignee }: StepInstance): { assignee?: string } => (assignee === undefined ? {} : { assignee })

/** For whom the instance is in the phase it is in. */
function targetOf(draft: Draft, instance: StepInstance): string {
  const step = stepIn(draft, instance)
  if (instance.phase === 'task' && step.kind === 'task') return targetName(draft, instance, step.assign)
  const asked = instance.phase === 'asking' ? askable(planIn(draft, instance), instance.asked ?? '') : undefined
  return asked?.unknown.role ?? step.owner
}
