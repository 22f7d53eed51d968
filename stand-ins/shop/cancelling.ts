import { nextId } from './seed.ts'
import type { FulfilmentOrder, Job, Order, Store } from './state.ts'

/** A refusal of `orderCancel`. */
export interface CancelError {
  readonly field: readonly string[] | null
  readonly message: string
  readonly code: string
}

/** How long the shop takes to cancel an order. */
const JOB_MS = 150

/** `orderCancel`: a job, because the shop does it later; refused for orders that are cancelled, sent, with a service, or with a return under way. */
export function cancelLater(
  store: Store, orderId: string, asked: { readonly reason: string; readonly restock: boolean }, now: number,
): { readonly job: Job | null; readonly errors: readonly CancelError[] } {
  const order = store.get('orders', orderId)
  const refused = (field: string, message: string, code: string): { readonly job: null; readonly errors: readonly CancelError[] } =>
    ({ job: null, errors: [{ field: [field], message, code }] })
  if (order === undefined) return refused('orderId', 'Order does not exist', 'NOT_FOUND')
  if (order.cancelled !== undefined) return refused('orderId', 'Cannot cancel an order that has already been canceled', 'INVALID')
  if (order.unfulfilled !== true) return refused('orderId', 'Cannot cancel an order that has fulfillments that cannot be canceled', 'INVALID')
  if (store.all('returns').some((row) => row.orderId === orderId && row.status === 'OPEN')) return refused('orderId', 'Cannot cancel an order with an active return', 'INVALID')
  const parts = store.all('fulfilments').filter((part) => part.orderId === orderId)
  if (parts.some((part) => ['SUBMITTED', 'ACCEPTED', 'CANCELLATION_REQUESTED', 'CANCELLATION_REJECTED'].includes(part.requestStatus)))
    return refused('orderId', 'Cannot cancel an order while a fulfillment service works on it', 'INVALID')
  if (store.all('jobs').some((job) => job.orderId === orderId && !job.done)) return refused('orderId', 'Order is already being canceled', 'INVALID')
  const job: Job = { id: nextId(store, 'job'), orderId, reason: asked.reason, restock: asked.restock, doneAt: now + JOB_MS, done: false }
  store.commit({ table: 'jobs', row: job })
  return { job, errors: [] }
}

/** Carries out what is due; answers the orders that were cancelled now. */
export function workOff(store: Store, now: number): readonly Order[] {
  return store.all('jobs').filter((job) => !job.done && job.doneAt <= now).flatMap((job) => {
    const order = store.get('orders', job.orderId)
    if (order === undefined) return []
    const cancelled = { ...order, cancelled: { at: new Date(now).toISOString(), reason: job.reason } }
    const parts = store.all('fulfilments').filter((part) => part.orderId === order.id).map((part): FulfilmentOrder => ({
      ...part, status: 'CANCELLED', requestStatus: 'CLOSED', holds: [], lines: part.lines.map((line) => ({ ...line, remaining: 0 })),
    }))
    store.commit(
      { table: 'jobs', row: { ...job, done: true } }, { table: 'orders', row: cancelled }, ...parts.map((row) => ({ table: 'fulfilments', row }) as const),
    )
    return [cancelled]
  })
}
