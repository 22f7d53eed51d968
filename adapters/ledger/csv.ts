/** The columns of the ledger file, in their order. */
const COLUMNS = ['key', 'case', 'at', 'amount', 'currency', 'because', 'order', 'reference', 'note'] as const

/** The first line of the file. */
export const HEADER = COLUMNS.join(',')

/**
 * One line of the file: every cell in quotes, so that no comma of a cell ends it, and on one line, so that a line that was cut off is
 * known by its missing end. Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export const lineOf = (row: Readonly<Record<(typeof COLUMNS)[number], string>>): string =>
  COLUMNS.map((name) => quote(name === 'amount' ? row[name] : harmless(row[name]))).join(',')

/** The key of a line; undefined where it is no line of ours. */
export function keyOf(line: string): string | undefined {
  const [, key] = /^"((?:[^"]|"")*)"(?:,|$)/.exec(line) ?? []
  return key?.replaceAll('""', '"')
}

/** A key as its cell holds it. */
export const asWritten = (key: string): string => harmless(key)

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

function harmless(text: string): string {
  const line = text.replace(/[\r\n\u2028\u2029]+/g, ' ')
  return /^[=+\-@\t]/.test(line) ? `'${line}` : line
}
