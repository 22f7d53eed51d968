import { placeOf } from './places.ts'
import { nextId } from './seed.ts'
import type { FulfilmentOrder, Hold, Store } from './state.ts'

/** A refusal of a change of a fulfilment order; moves carry no code. */
export interface Problem {
  readonly field: readonly string[] | null
  readonly message: string
  readonly code?: string
}
/** What a change answers: the fulfilment orders after it by their role, or why there is none. */
export interface Changed {
  readonly parts: Readonly<Record<string, FulfilmentOrder | null>>
  readonly hold?: Hold | null
  readonly problems: readonly Problem[]
}
/** Some of the lines of a fulfilment order; an empty list means all. */
export type Portion = readonly { readonly id: string; readonly quantity: number }[]

const refused = (field: string, message: string, code?: string): Changed =>
  ({ parts: {}, problems: [{ field: [field], message, ...(code === undefined ? {} : { code }) }] })
/** With a service these are under way and no longer the merchant's to move. */
const ASKED = ['SUBMITTED', 'ACCEPTED', 'CANCELLATION_REQUESTED', 'CANCELLATION_REJECTED']
const isOver = (part: FulfilmentOrder): boolean => ['CLOSED', 'CANCELLED', 'INCOMPLETE'].includes(part.status)
const left = (part: FulfilmentOrder): number => part.lines.reduce((sum, line) => sum + line.remaining, 0)

/** The actions that the shop offers now, in the vendor's words. */
export function actionsOf(part: FulfilmentOrder): readonly string[] {
  if (isOver(part)) return []
  const service = placeOf(part.locationId)?.service === true
  if (service && ['SUBMITTED', 'ACCEPTED', 'CANCELLATION_REJECTED'].includes(part.requestStatus)) return ['REQUEST_CANCELLATION']
  if (service && part.requestStatus === 'CANCELLATION_REQUESTED') return []
  if (part.status === 'ON_HOLD') return ['RELEASE_HOLD', 'HOLD', 'MOVE']
  if (part.status === 'IN_PROGRESS') return ['CREATE_FULFILLMENT', 'MARK_AS_OPEN']
  return [service ? 'REQUEST_FULFILLMENT' : 'CREATE_FULFILLMENT', 'MOVE', 'HOLD', ...(left(part) > 1 ? ['SPLIT'] : []), 'REPORT_PROGRESS']
}

/** `fulfillmentOrderHold`: one handle once per app and fulfilment order, at most ten holds of an app. */
export function hold(store: Store, id: string, asked: Omit<Hold, 'id'>, portion: Portion): Changed {
  const part = store.get('fulfilments', id)
  if (part === undefined) return refused('id', 'Fulfillment order could not be found.', 'FULFILLMENT_ORDER_NOT_FOUND')
  if (asked.handle !== null && asked.handle.length > 64) return refused('handle', 'Handle is too long (maximum is 64 characters)', 'TOO_LONG')
  const mine = part.holds.filter((one) => one.ours === asked.ours)
  if (asked.handle !== null && mine.some((one) => one.handle === asked.handle)) {
    return refused('handle', 'The handle provided for the fulfillment hold is already in use by this app for another hold on this fulfillment order.', 'DUPLICATE_FULFILLMENT_HOLD_HANDLE')
  }
  if (mine.length >= 10) return refused('id', 'The maximum number of fulfillment holds for this fulfillment order has been reached for this app.', 'FULFILLMENT_ORDER_HOLD_LIMIT_REACHED')
  if (!['OPEN', 'SCHEDULED', 'ON_HOLD'].includes(part.status) || ASKED.includes(part.requestStatus)) {
    return refused('id', `Fulfillment order is ${part.status.toLowerCase()} and cannot be put on hold.`, 'INVALID')
  }
  const cut = portion.length === 0 ? { chosen: part, rest: null } : cutOff(store, part, portion)
  if (cut === undefined) return refused('fulfillmentOrderLineItems', 'The fulfillment order line item quantity is invalid.', 'INVALID_LINE_ITEM_QUANTITY')
  if (cut.rest !== null && part.holds.length > 0) return refused('id', 'The fulfillment order is not in a splittable state.', 'FULFILLMENT_ORDER_NOT_SPLITTABLE')
  const placed: Hold = { ...asked, id: nextId(store, 'hold') }
  const held: FulfilmentOrder = { ...cut.chosen, status: 'ON_HOLD', holds: [...cut.chosen.holds, placed] }
  store.commit({ table: 'fulfilments', row: held }, ...(cut.rest === null ? [] : [{ table: 'fulfilments', row: cut.rest } as const]))
  return { parts: { fulfillmentOrder: held, remainingFulfillmentOrder: cut.rest }, hold: placed, problems: [] }
}

