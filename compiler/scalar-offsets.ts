import type { Scalar } from 'yaml'

/**
 * For each character of a scalar's value the offset in the text it came from, and one more for its end.
 * Folding, indentation and escapes make the two differ; walking both side by side finds every character again.
 */
export function offsetsOf(text: string, node: Scalar): readonly number[] {
  const value = String(node.value)
  const [start, end] = [node.range?.[0] ?? 0, node.range?.[1] ?? 0]
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : undefined
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
  let at = block ? text.indexOf('\n', start) + 1 : quote ? start + 1 : start
  const offsets: number[] = []
  for (let index = 0; index < value.length; index++) {
    const wanted = value[index] ?? ''
    if (!/\s/.test(wanted)) at = skipBlank(text, at, end)
    if (quote === '"') at = skipContinuation(text, at)
    offsets.push(Math.min(at, end))
    at += lengthAt(text, at, wanted, quote)
    if (/\s/.test(wanted) && !/\s/.test(value[index + 1] ?? ' ')) at = skipBlank(text, at, end)
  }
  offsets.push(Math.min(at, end))
  return offsets
}

function skipBlank(text: string, from: number, end: number): number {
  let at = from
  while (at < end && /\s/.test(text[at] ?? '')) at++
  return at
}

/** In double quotes a backslash at the end of a line joins it with the next. */
function skipContinuation(text: string, at: number): number {
  const joined = /^\\\r?\n[ \t]*/.exec(text.slice(at, at + 200))
  return joined ? at + joined[0].length : at
}

function lengthAt(text: string, at: number, wanted: string, quote: string | undefined): number {
  if (quote === "'" && wanted === "'") return 2
  if (quote !== '"' || text[at] !== '\\') return 1
  switch (text[at + 1]) {
    case 'x':
      return 4
    case 'u':
      return 6
    case 'U':
      return 10
    default:
      return 2
  }
}
