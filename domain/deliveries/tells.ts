import { personFor } from '../assignee.ts'
import type { AuditEvent, AuditType } from '../audit.ts'
import type { ChannelName } from '../delivery.ts'
import { own } from '../json.ts'
import type { Json } from '../json.ts'
import type { Organisation } from '../organisation.ts'
import type { TaskCard } from '../views.ts'
import * as say from './headlines.ts'
import type { Intended, PlanningWorld, ProvenTurn } from './planned.ts'

/** One event of a turn, and where it stands. */
interface Seen {
  readonly world: PlanningWorld
  readonly turn: ProvenTurn
  readonly event: AuditEvent
  readonly place: number
  /** The step as the turn left it; undefined once it is over. */
  readonly card: TaskCard | undefined
  /** The step as people call it. */
  readonly title: string
}

type Told = Pick<Intended, 'kind' | 'urgent' | 'headline'>

/** Events of these types reach somebody; a turn without one tells nobody anything. */
const TELLS: Partial<Readonly<Record<AuditType, (seen: Seen) => readonly Intended[]>>> = {
  assigned: (seen) => to(seen, seen.event.detail['to'], { kind: 'task', urgent: false, headline: say.assigned(seen) }),
  escalated: (seen) => to(seen, seen.event.detail['to'], { kind: 'told', urgent: isUrgent(seen), headline: say.escalated(seen) }),
  reminded: (seen) => to(seen, seen.event.detail['to'], reminded(seen)),
  fallback_used: (seen) => (seen.event.detail['about'] === 'exhausted' ? to(seen, seen.event.detail['to'], { kind: 'told', urgent: true, headline: say.exhausted(seen) }) : []),
  // Half an hour is all they have, so it cannot wait for the morning.
  handoff_asked: (seen) => to(seen, seen.event.detail['to'], { kind: 'asked', urgent: true, headline: say.handoffAsked(seen) }),
  breached: (seen) => to(seen, [seen.event.detail['owner'] ?? null], { kind: 'reminder', urgent: true, headline: say.breached(seen) }),
  released: (seen) => team(seen, say.released(seen)),
  acknowledge_missed: (seen) => team(seen, say.notTaken(seen)),
  exhausted: (seen) => owner(seen, say.exhausted(seen)),
  case_breached: (seen) => owner(seen, say.caseBreached(seen)),
  expired: (seen) => owner(seen, say.expired(seen)),
}

/** The types of events of which somebody is told. */
export const TELLING: readonly string[] = Object.keys(TELLS)

/** Everybody whom the turn's events tell something: each person once about each step, by what matters most. */
export function intendedBy(world: PlanningWorld, turn: ProvenTurn): readonly Intended[] {
  const all = turn.events.flatMap((event, place) => {
    const card = turn.tasks.find(({ instance }) => instance === event.instance)
    const title = card?.title ?? wordsOf(event.detail['title']) ?? event.step ?? turn.summary.sopTitle
    return TELLS[event.type]?.({ world, turn, event, place, card, title }) ?? []
  })
  const best = new Map<string, Intended>()
  for (const each of all) {
    const key = JSON.stringify([each.instance, each.target])
    const known = best.get(key)
    if (!known || weight(each) > weight(known)) best.set(key, each)
  }
  return [...best.values()]
}

/** The first level of a step that is still in time lets people sleep; whatever climbs further, or is late already, does not. */
const isUrgent = ({ event, card }: Seen): boolean => (event.level ?? 0) >= 2 || card === undefined || card.breached

const WEIGHTS: Readonly<Record<Intended['kind'], number>> = { told: 4, task: 3, asked: 2, reminder: 1, notice: 0 }
const weight = ({ kind, urgent }: Intended): number => WEIGHTS[kind] + (urgent ? 10 : 0)

function to({ event, place }: Seen, targets: Json | undefined, told: Told): readonly Intended[] {
  const ids = (Array.isArray(targets) ? targets : []).filter((target): target is string => typeof target === 'string' && target !== '')
  return [...new Set(ids)].map((target) => ({
    place, target, ...told, ...(target.startsWith('slack:') ? { kind: 'notice' as const } : {}),
    step: event.step || null, instance: event.instance || null, by: channelsOf(event.detail['channels']),
  }))
}

function reminded(seen: Seen): Told {
  const { detail: { about } } = seen.event
  if (about === 'approval') return { kind: 'asked', urgent: false, headline: say.approvalAsked(seen) }
  if (about === 'pause_over') return { kind: 'notice', urgent: false, headline: say.pauseOver(seen) }
  if (about === 'act_before') return { kind: 'reminder', urgent: true, headline: say.deadlineNear(seen) }
  return { kind: 'reminder', urgent: false, headline: say.reminded(seen) }
}

/** Whoever may take it, while nobody has. */
function team(seen: Seen, headline: string): readonly Intended[] {
  const { card, world: { organisation }, event } = seen
  if (!card || card.claimedBy !== null) return []
  const gaveBack = event.actor.startsWith('person:') ? event.actor.slice('person:'.length) : undefined
  const people = teamOf(organisation, card).filter((id) => id !== gaveBack)
  return to(seen, people, { kind: 'task', urgent: false, headline })
}

/** Everybody who may be given the task: the people of its role who are still here and whom it is not kept from. */
export const teamOf = ({ roles, people }: Organisation, { forWhom, notFor = [] }: Pick<TaskCard, 'forWhom' | 'notFor'>): readonly string[] =>
  (own(roles, forWhom)?.people ?? [forWhom]).filter((id) => own(people, id)?.active === true && !notFor.includes(id))

function owner(seen: Seen, headline: string): readonly Intended[] {
  const { world, turn } = seen
  const person = personFor(world.organisation, turn.sopOwner, world.now) ?? personFor(world.organisation, world.organisation.sink, world.now)
  return to(seen, person ? [person.id] : [], { kind: 'notice', urgent: true, headline })
}

const channelsOf = (value: Json | undefined): readonly ChannelName[] | null => {
  const names = (Array.isArray(value) ? value : []).filter((name): name is ChannelName => name === 'slack' || name === 'email')
  return names.length > 0 ? names : null
}

const wordsOf = (value: Json | undefined): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
