import type { Fields } from './json.ts'

/** What goes wrong on purpose. `after-commit` modes carry the call out first, so that only the answer is lost. */
export type FaultMode = (typeof FAULT_MODES)[number]
/** The names by which the control API takes faults. */
export const FAULT_MODES = [
  'ratelimited', 'error', 'status', 'slow', 'hang-before', 'reset-before', 'error-after-commit', 'hang-after-commit', 'reset-after-commit',
  'garbage-after-commit', 'kill',
] as const

/** One thing that goes wrong, for the next `times` calls that fit. Fields of other modes are ignored. */
export interface Fault {
  /** A method (`chat.postMessage`), or `*`. */
  readonly operation: string
  readonly mode: FaultMode
  /** Only calls for this channel, person or view id, by the id or name they name; null for all. */
  readonly target: string | null
  times: number
  readonly ms: number
  /** `ratelimited`: seconds in Retry-After. */
  readonly retryAfter: number
  /** `status`: the HTTP status. */
  readonly status: number
  /** `error`: the vendor's word. */
  readonly code: string
  /** `kill`: the process that gets SIGKILL when the answer would be sent. */
  readonly pid: number
}

/** Reads a fault from a control request; undefined when it is none. `times: "always"` lasts until the faults are cleared. */
export function readFault(value: Fields): Fault | undefined {
  const mode = FAULT_MODES.find((known) => known === value['mode'])
  if (mode === undefined) return undefined
  const pid = Number(value['pid'] ?? 0)
  if (mode === 'kill' && !(Number.isInteger(pid) && pid > 1)) return undefined
  const target = value['target'] ?? value['channel'] ?? value['user']
  return {
    operation: String(value['operation'] ?? value['method'] ?? '*'),
    mode,
    target: typeof target === 'string' ? target : null,
    times: value['times'] === 'always' ? Number.MAX_SAFE_INTEGER : Number(value['times'] ?? 1),
    ms: Number(value['ms'] ?? (mode === 'slow' ? 500 : 60_000)),
    retryAfter: Number(value['retryAfter'] ?? 1),
    status: Number(value['status'] ?? 503),
    code: String(value['code'] ?? 'internal_error'),
    pid,
  }
}

/** The faults still to come; the first that fits is used up by one. */
export interface Faults {
  add(fault: Fault): void
  clear(): void
  list(): readonly Fault[]
  /** `names` are all the channels and people that the call names. */
  take(operation: string, names: readonly string[]): Fault | undefined
}

/** No faults yet; they live in memory and end with the process. */
export function createFaults(): Faults {
  let waiting: Fault[] = []
  return {
    add: (fault) => void waiting.push(fault),
    clear: () => void (waiting = []),
    list: () => waiting,
    take(operation, names) {
      const fault = waiting.find((one) =>
        (one.operation === '*' || one.operation === operation) && (one.target === null || names.includes(one.target)))
      if (fault === undefined) return undefined
      fault.times -= 1
      waiting = waiting.filter((candidate) => candidate.times > 0)
      return fault
    },
  }
}
