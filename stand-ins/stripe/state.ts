import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'

/** Text by name, set by whoever calls the API. */
export type Metadata = Readonly<Record<string, string>>

/** Objects are kept as the API gives them; amounts in the vendor's smallest units, instants in seconds since 1970. */
export interface Charge {
  readonly id: string
  readonly object: 'charge'
  readonly amount: number
  readonly amount_captured: number
  readonly amount_refunded: number
  readonly currency: string
  readonly created: number
  readonly disputed: boolean
  readonly metadata: Metadata
  readonly payment_intent: string | null
  readonly refunded: boolean
  readonly status: string
  readonly [more: string]: unknown
}
/** What the customer agreed to pay. */
export interface Intent {
  readonly id: string
  readonly object: 'payment_intent'
  readonly amount: number
  readonly currency: string
  readonly created: number
  readonly latest_charge: string | null
  readonly metadata: Metadata
  readonly status: string
  readonly [more: string]: unknown
}
/** Money on its way back. */
export interface Refund {
  readonly id: string
  readonly object: 'refund'
  readonly amount: number
  readonly charge: string
  readonly created: number
  readonly currency: string
  readonly metadata: Metadata
  readonly payment_intent: string | null
  readonly status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled'
  readonly failure_reason?: string
  readonly [more: string]: unknown
}
/** A charge that a customer disputes at their bank. */
export interface Dispute {
  readonly id: string
  readonly object: 'dispute'
  readonly amount: number
  readonly charge: string
  readonly created: number
  readonly currency: string
  readonly evidence: Readonly<Record<string, unknown>>
  readonly evidence_details: { readonly due_by: number | null; readonly has_evidence: boolean; readonly past_due: boolean; readonly submission_count: number; readonly [more: string]: unknown }
  readonly is_charge_refundable: boolean
  readonly metadata: Metadata
  readonly payment_intent: string | null
  readonly reason: string
  readonly status: string
  readonly [more: string]: unknown
}
/** A used idempotency key with the answer that it keeps; `at` is epoch milliseconds. */
export interface UsedKey {
  readonly id: string
  readonly request: string
  readonly requestId: string
  readonly status: number
  readonly body: unknown
  readonly at: number
}
/** Something that the receiver of webhooks is told; `body` is what is signed. */
export interface Told {
  readonly id: string
  readonly type: string
  readonly body: string
  readonly attempts: number
  readonly done: 'delivered' | 'given-up' | null
}
/** What is scripted for a charge: the state in which its refunds begin. */
export interface Script {
  readonly id: string
  readonly refundStatus: Refund['status']
}

interface Tables {
  charges: Charge
  intents: Intent
  refunds: Refund
  disputes: Dispute
  keys: UsedKey
  events: Told
  scripts: Script
}
/** The names of the tables. */
export type TableName = keyof Tables
const tableNames: readonly TableName[] = ['charges', 'intents', 'refunds', 'disputes', 'keys', 'events', 'scripts']
/** One row that is put in place, or taken away. */
export type Change = { [T in TableName]: { readonly table: T; readonly row: Tables[T] } | { readonly table: T; readonly drop: string } }[TableName]

/** The account's state: rows by id, in the order of their first insertion. */
export interface Store {
  all<T extends TableName>(table: T): readonly Tables[T][]
  get<T extends TableName>(table: T, id: string): Tables[T] | undefined
  /** Carries out all changes or none: they are one line of the state file, written before this returns. */
  commit(...changes: readonly Change[]): void
  close(): void
}

/** State as a journal, one JSON line a commit. A process killed at any moment loses no commit; half a last line never was one. */
export function openStore(file: string | null): Store {
  const tables = new Map<TableName, Map<string, unknown>>(tableNames.map((name) => [name, new Map()]))
  const apply = (change: Change): void => {
    const table = tables.get(change.table)
    if ('drop' in change) table?.delete(change.drop)
    else table?.set(change.row.id, change.row)
  }
  if (file !== null && existsSync(file)) for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) for (const change of JSON.parse(line) as Change[]) apply(change)
  const handle = file === null ? null : compacted(file, tables)
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

function compacted(file: string, tables: ReadonlyMap<TableName, ReadonlyMap<string, unknown>>): number {
  const changes = [...tables].flatMap(([table, rows]) => [...rows.values()].map((row) => ({ table, row })))
  writeFileSync(`${file}.new`, changes.length === 0 ? '' : `${JSON.stringify(changes)}\n`)
  renameSync(`${file}.new`, file)
  return openSync(file, 'a')
}
