/** A header field: its name in small letters, its value in one line. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

const MOST_BYTES = 256 * 1024
const MOST_FIELDS = 500

/** RFC 5322, 2.2: a name of visible letters, and a value in which no line ends. */
const FIELD = /^([!-9;-~]+)[ \t]*:([^\r\0]*)$/

/**
 * The header of a mail, in its order. Throws `RangeError` for one that is too long to be a person's, or in which something is no field:
 * where it ends, and so which findings are our server's, must not be a matter of opinion.
 */
export function headersOf(raw: Buffer): readonly HeaderField[] {
  const lines = raw.subarray(0, MOST_BYTES).toString('latin1').split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
  const end = lines.indexOf('')
  if (end < 0 && raw.length > MOST_BYTES) throw new RangeError(`its header is longer than ${MOST_BYTES / 1024} KB`)
  const fields: { name: string; values: string[] }[] = []
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    const [, name, value = ''] = FIELD.exec(line) ?? []
    if (name !== undefined) fields.push({ name: name.toLowerCase(), values: [value] })
    else if (/^[ \t][^\r\0]*$/.test(line) && fields.length > 0) fields.at(-1)?.values.push(line)
    else throw new RangeError('its header has a line that is no field')
    if (fields.length > MOST_FIELDS) throw new RangeError(`it has more than ${MOST_FIELDS} header fields`)
  }
  return fields.map(({ name, values }) => ({ name, value: values.join('').trim() }))
}

/** Every value of a field. */
export const valuesOf = (fields: readonly HeaderField[], name: string): readonly string[] => fields.filter((field) => field.name === name).map(({ value }) => value)

const LOCAL = "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
const DOMAIN = '[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?'
/** A name in front of an address: quoted, or words. Nothing in it may look like an address, a list or a comment. */
const NAME = `(?:"[^"\\\\<>@]{0,200}"|[^<>@",;:()\\\\[\\]\\x00-\\x1f\\x7f-\\xff]{0,200})`
const ONE_FROM = new RegExp(`^(?:(${LOCAL}@${DOMAIN})|${NAME}[ \\t]*<(${LOCAL}@${DOMAIN})>)$`)

/**
 * The sender, where there is only one way to read who it is: programs that read addresses disagree about everything else. In small
 * letters.
 */
export function senderOf(fields: readonly HeaderField[]): string | undefined {
  const [value, ...more] = valuesOf(fields, 'from')
  if (value === undefined || more.length > 0) return undefined
  const [, bare, angled] = ONE_FROM.exec(value) ?? []
  return (bare ?? angled)?.toLowerCase()
}
