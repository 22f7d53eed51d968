/** The engine or the database is out of reach. Whoever asked may ask again, with the same command id: nothing is done twice. */
export class Away extends Error {
  readonly what: 'engine' | 'database'
  constructor(what: 'engine' | 'database', message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'Away'
    this.what = what
  }
}
