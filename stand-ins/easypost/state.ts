import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'

/** One scan as a carrier tells of it; `datetime` is its own time, not when it was told. */
export interface Scan {
  readonly object: 'TrackingDetail'
  readonly status: string
  readonly status_detail: string
  readonly message: string
  readonly datetime: string
  readonly source: string
  readonly tracking_location: Readonly<Record<string, string | null>>
}
/** Objects are kept as the API gives them. */
export interface Tracker {
  readonly id: string
  readonly object: 'Tracker'
  readonly tracking_code: string
  readonly carrier: string
  readonly status: string
  readonly status_detail: string
  readonly tracking_details: readonly Scan[]
  readonly created_at: string
  readonly [more: string]: unknown
}
/** A price for which a carrier would take the parcel. */
export interface Rate {
  readonly id: string
  readonly object: 'Rate'
  readonly carrier: string
  readonly service: string
  readonly rate: string
  readonly currency: string
  readonly [more: string]: unknown
}
/** A parcel on its way, or only a question about prices while it has no label. */
export interface Shipment {
  readonly id: string
  readonly object: 'Shipment'
  readonly reference: string | null
  readonly is_return: boolean
  readonly to_address: Address
  readonly from_address: Address
  readonly parcel: Readonly<Record<string, unknown>> & { readonly id: string }
  readonly rates: readonly Rate[]
  readonly selected_rate: Rate | null
  readonly postage_label: Readonly<Record<string, unknown>> | null
  readonly tracking_code: string | null
  readonly tracker: { readonly id: string } | null
  readonly insurance: string | null
  readonly refund_status: string | null
  readonly created_at: string
  readonly [more: string]: unknown
}
/** A place. */
export interface Address {
  readonly id: string
  readonly object: 'Address'
  readonly [more: string]: unknown
}
/** A claim of an insurance. */
export interface Claim {
  readonly id: string
  readonly object: 'Claim'
  readonly tracking_code: string
  readonly type: string
  readonly status: string
  readonly requested_amount: string
  readonly approved_amount: string | null
  readonly history: readonly object[]
  readonly [more: string]: unknown
}
/** Something that the receiver of webhooks is told; `body` is sent, `signed` is what the signature covers. */
export interface Told {
  readonly id: string
  readonly description: string
  readonly body: string
  readonly signed: string
  readonly attempts: number
  readonly done: 'delivered' | 'given-up' | null
}

interface Tables {
  addresses: Address
  shipments: Shipment
  trackers: Tracker
  claims: Claim
  events: Told
}
/** The names of the tables. */
export type TableName = keyof Tables
const tableNames: readonly TableName[] = ['addresses', 'shipments', 'trackers', 'claims', 'events']
/** One row that is put in place. */
export type Change = { [T in TableName]: { readonly table: T; readonly row: Tables[T] } }[TableName]

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
  const apply = ({ table, row }: Change): void => void tables.get(table)?.set(row.id, row)
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
