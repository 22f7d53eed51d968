/** Why: a value that is not there, two currencies, more work than an expression may take, or anything else. Tools match on these. */
export type FaultKind = 'cannot-evaluate' | 'not-known' | 'two-currencies' | 'over-budget'

/** An expression that cannot be evaluated now: the step fails and its owner is asked. Says what is missing in the author's names. */
export class ExpressionFault extends Error {
  readonly kind: FaultKind
  constructor(message: string, kind: FaultKind = 'cannot-evaluate') {
    super(message)
    this.name = 'ExpressionFault'
    this.kind = kind
  }
}
