const ISO = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})$/
const DAY_MS = 86_400_000

/**
 * Epoch milliseconds of an ISO 8601 instant. An offset or `Z` is required, because a wall time without one would be read in the
 * zone of whatever machine runs this. Undefined for anything else, 30 February included.
 */
export function readInstant(text: string): number | undefined {
  const match = ISO.exec(text)
  if (!match) return undefined
  const [, date = '', time = '', zone = ''] = match
  const midnight = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) return undefined
  const at = Date.parse(`${date}T${time}${zone}`)
  return Number.isNaN(at) ? undefined : at
}

/** `2026-11-20T10:00:00Z`, with milliseconds only when they are not zero. */
export const writeInstant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

const INSTANTS = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z/g

/** A sentence whose instants stand there as `writeInstant` writes them, in pieces: `say` is given each, epoch milliseconds. */
export function withInstants<T>(text: string, say: (at: number) => T): readonly (string | T)[] {
  const between = text.split(INSTANTS)
  return [...text.matchAll(INSTANTS)].reduce<readonly (string | T)[]>((said, [iso], index) => {
    const at = readInstant(iso)
    return [...said, at === undefined ? iso : say(at), between[index + 1] ?? '']
  }, [between[0] ?? ''])
}

/** The same as one text. */
export const sayInstants = (text: string, say: (at: number) => string): string => withInstants(text, say).join('')

/** UTC offset in milliseconds at an instant; before the table's first instant its first offset holds, after the last its last. */
export function offsetAt(at: number, offsets: readonly (readonly [number, number])[]): number {
  let low = 0
  let high = offsets.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle]?.[0] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return offsets[low]?.[1] ?? 0
}

/** Days since 1970-01-01 of the local date at an instant, by a table of `[from, offset]`. */
export const localDay = (at: number, offsets: readonly (readonly [number, number])[]): number =>
  Math.floor((at + offsetAt(at, offsets)) / DAY_MS)

/** As a clock on a wall shows it, by a table of `[from, offset]`, with its distance from UTC: `2026-11-24 15:00 (UTC-06:00)`. To the minute. */
export function wallTime(at: number, offsets: readonly (readonly [number, number])[]): string {
  const offset = offsetAt(at, offsets)
  const wall = new Date(at + offset).toISOString().slice(0, 16).replace('T', ' ')
  return offset === 0 ? `${wall} UTC` : `${wall} (UTC${offset < 0 ? '-' : '+'}${new Date(Math.abs(offset)).toISOString().slice(11, 16)})`
}
