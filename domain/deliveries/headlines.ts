import type { AuditEvent } from '../audit.ts'
import { own } from '../json.ts'
import type { Organisation } from '../organisation.ts'
import type { TaskCard } from '../views.ts'

/** What a headline is made of. */
interface About {
  readonly world: { readonly organisation: Organisation }
  readonly event: AuditEvent
  readonly title: string
  readonly card: TaskCard | undefined
}

const WHAT: Readonly<Record<TaskCard['kind'], string>> = { task: 'is yours', exception: 'did not work and is yours to settle', suggestion: 'waits for your yes', question: 'needs an answer from you' }

/** Somebody has got it. */
export const assigned = ({ event, title, card }: About): string => `${title} ${WHAT[card?.kind ?? 'task']}${because(event, 'why')}`

/** It has climbed to somebody. */
export const escalated = ({ event, title, world }: About): string => {
  const level = event.level ? ` (level ${event.level})` : ''
  const by = personIn(event, world.organisation)
  return by === undefined ? `${title} was escalated to you${level}${because(event, 'because')}` : `${by} escalated ${title} to you${level}`
}

/** It is still open. */
export const reminded = ({ event, title, world }: About): string => {
  const by = personIn(event, world.organisation)
  return by === undefined ? `${title} is still open` : `${by} had you reminded of ${title}`
}

/** A yes is asked for. */
export const approvalAsked = ({ title }: About): string => `${title} needs your approval`

/** A pause has lasted as long as it may. */
export const pauseOver = ({ title }: About): string => `The pause of ${title} is over, and its clock goes on`

/** A hard instant comes near. */
export const deadlineNear = ({ title }: About): string => `The deadline of ${title} comes near, and nothing can move it`

/** A hard instant has passed. */
export const expired = ({ title }: About): string => `The deadline of ${title} has passed`

/** A shift has ended, or somebody has changed who is on. */
export const handoffAsked = ({ event, title }: About): string =>
  `${typeof event.detail['because'] === 'string' ? event.detail['because'] : 'Your shift has ended'}: do you stay with ${title}? Without an answer it goes to whoever is on`

/** Its due time has passed. */
export const breached = ({ title }: About): string => `${title} is past its due time`

/** The case's due time has passed. */
export const caseBreached = ({ title }: About): string => `${title}: the case is past its due time`

/** The whole path was told, and it is not done. */
export const exhausted = ({ title }: About): string => `Everybody who should know of ${title} was told, and it is not done`

/** Somebody has given it back. */
export const released = ({ event, title, world }: About): string => `${personIn(event, world.organisation) ?? 'Somebody'} gave ${title} back: whoever takes it has it`

/** Nobody has taken it in time. */
export const notTaken = ({ title }: About): string => `Nobody has taken ${title} in time: whoever takes it has it`

/** The same message to somebody else than it was for. */
export const insteadOf = (headline: string, target: string, { people }: Organisation): string =>
  `${own(people, target)?.name ?? target.replace(/^slack:/, '')} could not be reached: ${headline}`

const because = ({ detail }: AuditEvent, field: string): string => {
  const why = detail[field]
  return typeof why === 'string' && why !== '' ? `: ${why}` : ''
}

const personIn = ({ actor }: AuditEvent, { people }: Organisation): string | undefined => {
  if (!actor.startsWith('person:')) return undefined
  const id = actor.slice('person:'.length)
  return own(people, id)?.name ?? id
}