/** `fulfillmentOrderReleaseHold`: without ids every hold goes, those of other apps too. */
export function release(store: Store, id: string, holdIds: readonly string[] | null): Changed {
  const part = store.get('fulfilments', id)
  if (part === undefined) return refused('id', 'Fulfillment order could not be found.', 'FULFILLMENT_ORDER_NOT_FOUND')
  if (part.holds.length === 0) return refused('id', 'The fulfillment order is not on hold.', 'INVALID')
  const holds = holdIds === null ? [] : part.holds.filter((one) => !holdIds.includes(one.id))
  const row: FulfilmentOrder = { ...part, holds, status: holds.length === 0 ? 'OPEN' : 'ON_HOLD' }
  store.commit({ table: 'fulfilments', row })
  return { parts: { fulfillmentOrder: row }, problems: [] }
}

/** What keeps a fulfilment order where it is; undefined when it may be moved to the place. */
export function whyNotMoved(store: Store, part: FulfilmentOrder, locationId: string): string | undefined {
  if (isOver(part)) return 'Fulfillment order is closed.'
  if (part.progress) return 'Cannot move a fulfillment order that has had progress reported.'
  if (ASKED.includes(part.requestStatus)) return `Cannot change fulfillment order location while its request status is ${part.requestStatus.toLowerCase()}.`
  if (placeOf(locationId) === undefined) return 'Location could not be found.'
  const skus = part.lines.filter((line) => line.remaining > 0).map((line) => skuOf(store, part.orderId, line.lineId))
  const stocked = skus.every((sku) => store.all('items').some((item) => item.sku === sku && store.get('levels', `${item.id}@${locationId}`) !== undefined))
  return stocked ? undefined : 'Cannot change fulfillment order location because it does not stock the items.'
}

/** The SKU of a line of an order; empty where there is none. */
export const skuOf = (store: Store, orderId: string, lineId: string): string =>
  store.get('orders', orderId)?.lines.find((line) => line.id === lineId)?.sku ?? ''

/** `fulfillmentOrderMove`: of a part, the original stays with the rest and what moves has a new id; a whole one keeps its own. */
export function move(store: Store, id: string, locationId: string, portion: Portion): Changed {
  const part = store.get('fulfilments', id)
  if (part === undefined) return refused('id', 'Fulfillment order does not exist.')
  const why = whyNotMoved(store, part, locationId)
  if (why !== undefined) return refused('id', why)
  if (part.locationId === locationId) return refused('newLocationId', 'Fulfillment order is already assigned to that location.')
  const cut = portion.length === 0 ? { chosen: part, rest: null } : cutOff(store, part, portion)
  if (cut === undefined) return refused('fulfillmentOrderLineItems', 'Line item quantity is invalid.')
  if (cut.rest === null) {
    const row: FulfilmentOrder = { ...part, locationId, requestStatus: 'UNSUBMITTED' }
    store.commit({ table: 'fulfilments', row })
    return { parts: { movedFulfillmentOrder: row, originalFulfillmentOrder: row, remainingFulfillmentOrder: null }, problems: [] }
  }
  // As the vendor may: the original closes, and both the moved part and the rest get ids of their own.
  const moved: FulfilmentOrder = { ...cut.chosen, id: nextId(store, 'fulfilment-order'), locationId, requestStatus: 'UNSUBMITTED' }
  const closed: FulfilmentOrder = { ...part, status: 'CLOSED', requestStatus: 'CLOSED', holds: [], lines: part.lines.map((line) => ({ ...line, remaining: 0 })) }
  store.commit({ table: 'fulfilments', row: closed }, { table: 'fulfilments', row: moved }, { table: 'fulfilments', row: cut.rest })
  return { parts: { movedFulfillmentOrder: moved, originalFulfillmentOrder: closed, remainingFulfillmentOrder: cut.rest }, problems: [] }
}

/** `fulfillmentOrderSplit`: the lines that are named stay, the rest gets an id of its own. */
export function split(store: Store, id: string, portion: Portion): Changed {
  const part = store.get('fulfilments', id)
  if (part === undefined) return refused('fulfillmentOrderId', 'Fulfillment order could not be found.', 'FULFILLMENT_ORDER_NOT_FOUND')
  if (!actionsOf(part).includes('SPLIT')) return refused('fulfillmentOrderId', 'The fulfillment order is not in a splittable state.', 'FULFILLMENT_ORDER_NOT_SPLITTABLE')
  const cut = cutOff(store, part, portion)
  if (cut === undefined || cut.rest === null) return refused('fulfillmentOrderLineItems', 'The fulfillment order line item quantity is invalid.', 'INVALID_LINE_ITEM_QUANTITY')
  store.commit({ table: 'fulfilments', row: cut.chosen }, { table: 'fulfilments', row: cut.rest })
  return { parts: { fulfillmentOrder: cut.chosen, remainingFulfillmentOrder: cut.rest }, problems: [] }
}

