import { teamOf } from '../deliveries/tells.ts'
import { own } from '../json.ts'
import type { Organisation } from '../organisation.ts'
import type { TaskCard } from '../views.ts'

type Card = Pick<TaskCard, 'assignee' | 'claimedBy' | 'forWhom' | 'notFor' | 'approvals' | 'epoch'>

/**
 * Whether a step is this person's to finish now: whoever has it, whoever is asked to approve it, or, while nobody has taken it since
 * the message, whoever of its team was told. With a mail from before it went to somebody else it is not.
 */
export function isTheirs(card: Card, person: string, epoch: number, organisation: Organisation): boolean {
  if (own(organisation.people, person)?.active !== true || card.notFor?.includes(person) === true) return false
  if (card.claimedBy !== null) return card.claimedBy === person
  if (card.assignee === person || mayApprove(card, person, organisation)) return true
  return card.epoch === epoch && teamOf(organisation, card).includes(person)
}

function mayApprove({ approvals }: Card, person: string, { roles }: Organisation): boolean {
  if (!approvals || approvals.given.some(({ by }) => by === person)) return false
  return approvals.of.some((target) => target === person || own(roles, target)?.people.includes(person) === true)
}
