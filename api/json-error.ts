/**
 * Where a text stops being JSON: the length of its longest beginning that some other ending could make valid.
 * Node's own messages name no position for short texts, so beginnings are tried, halving each time.
 */
export function jsonErrorOffset(text: string): number {
  let viable = 0
  let broken = text.length + 1
  while (broken - viable > 1) {
    const middle = (viable + broken) >> 1
    if (couldGoOn(text.slice(0, middle))) viable = middle
    else broken = middle
  }
  return viable
}

/** True for valid JSON and for a text whose only fault is that it ends. */
function couldGoOn(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const position = /at position (\d+)/.exec(message)?.[1]
    return /end of JSON input|Unterminated string/.test(message) || (position !== undefined && Number(position) >= text.length)
  }
}
