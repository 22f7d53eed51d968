import type { FindingKind } from './finding.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** How late something may be before it counts as lost. Milliseconds. */
export const LATE_MS = {
  /** A deadline or a row: the engine, the record and the proof need seconds, a restart of one of them less than this. */
  due: 2 * MINUTE_MS,
  /** Whatever waits for a process of ours to take it. */
  waiting: 3 * MINUTE_MS,
  /** A message that may wait for company. */
  calmMessage: 15 * MINUTE_MS,
  /** The engine itself goes on trying a call for 15 minutes. */
  effect: 20 * MINUTE_MS,
  /** What was parked longer ago was told often enough. */
  parked: 7 * 24 * HOUR_MS,
} as const

/** A heartbeat that is older than this is none. Milliseconds. */
export const SILENT_MS = 5 * MINUTE_MS

/** Things of one kind that one look takes in. */
export const MOST_SEEN = 50

const DAILY: ReadonlySet<FindingKind> = new Set(['inbox-parked', 'interaction-parked', 'mail-parked', 'effect-open'])

/** After how long a thing that lasts is told again: daily what waits for a person who knows, else every hour. Milliseconds. */
export const againAfter = (kind: FindingKind): number => (DAILY.has(kind) ? 24 * HOUR_MS : HOUR_MS)
