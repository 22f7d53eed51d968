/** The known name that the author most likely meant: at most two edits away, or a third of its length. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= fewest) continue
    const distance = edits(name, candidate)
    if (distance < fewest && distance < candidate.length) [best, fewest] = [candidate, distance]
  }
  return best
}

/** Help for an unknown name: the nearest known one, else all of them while they are six or fewer. */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  const names = [...new Set(known)]
  const close = nearest(name, names)
  if (close !== undefined) return `rename it to "${close}"`
  return names.length > 0 && names.length <= 6 ? `use one of ${quoted(names)}` : undefined
}

/**
 * Whether one slip of the fingers makes one name of the other: a letter more, less or wrong, or two swapped. In the time it takes to
 * read what both begin and end with, and without making anything: it is asked of many pairs.
 */
export function isOneSlip(left: string, right: string): boolean {
  if (left === right || Math.abs(left.length - right.length) > 1) return false
  const shorter = Math.min(left.length, right.length)
  let start = 0
  while (start < shorter && left.charCodeAt(start) === right.charCodeAt(start)) start++
  let end = 0
  while (end < shorter - start && left.charCodeAt(left.length - 1 - end) === right.charCodeAt(right.length - 1 - end)) end++
  const [one, other] = [left.length - start - end, right.length - start - end]
  if (one <= 1 && other <= 1) return true
  return one === 2 && other === 2 && left[start] === right[start + 1] && left[start + 1] === right[start]
}

/** `"a", "b"`. */
export const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

/** Insertions, deletions, replacements and swaps of neighbours between two names; names above 80 characters are not compared. */
export function edits(left: string, right: string): number {
  if (left.length > 80 || right.length > 80) return Number.POSITIVE_INFINITY
  let older: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let cost = Math.min(at(previous, column) + 1, at(current, column - 1) + 1, at(previous, column - 1) + (same ? 0 : 1))
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(older, column - 2) + 1)
      current.push(cost)
    }
    older = previous
    previous = current
  }
  return at(previous, right.length)
}

const at = (list: readonly number[], index: number): number => list[index] ?? 0
