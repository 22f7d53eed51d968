/** Why a case will not take a command now. Codes are stable: HTTP, CLI and tests match on them. */
export interface Refusal {
  readonly code: RefusalCode
  /** One sentence: what happened, who did it, what to do now. */
  readonly message: string
  /** For a form: which field, by name. */
  readonly fields?: readonly { readonly field: string; readonly message: string }[]
}

/** The codes of refusals. They stand in clients' code and in tests: add to them, never change the meaning of one. */
export type RefusalCode =
  | 'case-closed' | 'unknown-case' | 'unknown-step' | 'unknown-sop' | 'unknown-person' | 'step-not-open' | 'deadline-passed' | 'already-finished' | 'stale-step' | 'not-your-step'
  | 'unknown-outcome' | 'wrong-form' | 'check-failed' | 'command-reused' | 'claimed-by-other' | 'not-claimed'
  | 'already-approved' | 'already-paused' | 'not-paused' | 'not-asked' | 'nothing-to-recalculate' | 'already-recalculating'
  | 'not-windable' | 'already-cancelled' | 'not-allowed' | 'bad-command'
  | 'unknown-roster' | 'unknown-change' | 'roster-conflict' | 'not-on-roster' | 'change-over' | 'already-taken'

/** The one error class for refusals outside the workflow; `api/problem.ts` turns it into HTTP. */
export class Refused extends Error {
  readonly refusal: Refusal
  readonly state: unknown
  constructor(refusal: Refusal, state: unknown = null) {
    super(refusal.message)
    this.name = 'Refused'
    this.refusal = refusal
    this.state = state
  }
}
