import type pg from 'pg'
import type { Delivery } from '../../domain/delivery.ts'
import type { ListedDelivery, Taken } from '../../domain/deliveries/port.ts'
import type { PlannedDelivery } from '../../domain/deliveries/planned.ts'
import { storable } from './database.ts'

/** A row of the table `delivery`. */
export interface DeliveryRow {
  readonly id: number
  readonly origin: string
  readonly target: string
  readonly by_channels: readonly Delivery['channel'][] | null
  readonly case_id: string
  readonly step: string | null
  readonly instance: string | null
  readonly kind: Delivery['kind']
  readonly person: string | null
  readonly address: string
  readonly channel: Delivery['channel']
  readonly urgent: boolean
  readonly headline: string
  readonly state: Delivery['state']
  readonly tries: number
  readonly possible_repeat: boolean
  readonly created_at: Date
  readonly first_try_at: Date | null
  readonly next_at: Date
  readonly settled_at: Date | null
  readonly token: string | null
  readonly reference: string | null
  readonly reason: string | null
  readonly bundle: number | null
}

/** The message as the domain knows it. */
export const deliveryOf = (row: DeliveryRow): Delivery => ({
  id: String(row.id), caseId: row.case_id, step: row.step, instance: row.instance, kind: row.kind, person: row.person, address: row.address,
  channel: row.channel, urgent: row.urgent, headline: row.headline, state: row.state, tries: row.tries, possibleRepeat: row.possible_repeat,
  createdAt: row.created_at.getTime(), reference: row.reference, reason: row.reason,
})

/** The same for whoever has just taken it for so long. */
export const takenOf = (row: DeliveryRow, leaseMs: number): Taken => ({
  ...deliveryOf(row), token: row.token ?? '', origin: row.origin, target: row.target, by: row.by_channels, bundle: row.bundle === null ? null : String(row.bundle),
  sinceFirstMs: row.first_try_at ? Math.max(0, row.next_at.getTime() - leaseMs - row.first_try_at.getTime()) : 0,
})

/** The same for a page. */
export const listedOf = (row: DeliveryRow): ListedDelivery => ({
  ...deliveryOf(row), settledAt: row.settled_at?.getTime() ?? null, nextAt: row.state === 'due' || row.state === 'sending' ? row.next_at.getTime() : null,
})

/** A planned message as `plan_deliveries` reads it. */
export const plannedRow = ({ cause, origin, target, by, caseId, step, instance, kind, person, address, channel, urgent, headline, state, reason, holdMs }: PlannedDelivery) => ({
  cause: storable(cause), origin: storable(origin), target: storable(target), by, case_id: caseId, step: step === null ? null : storable(step), instance: instance === null ? null : storable(instance),
  kind, person, address: storable(address), channel, urgent, headline: storable(headline), state, reason: reason === null ? null : storable(reason), hold_ms: holdMs,
})

/** The ways that were tried for a message, and those by which nobody could be told of the same event: a row that has failed is no way on. */
export async function triedBy(client: Pick<pg.Pool | pg.PoolClient, 'query'>, origin: string): Promise<readonly Pick<Taken, 'channel' | 'address'>[]> {
  const event = storable(origin.slice(0, origin.indexOf('/')))
  const { rows } = await client.query<Pick<Taken, 'channel' | 'address'>>({ name: 'tried', text: TRIED, values: [storable(origin), `${event}/`, `${event}0`] })
  return rows
}

// The character after the slash is the zero.
const TRIED = `
  select channel, address from delivery where origin ~>=~ $2 and origin ~<~ $3 and (origin = $1 or state in ('failed', 'failed_over'))`
