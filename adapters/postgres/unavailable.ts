import { Away } from '../../domain/away.ts'

/** The database cannot take the request now. Trying again later is right, changing the request is not. */
export class Unavailable extends Away {
  /** The SQLSTATE or the system's error code, for logs. */
  readonly code: string
  constructor(message: string, code: string, cause?: unknown) {
    super('database', message, { cause })
    this.name = 'Unavailable'
    this.code = code
  }
}

const AWAY = 'the database is out of reach: see that PostgreSQL runs and "DATABASE_URL" names it'
const READ_ONLY = 'the database is read-only: nothing was kept, make the primary writable again'
const FULL = 'the database is out of room: nothing was kept, free disk space or raise its limits'
const BUSY = 'the database is busy: nothing was kept, try again'

/** SQLSTATE classes and codes, see PostgreSQL's appendix A. */
const BY_CODE: readonly (readonly [RegExp, string])[] = [
  [/^(08...|57P0[1-5]|28...|3D000)$/, AWAY],
  [/^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)$/, AWAY],
  [/^25006$/, READ_ONLY],
  [/^(53...|58030)$/, FULL],
  [/^(40...|55P03|57014|25P0[34])$/, BUSY],
]
/** What the driver throws without a code when a connection dies or none comes free in time. */
const BROKEN = /connection terminated|timeout exceeded when trying to connect|not queryable|connection error|pool after calling end/i

/** The error as `Unavailable` where the database, not the request, is to blame; any other error unchanged. */
export function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Unavailable) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = BY_CODE.find(([pattern]) => pattern.test(code))
  if (known) return new Unavailable(known[1], code, error)
  return BROKEN.test(error.message) ? new Unavailable(AWAY, 'away', error) : error
}

/** The same port, whose methods reject with `Unavailable` where the database is to blame. */
export function guarded<P extends object>(port: P): P {
  const guard = (method: (...args: unknown[]) => Promise<unknown>) => async (...args: unknown[]) => {
    try {
      return await method(...args)
    } catch (error) {
      throw asUnavailable(error)
    }
  }
  return Object.fromEntries(Object.entries(port).map(([name, method]) => [name, guard(method)])) as P
}
