import type { PlannedDelivery } from '../deliveries/planned.ts'
import type { Finding, Look } from './finding.ts'
import type { Promised, StoredTurn } from './promise.ts'
import type { News } from './news.ts'

/** A case as the watchdog remembers it. Instants are epoch milliseconds of the world's clock. */
export interface WatchedCase {
  readonly caseId: string
  readonly workflowId: string
  readonly label: string
  readonly turnId: number
  readonly recordedAt: number
  readonly dueAt: number | null
  readonly dueWhat: string
  /** The timer that the engine had after its newest turn; null without one, and before the engine was asked. */
  readonly engineAt: number | null
  readonly held: boolean
}

/** The rows as the watchdog sees them. `now` is always given, epoch milliseconds. Every look is bounded and goes by an index. */
export interface WatchRows {
  /** The database's clock: those of machines may differ. */
  clock(): Promise<number>
  /** Reads turns that came since the last time, at most so many; resolves with how many there were. */
  follow(now: number, limit: number, promised: (turn: StoredTurn) => Promised): Promise<number>
  /** Open cases whose turn the engine was not asked about yet: those that name no instant first. */
  unread(now: number, limit: number): Promise<readonly WatchedCase[]>
  /** Keeps which timer the engine had after a turn. */
  engineSays(answers: readonly { readonly caseId: string; readonly turnId: number; readonly timerAt: number | null }[]): Promise<void>
  /** Cases whose instant is past, with what is missing in tables and record; `known` cases are looked at again. */
  looks(now: number, known: readonly Finding[]): Promise<readonly Look[]>
  /** Open cases by workflow id, after the given one, in the order of its bytes. */
  openAfter(workflowId: string, limit: number): Promise<readonly WatchedCase[]>
  openBy(caseIds: readonly string[]): Promise<readonly WatchedCase[]>
  /** Those of the workflows that the record knows. */
  knownOf(workflowIds: readonly string[]): Promise<readonly string[]>
  place(walk: string): Promise<string>
  setPlace(walk: string, place: string): Promise<void>
  findings(): Promise<readonly Finding[]>
  keep(findings: readonly Finding[]): Promise<void>
  /** Somebody was told: what is over goes, the rest is not new any more. */
  told(news: readonly News[], now: number): Promise<void>
  /** Says that a round was made; `whole` when every part of it was. */
  beat(at: number, whole: boolean, says: string): Promise<void>
}

/** The engine as the watchdog sees it. Throws `Away` while it is out of reach. */
export interface WatchEngine {
  look(workflowId: string): Promise<Carried>
  /** The workflows of cases that run, with ids after `from` up to `to`; without `to`, all that follow. */
  running(from: string, to: string | null): Promise<readonly { readonly workflowId: string; readonly startedAt: number }[]>
}

/**
 * What the engine knows of a case's workflow. `timerAt` is when its timer rings, null without one; `calls` are under way; `called` that
 * something has happened to it which no worker has dealt with yet.
 */
export interface Carried {
  readonly state: 'running' | 'ended' | 'unknown'
  readonly endedAt: number | null
  readonly timerAt: number | null
  readonly calls: number
  readonly called: boolean
}

/** A way to tell somebody that has nothing to do with how the product tells people. Rejects when nobody took it. */
export interface Voice {
  readonly name: string
  tell(message: { readonly subject: string; readonly text: string; readonly news: readonly News[] }): Promise<void>
}

/** When the watchdog last made a round, as whoever watches it sees it. */
export interface WatchdogHeartbeat {
  /** `at` is epoch milliseconds, `ageMs` by the database's clock; undefined when it never made one. */
  last(): Promise<{ readonly at: number; readonly ageMs: number } | undefined>
  /** Has a message sent that no case has asked for, once for its cause. */
  tell(message: PlannedDelivery): Promise<void>
}
