import type { Outgoing } from '../../domain/delivery.ts'
import { exactly, inUtc } from '../times.ts'
import { mark, webAddress, type Piece } from './text.ts'
import { dueInWords } from '../../domain/words.ts'

/** Who looks at a card, and when: what is shown depends on it. */
export interface Reader {
  /** The person's id; undefined for a channel, where anybody may look. */
  readonly me?: string
  /** IANA zone and locale, for where Slack cannot show a time in the reader's own. */
  readonly zone: string
  readonly locale: string
  /** The present on the case's clock, epoch milliseconds. */
  readonly now: number
  /** A person's name by their id. */
  readonly nameOf: (id: string) => string
}

/** A message with the names of the people in it. */
export interface Letterhead {
  readonly now: number
  readonly nameOf: (id: string) => string
}

/** The reader of a message. */
export const readerOf = ({ person, now: onClock }: Pick<Outgoing, 'person' | 'now'>, { now, nameOf }: Letterhead): Reader => ({
  ...(person ? { me: person.id } : {}), zone: person?.zone ?? 'UTC', locale: person?.locale ?? 'en', now: onClock ?? now, nameOf,
})

/** An instant, shown by Slack in the zone of whoever looks; the text behind `|` is for clients that cannot. Epoch milliseconds. */
export const at = (instant: number, reader: Reader): Piece => dated(instant, '{date_short_pretty} at {time}', exactAt(instant, reader))

/** The same for a reader of whom nothing is known. */
export const anywhere = (instant: number): Piece => dated(instant, '{date_short_pretty} at {time}', inUtc(instant))

/** How old something is, kept true by Slack; the exact time for clients that cannot. */
export const age = (instant: number, reader: Reader): Piece => dated(instant, '{ago}', exactAt(instant, reader))

function dated(instant: number, format: string, fallback: string): Piece {
  const seconds = Math.floor(instant / 1000)
  // Slack shows the fallback for what it cannot read, which is also what is left for instants before 1970.
  return seconds > 0 && Number.isSafeInteger(seconds) ? mark(`<!date^${seconds}^${format}|${fallback.replaceAll(/[<>|^&]/g, ' ')}>`) : fallback
}

/** `Tue 14:00` in the reader's zone, else in UTC. */
export const exactAt = (instant: number, { now, zone, locale }: Reader): string => exactly(instant, now, zone, locale)

/** When it is due, in words and exactly. */
export const due = (dueAt: number, reader: Reader): readonly Piece[] => [dueInWords(dueAt, reader.now), ', ', at(dueAt, reader)]

/** Where a case, or a step of it, stands in the browser; undefined where the address is none that can be opened. */
export const stepUrl = (caseUrl: string, step: string): string | undefined =>
  // Half a character cannot be written into an address.
  /\p{Cs}/u.test(step) ? undefined : webAddress(`${caseUrl.replace(/\/$/, '')}/steps/${encodeURIComponent(step)}`)
