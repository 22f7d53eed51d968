import type { AuditEvent } from './audit.ts'
import type { Json } from './json.ts'
import { wording } from './template.ts'

/** Beginnings and requests of what runs by itself: the line that tells how it ended says the same and more. */
export const isMinor = ({ type, detail, step }: Pick<AuditEvent, 'type' | 'detail' | 'step'>): boolean =>
  type === 'effect_requested' || type === 'message_requested' || type === 'fact_read' || type === 'verified'
  // The line after it says what the event did to the case.
  || (type === 'arrived' && step === undefined) || (type === 'step_started' && detail['kind'] !== 'task')

/** What a sentence is made of. */
interface Line {
  readonly event: AuditEvent
  readonly detail: AuditEvent['detail']
  /** Who or what did it, as people say it. */
  readonly who: string
  /** The step's title, else its path. */
  readonly step: string
  /** A field of the detail as text, and the same without underscores. */
  readonly text: (name: string) => string
  readonly words: (name: string) => string
}

/** One event as a sentence in the shop's words; people by id, for the page to put their names in. */
export function sentence(event: AuditEvent): string {
  const { detail } = event
  const text = (name: string): string => wording(detail[name] ?? null)
  const words = (name: string): string => text(name).replaceAll('_', ' ')
  return SENTENCES[event.type]({ event, detail, who: actorName(event), step: text('title') || event.step || 'the case', text, words })
}

const SENTENCES: Readonly<Record<AuditEvent['type'], (line: Line) => string>> = {
  case_opened: ({ who, text }) => `${who} opened the case: ${text('title')}`,
  case_closed: ({ text }) => `The case ended: ${text('outcome')}`,
  case_cancel_requested: ({ who, text }) => `${who} asked to cancel the case: ${text('because')}`,
  step_started: ({ step }) => `${step} began`,
  step_skipped: ({ step }) => `${step} was not needed`,
  step_finished: ({ step, text }) => `${step} ended: ${text('outcome')}`,
  fact_read: ({ text }) => `Read ${text('fact')} from ${text('source')}`,
  decided: ({ step, text }) => `${step}: ${text('outcome')}${text('because') ? ` because ${text('because')}` : ''} (rule ${text('rule')})`,
  effect_requested: ({ text }) => `Asked ${text('action')}`,
  effect_done: ({ text }) => `${text('action')} is done${text('reference') ? ` (${text('reference')})` : ''}`,
  effect_failed: ({ step, text }) => `${text('action') || step} did not work: ${text('message')}`,
  message_requested: ({ text }) => `Writing "${text('subject')}" to ${text('to')}`,
  message_held: ({ text }) => `"${text('subject')}" to ${text('to')} waits until the quiet hours are over`,
  message_sent: ({ text }) => `Sent "${text('subject')}" to ${text('to')}`,
  verified: ({ step }) => `${step} was checked in the system: as it should be`,
  assigned: ({ step, text }) => `${step} went to ${text('to') || 'nobody'}: ${text('why')}`,
  fallback_used: ({ step, text, detail }) => detail['about'] === 'exhausted' ? `Told ${text('to') || 'nobody'}, who gets what nobody else can, that ${step} is not done` : `Nobody could take ${step}, so it went to ${text('to')}`,
  acknowledged: ({ who, step }) => `${who} took ${step}`,
  released: ({ who, step }) => `${who} gave ${step} back`,
  completed: ({ who, step, text }) => `${who} finished ${step}: ${text('outcome')}`,
  cannot_do: ({ who, step, text }) => `${who} cannot do ${step}: ${text('reason')}${text('note') ? `, ${text('note')}` : ''}`,
  exception_opened: ({ step, text }) => `${step} needs a person: ${text('message')}`,
  exception_settled: ({ who, step, text }) => `${who} settled ${step}: ${text('choice').replaceAll('_', ' ')}${text('reference') ? ` (${text('reference')})` : ''}`,
  acknowledge_missed: ({ step }) => `Nobody took ${step} in time`,
  reminded: reminderWords,
  escalated: escalationWords,
  level_skipped: skippedWords,
  ack_expired: (line) => `${line.text('to')} took ${line.step} and did not finish it in time, so it climbs on${late(line)}`,
  exhausted: (line) => `Everybody who should know of ${line.step} was told, and it is not done${late(line)}`,
  deescalated: ({ who, step, event }) => `${who} took ${step} back to level ${String(event.level ?? 0)}`,
  remarked: ({ who, step, text, detail }) => `${who} ${detail['kind'] === 'another_way' ? `did ${step} another way` : `says that the SOP is wrong at ${step}`}: ${text('note')}`,
  declined: ({ who, step, text }) => `${who} will not do ${step}${text('note') ? `: ${text('note')}` : ''}`,
  warned: ({ step, text }) => `${step} has used ${text('percent')} % of its time`,
  breached: ({ step }) => `${step} is past its due time`,
  case_breached: () => 'The case is past its due time',
  frame_closed: ({ step, text, words }) => text('sop') ? `${step} ended: ${words('outcome')}` : `${step}: ${words('part')} ended${text('outcome') ? `: ${words('outcome')}` : ''}`,
  part_cancelled: ({ step, words, detail }) => detail['because'] === 'failed' ? `${step}: ${words('part')} was stopped, because the step cannot be completed` : `${step}: ${words('part')} was stopped, because it is needed no more`,
  waived: ({ who, text }) => `${who} waived ${text('action')}, which ${text('when')} needs: ${text('because')}`,
  approved: ({ who, step, text }) => `${who} approved ${step} (${text('given')} of ${text('need')})`,
  suggested: ({ step, text }) => `${step} waits for a yes: ${text('action')}`,
  confirmed: ({ who, step, text, detail }) => detail['yes'] === true ? `${who} said yes to ${step}` : `${who} said no to ${step}: ${text('note')}`,
  fact_asked: ({ text, words }) => `No system could say what ${words('fact')} is (${text('because')}), so a person is asked`,
  fact_answered: ({ who, words }) => `${who} said what ${words('fact')} is`,
  paused: ({ who, step, words, event }) => event.instance === undefined ? `The clock of the case stands still: ${words('reason')}` : `${who} paused ${step}: ${words('reason')}`,
  resumed: ({ who, step, event }) => event.instance === undefined ? 'The clock of the case goes on' : `${who} let ${step} go on`,
  pause_over: ({ step, words }) => `The pause of ${step} is over: ${words('reason')} has lasted as long as it may`,
  handed_off: ({ who, step, text, detail }) => detail['why'] === 'shift_end' ? `${step} goes from ${text('ownerBefore') || 'nobody'} to whoever is on now: ${text('summary')}` : `${who} handed ${step} ${text('to') ? `to ${text('to')}` : 'back'}: ${text('summary')}`,
  handoff_asked: ({ step, text }) => `Asked ${text('to')}${text('because') ? '' : ', whose shift has ended,'} whether they stay with ${step}${text('because') ? `: ${text('because')}` : ''}`,
  stayed: ({ who, step }) => `${who} stays with ${step} although the shift has ended`,
  recalculated: ({ who, step, text, words, detail, event }) => event.step === undefined ? `${who} had the open hours of ${words('calendars')} read again${Array.isArray(detail['clocks']) && detail['clocks'].length === 0 ? ', which moved nothing' : ''}: ${text('because')}` : `${step} is due at another time, as the open hours of ${words('calendar')} have changed`,
  waiting: ({ step, text }) => `${step} waits${text('events') ? ` for ${text('events')}` : ''}`,
  arrived: ({ step, text, words, event }) => event.step === undefined ? `${text('event')} came` : `${text('event')} came for ${step}: ${words('outcome')}`,
  event_ignored: ({ text }) => `${text('event')} came, and nothing waited for it`,
  timed_out: ({ step }) => `${step}: nothing came in time`,
  crossed: ({ text, detail }) => `${text('event')} ended what the case was doing${detail['undo'] === true ? ', and what was done is taken back' : ''}`,
  reopened: ({ text, words }) => `${text('event')} opened the case again, which had ended: ${words('outcome')}`,
  expired: ({ step }) => `The deadline of ${step} has passed`,
  deadline_warned: ({ step }) => `The deadline of ${step} comes near`,
  undo_requested: ({ text }) => `Taking back ${text('undoes')}: asked ${text('action')}`,
  clock_wound: ({ who, detail }) => `${who} wound the clock on by ${durationText(detail['byMs'] ?? 0)}`,
  refused: ({ who, text }) => `${who} was refused: ${text('message')}`,
  reset: () => 'The engine went back to an earlier point of this case',
}

