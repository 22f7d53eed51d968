/** What goes wrong on purpose. `after` modes carry the operation out first, so that only the answer is lost. */
export type FaultMode = (typeof FAULT_MODES)[number]
/** The names by which the control API takes faults. */
export const FAULT_MODES = [
  'hang-before', 'hang-after-commit', 'error-before', 'error-after-commit', 'reset-before', 'reset-after-commit', 'garbage-after-commit', 'rate-limited',
  'conflict', 'unavailable', 'slow',
] as const

/** One thing that goes wrong, for the next `times` requests of one operation. Fields of other modes are ignored. */
export interface Fault {
  /** `tickets.show`, `tickets.update`, `tickets.tag`, `tickets.audits`, or `*`. */
  readonly operation: string
  readonly mode: FaultMode
  times: number
  /** `slow`: delay; `hang-…`: how long until the connection is cut. */
  readonly ms: number
  /** `rate-limited`: seconds in Retry-After. */
  readonly retryAfter: number
}

/** Reads a fault from a control request; undefined when it is none. */
export function readFault(value: Readonly<Record<string, unknown>>): Fault | undefined {
  const mode = FAULT_MODES.find((known) => known === value['mode'])
  if (mode === undefined) return undefined
  return {
    operation: String(value['operation'] ?? '*'), mode, times: Number(value['times'] ?? 1),
    ms: Number(value['ms'] ?? (mode === 'slow' ? 500 : 60_000)), retryAfter: Number(value['retryAfter'] ?? 1),
  }
}

/** The faults still to come; the first that fits is used up by one. */
export interface Faults {
  add(fault: Fault): void
  clear(): void
  list(): readonly Fault[]
  take(operation: string): Fault | undefined
}

/** No faults yet; they live in memory and end with the process. */
export function createFaults(): Faults {
  let waiting: Fault[] = []
  return {
    add: (fault) => void waiting.push(fault),
    clear: () => void (waiting = []),
    list: () => waiting,
    take(operation) {
      const fault = waiting.find((candidate) => candidate.operation === '*' || candidate.operation === operation)
      if (fault === undefined) return undefined
      fault.times -= 1
      waiting = waiting.filter((candidate) => candidate.times > 0)
      return fault
    },
  }
}
