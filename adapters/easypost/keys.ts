import { createHash } from 'node:crypto'

/** By what EasyPost knows that something was made for a business key: it keeps no keys, and gives objects by their `reference`. */
export const referenceOf = (key: string): string => `ek-${createHash('sha256').update(key, 'utf8').digest('hex').slice(0, 40)}`

/** The references of the attempts before this one, the first first: a business key ends with the number of its attempt, from 1 on. */
export function referencesBefore(key: string): readonly string[] {
  const [, stem = '', attempt = '1'] = /^(.*\/)(\d{1,4})$/s.exec(key) ?? []
  return Array.from({ length: Math.max(0, Number(attempt) - 1) }, (_, index) => referenceOf(`${stem}${index + 1}`))
}
