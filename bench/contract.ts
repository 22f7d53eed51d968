/** One bench: what it measures, under names that scripts and reports rely on. */
export interface Bench {
  readonly name: string
  /** One line for `--help`. */
  readonly what: string
  /** The keys of `figures`, always all of them. */
  readonly keys: readonly string[]
  run(stage: Stage): Promise<Measured>
}

/** What a bench found. A figure that could not be measured is null, and `reasons` says why; it is never guessed. */
export interface Measured {
  readonly figures: Readonly<Record<string, number | null>>
  readonly reasons: Readonly<Record<string, string>>
  /** The same figures in words and what else was seen, for people. */
  readonly lines: readonly string[]
  /** What the figures were made of: rounds, spreads, further shapes. */
  readonly details: Readonly<Record<string, unknown>>
}

/** What a bench is given to measure with. Everything it starts is gone after the run. */
export interface Stage {
  /** Same keys on less work, within 60 s. */
  readonly quick: boolean
  /** Numbers the run: the same seed makes the same cases. */
  readonly seed: number
  /** Absolute path of the checkout. */
  readonly projectFolder: string
  /** A folder that is removed after the run. */
  readonly folder: string
  /** Path of a Chromium, or why there is none. */
  readonly chromium: { readonly path: string } | { readonly missing: string }
  /** Progress, for whoever waits. */
  note(text: string): void
  /** A PostgreSQL that keeps what it commits and a Temporal dev server, both of the run's own; started with the first call. */
  servers(): Promise<Servers>
  /** Starts a program of `dist/` by the path below it; it is stopped after the run. */
  program(name: string, main: string, env: Readonly<Record<string, string>>): Server
  /** The second start of the demo: from the command to the first page, in milliseconds. Rejects with what stood in the way. */
  secondDemoStart(): Promise<number>
}

export interface Servers {
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly postgres: Server
  readonly temporal: Server
}

/** A process that can be killed and comes back at the same place with the same data. */
export interface Server {
  readonly name: string
  readonly logFile: string
  /** Kills it with -9, starts it again at once, resolves when it has been started. */
  killAndRestart(): Promise<void>
  /** Kills it with -9 and leaves it so; resolves when it is gone. */
  kill(): Promise<void>
  /** Starts one that was killed. */
  start(): Promise<void>
}
