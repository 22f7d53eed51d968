import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** A line of a purchase order, and what is known of its article. Days and counts are whole numbers, money decimal text in USD. */
export interface Line {
  readonly po: string
  readonly line: string
  readonly sku: string
  readonly coverDays: number
  readonly unitCost: string
  readonly margin: string
  readonly revenue: string
  readonly supplierEmail: string
  readonly slips: number
  readonly otifPercent: number
  readonly otifLines: number
  /** `none` where there is none. */
  readonly alternate: string
  readonly alternateDays: number
  /** `none` where there is none. */
  readonly substitute: string
  readonly due: string | null
  readonly received: number
  readonly open: boolean
}

/** An order that waits for an article; `promised` is a date. */
export interface Order {
  readonly orderId: string
  readonly orderName: string
  readonly email: string
  readonly sku: string
  readonly promised: string
  readonly delays: number
  readonly vip: boolean
  readonly value: string
  readonly parts: boolean
  readonly state: 'waiting' | 'released' | 'substituted' | 'cancelled'
}

/** Everything that the planning system knows. */
export interface State {
  readonly lines: Readonly<Record<string, Line>>
  readonly orders: readonly Order[]
  /** The window of each article that customers see. */
  readonly windows: Readonly<Record<string, { readonly from: string; readonly to: string }>>
  readonly consents: readonly Readonly<Record<string, unknown>>[]
  /** What each Idempotency-Key was answered. */
  readonly answers: Readonly<Record<string, unknown>>
}

/** The state of a process. What is changed is kept by `commit`, all of it or nothing. */
export interface Store {
  get(): State
  change(next: (state: State) => State): void
  commit(): void
}

/** Keeps the state in memory, and in `file` when it is given: an existing one is gone on with. */
export function openStore(file: string | null): Store {
  let state: State = file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : seed()
  return {
    get: () => state,
    change: (next) => {
      state = next(state)
    },
    commit() {
      if (file === null) return
      writeFileSync(`${file}.new`, JSON.stringify(state))
      renameSync(`${file}.new`, file)
    },
  }
}

const seed = (): State => ({ lines: {}, orders: [], windows: {}, consents: [], answers: {} })

/** A line that nobody has described: something to try with. */
export const someLine = (po: string, line: string, sku: string): Line => ({
  po, line, sku, coverDays: 5, unitCost: '4.00', margin: '200.00', revenue: '480.00', supplierEmail: 'orders@norholt.example', slips: 0, otifPercent: 96,
  otifLines: 20, alternate: 'none', alternateDays: 0, substitute: 'none', due: null, received: 0, open: true,
})
