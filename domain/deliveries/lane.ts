import type { ChannelName } from '../delivery.ts'

/**
 * All that goes to one address by one channel, one message at a time. `window` is the stretch in which messages that are not urgent
 * are counted. Instants are epoch milliseconds of the clock that `now` is of.
 */
export interface Lane {
  readonly channel: ChannelName
  readonly address: string
  readonly now: number
  readonly windowFrom: number
  /** Sent one by one since then. */
  readonly singles: number
}

/** A row whose time has come. */
export interface DueRow {
  readonly id: string
  readonly urgent: boolean
  /** A digest, or one whose sender died: goes out as it is. */
  readonly alone: boolean
}

/** What a lane does next. */
export type LanePick =
  | { readonly do: 'send'; readonly id: string; readonly windowFrom: number; readonly singles: number }
  | { readonly do: 'bundle'; readonly ids: readonly string[]; readonly urgent: boolean; readonly windowFrom: number; readonly singles: number }
  /** What is not urgent waits for company. */
  | { readonly do: 'hold'; readonly forMs: number }

/** For so long more than `SINGLES` messages to one address are too many. */
export const WINDOW_MS = 2 * 60_000
/** So many go one by one, with all that can be done to them. */
export const SINGLES = 10
/** At one message a second nobody waits longer than this many seconds for what is urgent. */
export const URGENT_SINGLES = 15
/** The most that one digest lists. */
export const DIGEST = 100

/** Picks what goes out next: urgent first and by itself, one by one while they are few, else as a digest. Undefined where nothing is due. */
export function pickFrom(lane: Lane, due: readonly DueRow[]): LanePick | undefined {
  const urgent = due.filter((row) => row.urgent)
  const calm = due.filter((row) => !row.urgent)
  const same = { windowFrom: lane.windowFrom, singles: lane.singles }
  const first = urgent.find(({ alone }) => alone) ?? (urgent.length > 0 ? undefined : calm.find(({ alone }) => alone))
  if (first) return { do: 'send', id: first.id, ...same }
  if (urgent.length > URGENT_SINGLES) return { do: 'bundle', ids: idsOf(urgent), urgent: true, ...same }
  if (urgent[0]) return { do: 'send', id: urgent[0].id, ...same }
  return pickCalm(lane, calm)
}

function pickCalm({ now, windowFrom, singles }: Lane, calm: readonly DueRow[]): LanePick | undefined {
  const [first] = calm
  if (!first) return undefined
  const over = now >= windowFrom + WINDOW_MS
  const window = over ? { windowFrom: now, singles: 0 } : { windowFrom, singles }
  const left = SINGLES - window.singles
  // As many as a digest takes need no more company.
  if (calm.length > left && (left > 0 || calm.length >= DIGEST)) return { do: 'bundle', ids: idsOf(calm), urgent: false, ...window, singles: SINGLES }
  if (left <= 0) return { do: 'hold', forMs: windowFrom + WINDOW_MS - now }
  return { do: 'send', id: first.id, windowFrom: window.windowFrom, singles: window.singles + 1 }
}

const idsOf = (rows: readonly DueRow[]): readonly string[] => rows.filter(({ alone }) => !alone).slice(0, DIGEST).map(({ id }) => id)
