import type { DeliveryKind } from '../delivery.ts'
import { insteadOf } from './headlines.ts'
import { holdFor } from './hold.ts'
import type { Intended, PlannedDelivery, PlanningWorld, ProvenTurn } from './planned.ts'
import { intendedBy } from './tells.ts'
import { waysTo, type Way } from './ways.ts'

/** The rows that a proven turn gives: one for each person whom it tells something. The same turn gives the same causes. */
export const planTurn = (world: PlanningWorld, turn: ProvenTurn): readonly PlannedDelivery[] =>
  onceEach(intendedBy(world, turn).map((intended) => {
    const [way] = waysTo(world, intended.target, intended.by)
    const message = { ...intended, caseId: turn.caseId, origin: `${turn.id}.${intended.place}/${intended.target}` }
    return way ? byWay(world, message, way, null) : withoutWay(message, world)
  }))

/** Two whose messages go to one person in the end tell them once. */
const onceEach = (planned: readonly PlannedDelivery[]): readonly PlannedDelivery[] =>
  planned.filter(({ cause }, index) => planned.findIndex((other) => other.cause === cause) === index)

/** What a failed message is known by. */
export interface Failed extends Omit<Intended, 'place' | 'kind'> {
  readonly kind: DeliveryKind
  readonly caseId: string
  readonly origin: string
}

/** The same message by the next way that was not tried; undefined when there is none left. */
export function passOn(world: PlanningWorld, failed: Failed, tried: readonly Pick<Way, 'channel' | 'address'>[], reason: string): PlannedDelivery | undefined {
  const next = waysTo(world, failed.target, failed.by).find((way) => !tried.some(({ channel, address }) => channel === way.channel && address === way.address))
  return next && byWay(world, failed, next, reason)
}

/** The event of an origin: what somebody is told of once, however many ways lead to them. */
const eventOf = (origin: string): string => origin.slice(0, origin.indexOf('/'))

function byWay(world: PlanningWorld, { origin, caseId, step, instance, kind, urgent, headline, target, by }: Failed, { person, channel, address }: Way, reason: string | null): PlannedDelivery {
  const meant = person === target || target.startsWith('slack:') && person === null
  return {
    cause: `${eventOf(origin)}/${person ?? address}/${channel}`, origin, target, by, caseId, step, instance, kind, person, address, channel, urgent,
    headline: meant ? headline : insteadOf(headline, target, world.organisation), state: 'due', reason, holdMs: holdFor(world, person, urgent),
  }
}

/** Kept all the same: whoever looks finds that nobody was told, and why. */
function withoutWay({ origin, caseId, step, instance, kind, urgent, headline, target, by }: Failed, { on }: PlanningWorld): PlannedDelivery {
  const off = on.length === 0 ? 'Slack and email are off' : `there is no address of "${target}", of a manager or of whoever gets what nobody else can on ${on.join(' or ')}`
  const channel = target.startsWith('slack:') ? 'slack' : (by?.[0] ?? 'email')
  return { cause: `${eventOf(origin)}/${target}/none`, origin, target, by, caseId, step, instance, kind, person: target.startsWith('slack:') ? null : target, address: '', channel, urgent, headline, state: 'failed', reason: off, holdMs: 0 }
}
