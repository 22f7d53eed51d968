import type { TaskStep } from '../plan.ts'
import type { TaskCard } from '../views.ts'

type Handoff = TaskStep['handoff']

/** A card with its holder's shift, as it is known: the end of it, or the time to answer, may be what happens next. */
export function withShift(card: TaskCard, handoff: Handoff, { roster, endsAt, answerBy, because }: { readonly roster?: string; readonly endsAt?: number; readonly answerBy?: number; readonly because?: string }): TaskCard {
  if (endsAt === undefined && answerBy === undefined) return card
  const shift = { handoff, ...(endsAt === undefined ? {} : { endsAt }), ...(answerBy === undefined ? {} : { answerBy, ...(because === undefined ? {} : { because }) }) }
  return { ...card, shift, next: sooner(card.next, nextOf(card.claimedBy !== null, roster === '', shift)) }
}

function nextOf(claimed: boolean, away: boolean, { handoff, endsAt, answerBy }: NonNullable<TaskCard['shift']>): TaskCard['next'] {
  if (answerBy !== undefined) return { at: answerBy, what: 'goes to whoever is on then, unless its holder says that they stay' }
  if (endsAt === undefined || (claimed && handoff === 'stay')) return null
  if (away) return { at: endsAt, what: claimed && handoff === 'ask' ? 'asks whether you stay with it, as you are away from then on' : 'goes to somebody else, as its holder is away from then on' }
  return { at: endsAt, what: claimed && handoff === 'ask' ? 'asks whether you stay at the end of your shift' : 'goes to whoever is on then, as the shift ends' }
}

const sooner = (one: TaskCard['next'], other: TaskCard['next']): TaskCard['next'] => (one && (!other || one.at <= other.at) ? one : other)
