import { levelOf } from '../escalation/path.ts'
import type { Asked } from '../escalation/state.ts'
import type { Request } from '../event.ts'
import { ExpressionFault } from '../fault.ts'
import type { EscalationPath, Target } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import { keptFrom } from './approve.ts'
import { nextNumber, put, type Draft } from './draft.ts'
import { targetName } from './target.ts'

/**
 * Asks the organisation whom a level yields, and gives the instance that waits for the answer; or says why the level names nobody. A
 * level that takes over raises the epoch: what people have seen is stale from now on.
 */
export function askWhom(draft: Draft, instance: StepInstance, path: EscalationPath, asked: Asked, actor: string): StepInstance | string {
  const level = asked.level === 'sink' ? undefined : levelOf(path, asked.level)
  if (level?.do.kind !== 'tell') return 'it tells nobody'
  const { to } = level.do
  const target = nameOrFault(draft, instance, to)
  if ('fault' in target) return target.fault
  // A channel informs and owns nothing.
  const takesOver = level.do.takesOver && to.kind !== 'channel'
  const risen = { ...instance, epoch: instance.epoch + (takesOver ? 1 : 0) }
  const kept = takesOver && instance.phase === 'task' ? keptFrom(instance) : []
  return ask(draft, risen, asked, {
    purpose: 'escalate', target: target.name, takesOver, ...(kept.length > 0 ? { exclude: kept } : {}), ...byHand(actor), ...(level.by ? { channels: level.by } : {}),
  })
}

function nameOrFault(draft: Draft, instance: StepInstance, to: Target): { readonly name: string } | { readonly fault: string } {
  try {
    return { name: targetName(draft, instance, to) }
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: error.message }
    throw error
  }
}

/** Tells whoever gets what nobody else can that the path has come to its end. */
export const askSink = (draft: Draft, instance: StepInstance, asked: Asked, actor: string): StepInstance =>
  ask(draft, instance, asked, { purpose: 'remind', about: 'exhausted', target: '', takesOver: false, ...byHand(actor) })

type Particulars = Pick<Request, 'purpose' | 'target' | 'takesOver' | 'about' | 'exclude' | 'by' | 'channels'>

function ask(draft: Draft, instance: StepInstance, asked: Asked, particulars: Particulars): StepInstance {
  const request = { ...about(draft, instance, asked.dueAt), because: asked.why, ...particulars }
  draft.requests.push(request)
  const { climb } = instance
  return put(draft, climb ? { ...instance, climb: { ...climb, asked: { ...asked, id: request.id, at: draft.now } } } : instance)
}

/** Reminds whoever holds the step. */
export function remindHolder(draft: Draft, instance: StepInstance, dueAt: number, actor: string): void {
  draft.requests.push({ ...about(draft, instance, dueAt), purpose: 'remind', target: instance.climb?.assignee ?? '', takesOver: false, ...byHand(actor) })
}

/** The number at the end keeps questions apart: a level may fire again at the same epoch. */
const about = (draft: Draft, { id, step, epoch, level, assignee, climb }: StepInstance, dueAt: number) => ({
  id: `${id}@${epoch}.${level}.${nextNumber(draft)}`, caseId: draft.state.caseId, instance: id, step, epoch, level, at: draft.now, dueAt,
  ...(assignee === undefined ? {} : { assignee }), ...(climb !== undefined && climb.pass > 0 ? { pass: climb.pass } : {}),
})

const byHand = (actor: string): Pick<Request, 'by'> => (actor.startsWith('person:') ? { by: actor.slice('person:'.length) } : {})
