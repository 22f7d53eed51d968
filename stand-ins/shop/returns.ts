import { nextId } from './seed.ts'
import type { Order, Return, ReturnStatus, Store } from './state.ts'

/** `userErrors` of an answer: the request was understood and refused. */
export interface UserError {
  readonly field: readonly string[] | null
  readonly message: string
  readonly code?: string
}
/** What a mutation of a return answers: the return as it is now, or null and why. */
export type ReturnAnswer = { readonly return: Return | null; readonly userErrors: readonly UserError[] }

/** The digits of a GID of the kind, or '' for any other id. */
export const digits = (gid: unknown, kind: string): string => new RegExp(`^gid://shopify/${kind}/(\\d+)$`).exec(String(gid))?.[1] ?? ''

/** A customer asks to give back the first line of the order. */
export function requestReturn(
  store: Store, order: Order,
  ask: { readonly reason: string; readonly note: string | null; readonly quantity: number; readonly tracking?: string }, now: number,
): Return {
  const line = order.lines[0]
  if (line === undefined) throw new RangeError(`order "${order.name}" has no lines`)
  const earlier = store.all('returns').filter((known) => known.orderId === order.id).length
  const row: Return = {
    id: nextId(store, 'return'),
    name: `${order.name}-R${earlier + 1}`,
    orderId: order.id,
    status: 'REQUESTED',
    createdAt: new Date(now).toISOString(),
    decline: null,
    lines: [{ id: nextId(store, 'return-line'), lineId: line.id, quantity: ask.quantity, reason: ask.reason, note: ask.note }],
    ...(ask.tracking === undefined ? {} : { tracking: ask.tracking }),
  }
  store.commit({ table: 'returns', row })
  return row
}

/** Moves a return to another status when it is in one of `from`; otherwise answers INVALID_STATE and changes nothing. */
export function moveReturn(
  store: Store, id: string, from: readonly ReturnStatus[], to: ReturnStatus, decline: Return['decline'] = null,
): ReturnAnswer {
  const known = store.get('returns', id)
  if (known === undefined) return { return: null, userErrors: [{ field: ['id'], message: 'Return not found.', code: 'NOT_FOUND' }] }
  if (!from.includes(known.status)) {
    const message = `Return is ${known.status.toLowerCase()} and cannot become ${to.toLowerCase()}.`
    return { return: null, userErrors: [{ field: ['id'], message, code: 'INVALID_STATE' }] }
  }
  const row = { ...known, status: to, decline: decline ?? known.decline }
  store.commit({ table: 'returns', row })
  return { return: row, userErrors: [] }
}

/** What of a line nobody has said yet where it went. */
export const unprocessed = (line: Return['lines'][number]): number =>
  line.quantity - (line.dispositions ?? []).reduce((sum, one) => sum + one.quantity, 0)

/** Goods of one line, and where they went. */
export interface Processed {
  readonly lineId: string
  readonly type: string
  readonly quantity: number
  readonly locationId: string | null
}

/** Says where goods of a return went: all of it or, with `userErrors`, nothing. */
export function processReturn(store: Store, id: string, processed: readonly Processed[]): ReturnAnswer {
  const known = store.get('returns', id)
  if (known === undefined) return { return: null, userErrors: [{ field: ['returnId'], message: 'Return not found.', code: 'NOT_FOUND' }] }
  if (known.status !== 'OPEN') return refusedProcessing(['returnId'], 'Return is not open.', 'INVALID_STATE')
  for (const { lineId, quantity, type, locationId } of processed) {
    const line = known.lines.find((one) => one.id === lineId)
    if (line === undefined) return refusedProcessing(['returnLineItems'], 'Return line item not found.', 'NOT_FOUND')
    if (quantity < 1 || quantity > unprocessed(line)) return refusedProcessing(['returnLineItems'], 'Quantity exceeds the unprocessed quantity.', 'INVALID')
    if (type === 'RESTOCKED' && locationId === null) return refusedProcessing(['returnLineItems'], 'Location is required for restocked items.', 'BLANK')
  }
  const lines = known.lines.map((line) => {
    const mine = processed.filter((one) => one.lineId === line.id).map(({ type, quantity, locationId }) => ({ type, quantity, locationId }))
    return mine.length === 0 ? line : { ...line, dispositions: [...(line.dispositions ?? []), ...mine] }
  })
  const row = { ...known, lines }
  store.commit({ table: 'returns', row })
  return { return: row, userErrors: [] }
}

const refusedProcessing = (field: readonly string[], message: string, code: string): ReturnAnswer =>
  ({ return: null, userErrors: [{ field, message, code }] })
