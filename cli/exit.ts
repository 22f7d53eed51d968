/** 1: mistakes found or a refusal, 2: wrong usage, 3: something is out of reach. */
export type ExitCode = 1 | 2 | 3

/** Ends a command: `message` goes to stderr, `data` (with `--json`) to stdout. */
export class Exit extends Error {
  readonly code: ExitCode
  readonly data: unknown
  constructor(code: ExitCode, message: string, data?: unknown) {
    super(message)
    this.name = 'Exit'
    this.code = code
    this.data = data
  }
}
