import type { Data, FieldType } from './graphql/types.ts'
import type { Line, Order, Refund, Return, Store } from './state.ts'

/** What resolvers work with: the shop, and the request's idempotency key. */
export interface ShopContext {
  readonly store: Store
  readonly now: number
  readonly keyRetentionMs: number
  readonly idempotencyKey: string | null
  /** What the app was allowed. */
  readonly accessScopes: readonly string[]
  /** Sends a webhook of the topic about what was changed; left out nobody is told. */
  readonly tell?: (topic: string, about: Data) => void
}
/** The fields of one type. */
export type Fields = Readonly<Record<string, FieldType<ShopContext>>>

/** The vendor's global id. */
export const gid = (kind: string, id: string): string => `gid://shopify/${kind}/${id}`
/** The first `first` nodes behind the cursor `after`, in both forms that a connection offers. */
export const page = (nodes: readonly unknown[], args: Data): Data => {
  const first = Number(args['first'] ?? 50)
  const begin = typeof args['after'] === 'string' ? Number(Buffer.from(args['after'], 'base64url').toString('utf8')) : 0
  const shown = nodes.slice(begin, begin + first)
  const end = begin + shown.length
  return {
    nodes: shown, edges: shown.map((node) => ({ node })),
    pageInfo: { hasNextPage: nodes.length > end, endCursor: shown.length === 0 ? null : Buffer.from(String(end), 'utf8').toString('base64url') },
  }
}
/** The type of a connection. */
export const connection = (of: string): Fields => ({
  nodes: { type: `[${of}!]!` }, edges: { type: `[${of}Edge!]!` }, pageInfo: { type: 'PageInfo!' },
})
/** The type of a connection's edges. */
export const edge = (of: string): Fields => ({ node: { type: `${of}!` } })
/** The argument that every list takes. */
export const first = { first: 'Int' }

/** Resolvers read the plain row from `parent.row`; only the kinds below are ever asked for. */
export const wrap = (row: unknown, more: object = {}): Data => ({ row, ...more })
/** The order that the parent wraps: unchecked, so only for types that are made from an order. */
export const orderOf = (parent: Data): Order => parent['row'] as Order
/** The return that the parent wraps, unchecked too. */
export const returnOf = (parent: Data): Return => parent['row'] as Return
/** The refund that the parent wraps, unchecked too. */
export const refundOf = (parent: Data): Refund => parent['row'] as Refund
/** The line behind the parent, with its order, which knows the currency. */
export const lineOf = (parent: Data): { readonly line: Line; readonly order: Order } =>
  parent as unknown as { readonly line: Line; readonly order: Order }
