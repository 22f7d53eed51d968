import type { StepInstance } from '../state.ts'
import type { Draft } from './draft.ts'

/** Tells somebody something about a step, or about the case itself, that belongs to no level of escalation. */
export function tell(draft: Draft, instance: Pick<StepInstance, 'id' | 'step' | 'epoch' | 'level'>, about: 'act_before' | 'pause_over' | 'approval', target: string): void {
  draft.requests.push({
    id: `${instance.id}@${about}.${about === 'approval' ? `${target}.` : ''}${draft.now}`, purpose: 'remind', about, caseId: draft.state.caseId, instance: instance.id, step: instance.step,
    epoch: instance.epoch, level: instance.level, target, takesOver: false, at: draft.now, dueAt: draft.now,
  })
}
