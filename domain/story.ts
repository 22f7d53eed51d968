import type { AuditEvent } from './audit.ts'
import type { Json } from './json.ts'
import { wording } from './template.ts'

/** Beginnings and requests of what runs by itself: the line that tells how it ended says the same and more. */
export const isMinor = ({ type, detail, step }: Pick<AuditEvent, 'type' | 'detail' | 'step'>): boolean =>
  type === 'effect_requested' || type === 'message_requested' || type === 'fact_read' || type === 'verified'
  // The line after it says what the event did to the case.
  || (type === 'arrived' && step === undefined) || (type === 'step_started' && detail['kind'] !== 'task')

/** One event as a sentence in the shop's words; people by id, for the page to put their names in. */
export function sentence(event: AuditEvent): string {
  const { detail } = event
  const text = (name: string): string => wording(detail[name] ?? null)
  const step = text('title') || event.step || 'the case'
  const words = (name: string): string => text(name).replaceAll('_', ' ')
  const who = actorName(event.actor)
  switch (event.type) {
    case 'case_opened': return `${who} opened the case: ${text('title')}`
    case 'case_closed': return `The case ended: ${text('outcome')}`
    case 'case_cancel_requested': return `${who} asked to cancel the case: ${text('because')}`
    case 'step_started': return `${step} began`
    case 'step_skipped': return `${step} was not needed`
    case 'step_finished': return `${step} ended: ${text('outcome')}`
    case 'fact_read': return `Read ${text('fact')} from ${text('source')}`
    case 'decided': return `${step}: ${text('outcome')}${text('because') ? ` because ${text('because')}` : ''} (rule ${text('rule')})`
    case 'effect_requested': return `Asked ${text('action')}`
    case 'effect_done': return `${text('action')} is done${text('reference') ? ` (${text('reference')})` : ''}`
    case 'effect_failed': return `${text('action') || step} did not work: ${text('message')}`
    case 'message_requested': return `Writing "${text('subject')}" to ${text('to')}`
    case 'message_held': return `"${text('subject')}" to ${text('to')} waits until the quiet hours are over`
    case 'message_sent': return `Sent "${text('subject')}" to ${text('to')}`
    case 'verified': return `${step} was checked in the system: as it should be`
    case 'assigned': return `${step} went to ${text('to') || 'nobody'}: ${text('why')}`
    case 'fallback_used': return detail['about'] === 'exhausted' ? `Told ${text('to') || 'nobody'}, who gets what nobody else can, that ${step} is not done` : `Nobody could take ${step}, so it went to ${text('to')}`
    case 'acknowledged': return `${who} took ${step}`
    case 'released': return `${who} gave ${step} back`
    case 'completed': return `${who} finished ${step}: ${text('outcome')}`
    case 'cannot_do': return `${who} cannot do ${step}: ${text('reason')}${text('note') ? `, ${text('note')}` : ''}`
    case 'exception_opened': return `${step} needs a person: ${text('message')}`
    case 'exception_settled': return `${who} settled ${step}: ${text('choice').replaceAll('_', ' ')}${text('reference') ? ` (${text('reference')})` : ''}`
    case 'acknowledge_missed': return `Nobody took ${step} in time`
    case 'reminded': return detail['about'] === 'pause_over' ? `Told ${text('to')} that the pause of ${step} is over` : `Reminded ${text('to')} of ${step}`
    case 'escalated': return `${step} escalated to ${text('to')} (level ${String(event.level ?? 0)})`
    case 'level_skipped': return `Level ${String(event.level ?? 0)} of ${step} reached nobody and was skipped`
    case 'ack_expired': return `${text('to')} took ${step} and did not finish it in time`
    case 'exhausted': return `Everybody who should know of ${step} was told, and it is not done`
    case 'deescalated': return `${who} took ${step} back to level ${String(event.level ?? 0)}`
    case 'declined': return `${who} will not do ${step}${text('note') ? `: ${text('note')}` : ''}`
    case 'warned': return `${step} has used ${text('percent')} % of its time`
    case 'breached': return `${step} is past its due time`
    case 'case_breached': return 'The case is past its due time'
    case 'frame_closed': return text('sop') ? `${step} ended: ${words('outcome')}` : `${step}: ${words('part')} ended${text('outcome') ? `: ${words('outcome')}` : ''}`
    case 'part_cancelled': return detail['because'] === 'failed' ? `${step}: ${words('part')} was stopped, because the step cannot be completed` : `${step}: ${words('part')} was stopped, because it is needed no more`
    case 'waived': return `${who} waived ${text('action')}, which ${text('when')} needs: ${text('because')}`
    case 'approved': return `${who} approved ${step} (${text('given')} of ${text('need')})`
    case 'suggested': return `${step} waits for a yes: ${text('action')}`
    case 'confirmed': return detail['yes'] === true ? `${who} said yes to ${step}` : `${who} said no to ${step}: ${text('note')}`
    case 'fact_asked': return `No system could say what ${words('fact')} is (${text('because')}), so a person is asked`
    case 'fact_answered': return `${who} said what ${words('fact')} is`
    case 'paused': return event.instance === undefined ? `The clock of the case stands still: ${words('reason')}` : `${who} paused ${step}: ${words('reason')}`
    case 'resumed': return event.instance === undefined ? 'The clock of the case goes on' : `${who} let ${step} go on`
    case 'pause_over': return `The pause of ${step} is over: ${words('reason')} has lasted as long as it may`
    case 'handed_off': return detail['why'] === 'shift_end' ? `${step} goes from ${text('ownerBefore') || 'nobody'} to whoever is on now: ${text('summary')}` : `${who} handed ${step} ${text('to') ? `to ${text('to')}` : 'back'}: ${text('summary')}`
    case 'handoff_asked': return `Asked ${text('to')}, whose shift has ended, whether they stay with ${step}`
    case 'stayed': return `${who} stays with ${step} although the shift has ended`
    case 'recalculated': return event.step === undefined ? `${who} had the open hours of ${words('calendars')} read again${Array.isArray(detail['clocks']) && detail['clocks'].length === 0 ? ', which moved nothing' : ''}: ${text('because')}` : `${step} is due at another time, as the open hours of ${words('calendar')} have changed`
    case 'waiting': return `${step} waits${text('events') ? ` for ${text('events')}` : ''}`
    case 'arrived': return event.step === undefined ? `${text('event')} came` : `${text('event')} came for ${step}: ${words('outcome')}`
    case 'event_ignored': return `${text('event')} came, and nothing waited for it`
    case 'timed_out': return `${step}: nothing came in time`
    case 'crossed': return `${text('event')} ended what the case was doing${detail['undo'] === true ? ', and what was done is taken back' : ''}`
    case 'reopened': return `${text('event')} opened the case again, which had ended: ${words('outcome')}`
    case 'expired': return `The deadline of ${step} has passed`
    case 'deadline_warned': return `The deadline of ${step} comes near`
    case 'undo_requested': return `Taking back ${text('undoes')}: asked ${text('action')}`
    case 'clock_wound': return `${who} wound the clock on by ${durationText(detail['byMs'] ?? 0)}`
    case 'refused': return `${who} was refused: ${text('message')}`
    case 'reset': return 'The engine went back to an earlier point of this case'
  }
}

const actorName = (actor: string): string => {
  const [kind, ...id] = actor.split(':')
  if (kind === 'person') return id.join(':')
  return kind === 'integration' ? `The ${id.join(':')} connection` : kind === 'timer' ? 'The clock' : 'Evenkeel'
}

function durationText(ms: Json): string {
  const minutes = Math.round(Number(ms) / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}