/** The part with only these lines, and the rest under a new id; undefined when they are not all there. */
function cutOff(store: Store, part: FulfilmentOrder, portion: Portion): { readonly chosen: FulfilmentOrder; readonly rest: FulfilmentOrder | null } | undefined {
  const taken = new Map(portion.map((one) => [one.id, one.quantity]))
  const fits = portion.every((one) => one.quantity > 0 && part.lines.some((line) => line.id === one.id && line.remaining >= one.quantity))
  if (!fits || taken.size !== portion.length) return undefined
  const chosen = part.lines.flatMap((line) => (taken.has(line.id) ? [{ ...line, quantity: taken.get(line.id) ?? 0, remaining: taken.get(line.id) ?? 0 }] : []))
  const rest = part.lines.flatMap((line) => {
    const remaining = line.remaining - (taken.get(line.id) ?? 0)
    return remaining === 0 ? [] : [{ ...line, id: nextId(store, 'fulfilment-order-line'), quantity: remaining, remaining }]
  })
  if (rest.length === 0) return { chosen: part, rest: null }
  return { chosen: { ...part, lines: chosen }, rest: { ...part, id: nextId(store, 'fulfilment-order'), lines: rest } }
}

/** What merchant and service say to each other, with the states that each step needs and leads to. */
const talks = {
  submit: { from: ['UNSUBMITTED', 'REJECTED'], to: 'SUBMITTED' },
  accept: { from: ['SUBMITTED'], to: 'ACCEPTED' },
  reject: { from: ['SUBMITTED'], to: 'REJECTED' },
  'request-cancellation': { from: ['SUBMITTED', 'ACCEPTED', 'CANCELLATION_REJECTED'], to: 'CANCELLATION_REQUESTED' },
  'accept-cancellation': { from: ['CANCELLATION_REQUESTED'], to: 'CANCELLATION_ACCEPTED' },
  'reject-cancellation': { from: ['CANCELLATION_REQUESTED'], to: 'CANCELLATION_REJECTED' },
} as const
/** One of the things that merchant and service say. */
export type Talk = keyof typeof talks

/**
 * One step of the talk with a service. What was only submitted and never accepted is taken back at once; an accepted cancellation
 * closes the fulfilment order, and what it had is open again under a new id.
 */
export function talk(store: Store, id: string, what: Talk): Changed {
  const part = store.get('fulfilments', id)
  if (part === undefined) return refused('id', 'Fulfillment order could not be found.')
  const { from, to } = talks[what]
  if (isOver(part) || !(from as readonly string[]).includes(part.requestStatus)) {
    return refused('id', `Cannot ${what.replace('-', ' ')} while the fulfillment order is ${part.status} and ${part.requestStatus}.`)
  }
  if (placeOf(part.locationId)?.service !== true) return refused('id', 'The fulfillment order is not assigned to a fulfillment service.')
  if (what === 'submit' && part.status === 'ON_HOLD') return refused('id', 'Cannot request fulfillment for a fulfillment order that is on hold.')
  if (what === 'accept-cancellation') return takeBack(store, part)
  const status = what === 'accept' ? 'IN_PROGRESS' : what === 'reject' ? 'OPEN' : part.status
  const row: FulfilmentOrder = { ...part, requestStatus: to, status }
  store.commit({ table: 'fulfilments', row })
  return { parts: { fulfillmentOrder: row }, problems: [] }
}

function takeBack(store: Store, part: FulfilmentOrder): Changed {
  const closed: FulfilmentOrder = { ...part, status: 'CLOSED', requestStatus: 'CANCELLATION_ACCEPTED', lines: part.lines.map((line) => ({ ...line, remaining: 0 })) }
  const again: FulfilmentOrder = {
    ...part, id: nextId(store, 'fulfilment-order'), status: 'OPEN', requestStatus: 'UNSUBMITTED', holds: [],
    lines: part.lines.map((line) => ({ ...line, id: nextId(store, 'fulfilment-order-line') })),
  }
  store.commit({ table: 'fulfilments', row: closed }, { table: 'fulfilments', row: again })
  return { parts: { fulfillmentOrder: closed, replacement: again }, problems: [] }
}

/** Everything that is left of it leaves the house. */
export function ship(store: Store, part: FulfilmentOrder): FulfilmentOrder {
  const row: FulfilmentOrder = { ...part, status: 'CLOSED', requestStatus: 'CLOSED', progress: true, lines: part.lines.map((line) => ({ ...line, remaining: 0 })) }
  store.commit({ table: 'fulfilments', row })
  return row
}

/** The service took it and cannot do it after all: it is over, and what it had is open again under a new id. */
export function fail(store: Store, part: FulfilmentOrder): Changed {
  const { parts } = takeBack(store, part)
  return { parts: { fulfillmentOrder: { ...part, status: 'INCOMPLETE' }, replacement: parts['replacement'] ?? null }, problems: [] }
}
