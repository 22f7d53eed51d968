import { createHash } from 'node:crypto'

/** What Stripe takes as a key, and an HTTP header as text. */
const PLAIN = /^[\x21-\x7e]{1,255}$/

/** The key given to Stripe for a business key: the key itself, or its hash where it is too long or no plain text. Always the same. */
export const providerKey = (key: string): string => (PLAIN.test(key) ? key : `evenkeel-${createHash('sha256').update(key, 'utf8').digest('hex')}`)

/** The keys of the attempts before this one, the first first: a business key ends with the number of its attempt, from 1 on. */
export function keysBefore(key: string): readonly string[] {
  const [, stem = '', attempt = '1'] = /^(.*\/)(\d{1,4})$/s.exec(key) ?? []
  return Array.from({ length: Math.max(0, Number(attempt) - 1) }, (_, index) => providerKey(`${stem}${index + 1}`))
}