function reminderWords(line: Line): string {
  const { step, text, detail } = line
  if (detail['about'] === 'approval') return `Asked ${text('to') || 'nobody'} to approve ${step}`
  if (detail['about'] === 'pause_over') return `Told ${text('to')} that the pause of ${step} is over`
  if (line.event.actor.startsWith('person:')) return `${line.who} had ${text('to')} reminded of ${step}${levelWords(line)}`
  return `Reminded ${text('to')} of ${step}${levelWords(line)}${late(line)}`
}

/** `Inspect escalated to cleo (level 2, second pass): nobody has taken it since level 1`. */
function escalationWords(line: Line): string {
  const { event, who, step, text } = line
  const to = `to ${text('to')}${levelWords(line)}`
  if (event.actor.startsWith('person:')) return `${who} escalated ${step} by hand ${to}`
  const because = text('because').replace(/^pass \d+ begins: /, '')
  return `${step} escalated ${to}${because ? `: ${because}` : ''}${late(line)}`
}

/** A level that nobody answers for has its reason; one that came while somebody had the step was not needed. */
function skippedWords(line: Line): string {
  const { event, step, text } = line
  const level = `Level ${String(event.level ?? 0)} of ${step}`
  const why = text('why')
  const [, by] = /^acknowledged by (.+)$/.exec(why) ?? []
  return by === undefined ? `${level} reached nobody and was skipped${why ? `: ${why}` : ''}${late(line)}` : `${level} was passed over, as ${by} has taken it`
}

function levelWords({ event: { level = 0 }, detail }: Line): string {
  const pass = Number(detail['pass'] ?? 0)
  return level === 0 ? '' : ` (level ${level}${pass > 0 ? `, pass ${pass + 1}` : ''})`
}

const A_MINUTE = 60_000

/** After an outage what was due happens once, and says how late. */
function late({ event, detail }: Line): string {
  const due = detail['dueAt']
  return typeof due === 'number' && event.at - due >= A_MINUTE ? `, ${durationText(event.at - due)} late` : ''
}

/** A connection tells us of something; an integration acts with a token of its own, and older records took it for a person. */
function actorName({ actor, detail }: AuditEvent): string {
  const [kind, ...rest] = actor.replace(/^person:(?=integration:)/, '').split(':')
  const id = rest.join(':')
  if (kind === 'person') return id
  // Somebody whom the organisation file does not know, or who is none of ours.
  if (kind === 'slack') return `The Slack user ${id}`
  if (kind === 'integration') return actor.startsWith('person:') || detail['trigger'] === 'manual' ? `The integration ${id}` : `The ${id} connection`
  return kind === 'timer' ? 'The clock' : 'Evenkeel'
}

function durationText(ms: Json): string {
  const minutes = Math.round(Number(ms) / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}
