import { createHash } from 'node:crypto'

/** sha256 over canonical JSON, so that equal Plans have equal versions whatever the order of keys. */
export const digest = (value: object): string => digestOf(defined(value))

/** The same of canonical JSON that is there already. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Canonical JSON of what is there: a field that is undefined is none. */
export function defined(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  return Array.isArray(value) ? list(value) : map(value as Readonly<Record<string, unknown>>)
}

// Plans are large and each is written out: adding to one text takes half the time of lists that are joined.
function list(items: readonly unknown[]): string {
  let text = ''
  for (const item of items) text += text === '' ? defined(item) : `,${defined(item)}`
  return `[${text}]`
}

function map(record: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const name of Object.keys(record).sort()) {
    const inner = record[name]
    if (inner !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${defined(inner)}`
  }
  return `{${text}}`
}

/** What JSON would escape is rare; a look for it costs less than asking JSON about every name. */
const ODD = /["\\\u0000-\u001f\ud800-\udfff]/
const quoted = (text: string): string => (ODD.test(text) ? JSON.stringify(text) : `"${text}"`)
