import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'

/** Amounts are minor units as decimal digits, instants ISO 8601, ids digits without the GID's prefix. */
export interface Order {
  readonly id: string
  readonly name: string
  readonly currency: string
  readonly placedAt: string
  readonly deliveredAt: string | null
  readonly tags: readonly string[]
  readonly customer: {
    readonly id: string
    readonly firstName: string
    readonly lastName: string
    readonly email: string
    readonly locale: string
  }
  readonly lines: readonly Line[]
  readonly transactionId: string
  readonly paid: string
  /** Left out until the order is cancelled; the reason in the vendor's capitals. */
  readonly cancelled?: { readonly at: string; readonly reason: string }
  /** Where it goes; an order that lacks it has `plainAddress`. */
  readonly address?: Address
  /** What the shop's own checks say: LOW, MEDIUM or HIGH; LOW when left out. */
  readonly risk?: string
  /** Left out for orders that were sent: then the whole order is one parcel. */
  readonly unfulfilled?: boolean
  /** The draft that it was made from, where there was one. */
  readonly draftId?: string
}
/** Where an order goes; the country as two letters. */
export interface Address {
  readonly name: string
  readonly address1: string
  readonly address2: string
  readonly city: string
  readonly province: string
  readonly zip: string
  readonly country: string
  readonly phone: string
}
/** Part of an order that one place has to send, in the vendor's words; quantities are what is still to be sent. */
export interface FulfilmentOrder {
  readonly id: string
  readonly orderId: string
  readonly locationId: string
  readonly status: 'OPEN' | 'IN_PROGRESS' | 'ON_HOLD' | 'SCHEDULED' | 'INCOMPLETE' | 'CLOSED' | 'CANCELLED'
  readonly requestStatus: string
  readonly progress: boolean
  readonly lines: readonly { readonly id: string; readonly lineId: string; readonly quantity: number; readonly remaining: number }[]
  readonly holds: readonly Hold[]
}
/** Why something is not sent; `ours` says that this API's client placed it, and not the shop's staff or another app. */
export interface Hold {
  readonly id: string
  readonly reason: string
  readonly notes: string
  readonly handle: string | null
  readonly ours: boolean
}
/** A sold thing: variant and inventory item share its number. */
export interface Item {
  readonly id: string
  readonly sku: string
}
/** What of an item is at a place, by state; `on_hand` is the sum of what is there. The id is `item@location`. */
export interface Level {
  readonly id: string
  readonly itemId: string
  readonly locationId: string
  readonly quantities: Readonly<Record<string, number>>
  readonly updatedAt: string
}
/** A change of stock with the document that it was made for; it never changes. */
export interface Adjustment {
  readonly id: string
  readonly reason: string
  readonly reference: string | null
  readonly key: string | null
  readonly at: string
  readonly changes: readonly { readonly levelId: string; readonly name: string; readonly delta: number }[]
}
/** An order that staff or an app prepares; `orderId` once it became one. */
export interface Draft {
  readonly id: string
  readonly name: string
  readonly tags: readonly string[]
  readonly note: string | null
  readonly email: string | null
  readonly currency: string
  readonly address: Address | null
  readonly lines: readonly { readonly sku: string; readonly title: string; readonly quantity: number; readonly unitPrice: string; readonly percentOff: number }[]
  readonly orderId: string | null
  readonly createdAt: string
}
/** Work that the shop does later: cancelling an order, ready at `doneAt` (epoch milliseconds). */
export interface Job {
  readonly id: string
  readonly orderId: string
  readonly reason: string
  readonly restock: boolean
  readonly doneAt: number
  readonly done: boolean
}
/** A customer's bank asks for the money of an order back. */
export interface Dispute {
  readonly id: string
  readonly orderId: string
  readonly status: string
  readonly reason: string
  readonly amount: string
  readonly at: string
}
/** One line of an order; `unitPrice` is for one of it after all discounts, in minor units of the order's currency. */
export interface Line {
  readonly id: string
  readonly fulfillmentLineId: string
  readonly sku: string
  readonly title: string
  readonly quantity: number
  readonly unitPrice: string
  readonly attributes: readonly { readonly key: string; readonly value: string }[]
}
/** The vendor's words for where a return stands. */
export type ReturnStatus = 'REQUESTED' | 'OPEN' | 'CLOSED' | 'DECLINED' | 'CANCELED'
/** A return of an order's lines; `decline` says why it was turned down. */
export interface Return {
  readonly id: string
  readonly name: string
  readonly orderId: string
  readonly status: ReturnStatus
  readonly createdAt: string
  readonly decline: { readonly reason: string; readonly note: string | null } | null
  readonly lines: readonly {
    readonly id: string
    readonly lineId: string
    readonly quantity: number
    readonly reason: string
    readonly note: string | null
    /** Where the goods went; left out until somebody said so. */
    readonly dispositions?: readonly { readonly type: string; readonly quantity: number; readonly locationId: string | null }[]
  }[]
  /** The number of its label, which the shop has from approval on; left out where nobody made one. */
  readonly tracking?: string
}
/** Money that was given back, in minor units of the order's currency; it never changes. */
export interface Refund {
  readonly id: string
  readonly transactionId: string
  readonly orderId: string
  readonly amount: string
  readonly note: string | null
  readonly createdAt: string
  readonly idempotencyKey: string | null
  readonly lines: readonly { readonly lineId: string; readonly quantity: number }[]
}
/** A used idempotency key, with the parameters it was used with. */
export interface UsedKey {
  readonly id: string
  readonly parameters: string
  readonly refundId: string
  readonly at: number
}
/** A webhook on its way; `attempts` tells how often it was tried. */
export interface Delivery {
  readonly id: string
  readonly eventId: string
  readonly topic: string
  readonly body: string
  readonly triggeredAt: string
  readonly attempts: number
  readonly done: 'delivered' | 'given-up' | null
}

