/** An expression that cannot be evaluated now: the step fails and its owner is asked. Says what is missing in the author's names. */
export class ExpressionFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ExpressionFault'
  }
}
