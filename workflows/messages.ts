import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { Arrival, Command, Opening } from '../domain/event.ts'
import type { Token } from '../domain/ports.ts'
import type { Answer, CaseState } from '../domain/state.ts'

/** The input of `caseWorkflow`. */
export interface CaseInput {
  readonly opening: Opening
  readonly clock: CaseClock
  /** Set by continue-as-new, and where an event opens an ended case again. */
  readonly resume?: Resume
}

/** Where a further run of a case begins. */
export interface Resume {
  readonly state: CaseState
  readonly tokens: readonly Token[]
  readonly wound: readonly string[]
  /** The run that ended, and what came since: for a case that is opened again. */
  readonly reopens?: { readonly runId: string; readonly arrival: Arrival }
}

/**
 * How a case tells the time. `real` is Temporal's own. `wound` adds an offset that `wind` moves on (demo).
 * `held` stands still and moves only by `wind`, so that a scenario gives the same instants on every engine (tests).
 */
export type CaseClock =
  | { readonly kind: 'real' }
  | { readonly kind: 'wound'; readonly offsetMs: number }
  | { readonly kind: 'held'; readonly at: number }

/** An answer, and the tokens of turns that it proves: it is sent only once the workflow task is durable. */
export interface Answered {
  readonly answer: Answer
  readonly tokens: readonly Token[]
}

/** How far to wind on, in milliseconds: more than 0 and at most a year. A repeat of the command id winds nothing more. */
export interface Wind {
  readonly commandId: string
  readonly byMs: number
  readonly by: string
}

/** An Update and not a signal, because a person waits for the answer and a refusal must cost no history. */
export const commandUpdate = defineUpdate<Answered, [Command]>('command')

/** Moves a wound or held clock on; refused for a real one. */
export const windUpdate = defineUpdate<{ readonly tokens: readonly Token[] }, [Wind]>('wind')

/** An event from outside that the case asked for; nobody waits for an answer, so it is a signal. `at` is the world's time. */
export const arrivedSignal = defineSignal<[Arrival]>('arrived')

/** The whole state, for tests and support. */
export const stateQuery = defineQuery<CaseState>('state')
