import { randomInt } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Random capitals and digits behind a prefix, as the vendor's ids are. */
export const newId = (prefix: string, length = 10): string =>
  prefix + Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)] ?? 'A').join('')

/** Five characters, as the vendor names blocks and actions that came without a name. */
export const newPartId = (): string => newId('', 5)

/** Gives message ids: seconds and six digits, each larger than the one before. */
export function createStamps(now: () => number): () => string {
  let last = 0
  return () => {
    last = Math.max(last + 1, Math.floor(now() * 1000))
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`
  }
}
