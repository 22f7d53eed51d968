/**
 * @param {readonly string[]} lines
 * @returns {string} the lines in a frame
 */
export function box(lines) {
  const width = Math.max(...lines.map((line) => line.length))
  const rows = lines.map((line) => `  │  ${line.padEnd(width)}  │`)
  return [`  ┌${'─'.repeat(width + 4)}┐`, ...rows, `  └${'─'.repeat(width + 4)}┘`].join('\n')
}
