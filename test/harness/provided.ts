import 'vitest'

declare module 'vitest' {
  /** What the global set-up hands to every test file of the projects that need servers. */
  export interface ProvidedContext {
    /** PostgreSQL's address with the rights to make databases. */
    readonly adminUrl: string
    /** Name of the migrated database that every test database is copied from. */
    readonly template: string
    /** host:port of the Temporal dev server. */
    readonly temporalAddress: string
  }
}
