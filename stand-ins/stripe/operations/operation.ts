import type { Specs, Values } from '../params.ts'
import type { Change, Store } from '../state.ts'

/** What an operation is carried out with; `now` is epoch milliseconds. */
export interface Context {
  readonly store: Store
  readonly now: number
  /** From the path. */
  readonly id: string
  readonly params: Values
}
/** The object that is answered, what becomes of the state, and what the receiver of webhooks is told, by type of event. */
export interface Outcome {
  readonly body: object
  readonly changes?: readonly Change[]
  readonly events?: readonly { readonly type: string; readonly object: object; readonly before?: object }[]
}
/** Something that the API can be asked for. Throws `ApiProblem`. */
export interface Operation {
  readonly name: string
  readonly method: 'GET' | 'POST'
  /** With `:id` for an id. */
  readonly path: string
  readonly params: Specs
  readonly run: (context: Context) => Outcome
}

/** Seconds since 1970, as the vendor tells time. */
export const seconds = (now: number): number => Math.floor(now / 1000)