interface Tables {
  orders: Order
  returns: Return
  refunds: Refund
  keys: UsedKey
  deliveries: Delivery
  fulfilments: FulfilmentOrder
  items: Item
  levels: Level
  adjustments: Adjustment
  drafts: Draft
  jobs: Job
  disputes: Dispute
  counters: { readonly id: string; readonly value: string }
}
type TableName = keyof Tables
const tableNames: readonly TableName[] = [
  'orders', 'returns', 'refunds', 'keys', 'deliveries', 'fulfilments', 'items', 'levels', 'adjustments', 'drafts', 'jobs', 'disputes', 'counters',
]
type Change = { [T in TableName]: { readonly table: T; readonly row: Tables[T] } | { readonly table: T; readonly drop: string } }[TableName]

/** The shop's state: rows by id, in the order of their first insertion. */
export interface Store {
  all<T extends TableName>(table: T): readonly Tables[T][]
  get<T extends TableName>(table: T, id: string): Tables[T] | undefined
  /** Carries out all changes or none: they are one line of the state file, written before this returns. */
  commit(...changes: readonly Change[]): void
  close(): void
}

/**
 * State as a journal, one JSON line a commit, rewritten as a whole when opened. A process killed at any moment loses no
 * commit, because the line is with the operating system before the call returns; half a last line is a commit that never was.
 */
export function openStore(file: string | null): Store {
  const tables = new Map<TableName, Map<string, unknown>>(tableNames.map((name) => [name, new Map()]))
  const apply = (change: Change): void => {
    const table = tables.get(change.table)
    if ('drop' in change) table?.delete(change.drop)
    else table?.set(change.row.id, change.row)
  }
  if (file !== null && existsSync(file)) for (const change of readJournal(file)) apply(change)
  const handle = file === null ? null : compact(file, tables)
  return {
    all: <T extends TableName>(name: T) => [...(tables.get(name)?.values() ?? [])] as Tables[T][],
    get: <T extends TableName>(name: T, id: string) => tables.get(name)?.get(id) as Tables[T] | undefined,
    commit(...changes) {
      if (handle !== null) writeSync(handle, `${JSON.stringify(changes)}\n`)
      for (const change of changes) apply(change)
    },
    close() {
      if (handle !== null) closeSync(handle)
    },
  }
}

function readJournal(file: string): readonly Change[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.slice(0, -1).flatMap((line) => JSON.parse(line) as Change[])
}

function compact(file: string, tables: ReadonlyMap<TableName, ReadonlyMap<string, unknown>>): number {
  const changes = [...tables].flatMap(([table, rows]) => [...rows.values()].map((row) => ({ table, row })))
  writeFileSync(`${file}.new`, changes.length === 0 ? '' : `${JSON.stringify(changes)}\n`)
  renameSync(`${file}.new`, file)
  return openSync(file, 'a')
}
