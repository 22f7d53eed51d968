/** The longest that a scanner leaves between two keys, in milliseconds; nobody types four characters that fast. */
export const SCANNER_GAP_MS = 50
const SHORTEST = 4

/** Tells codes from typing by how fast the keys come. `at` is in milliseconds of any one clock. */
export interface Burst {
  /** One more key; the code so far when `Enter` ends one, else undefined. */
  readonly key: (key: string, at: number) => string | undefined
  /** Whether the keys now come too fast for a person. */
  readonly running: () => boolean
}

/** Starts with nothing typed. */
export function createBurst(): Burst {
  let typed = ''
  let last = -Infinity
  return {
    key(key, at) {
      const fast = at - last <= SCANNER_GAP_MS
      last = at
      if (key === 'Enter') {
        const code = fast && typed.length >= SHORTEST ? typed : undefined
        typed = ''
        return code
      }
      if ([...key].length === 1) typed = fast ? typed + key : key
      return undefined
    },
    running: () => typed.length > 1,
  }
}
