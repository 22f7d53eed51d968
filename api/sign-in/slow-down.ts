/** Wrong passwords of one account that cost nothing. */
const FREE = 5
const FIRST_MS = 250
const LONGEST_MS = 5_000
const FORGOTTEN_MS = 15 * 60_000
/** Tries of one account that may wait at a time. */
const MOST_WAITING = 10
/** Names that are remembered: whoever makes up more pushes out the oldest. */
const MOST_NAMES = 10_000

interface Tries {
  readonly failures: number
  readonly at: number
  readonly waiting: number
}

/** Makes guessing at one account slow. Nobody is ever locked out by what others try: each try is looked at, only later. */
export interface SlowDown {
  /** Waits as long as the account's wrong tries ask for; false when too many wait already. */
  enter(name: string): Promise<boolean>
  /** The try was right, which forgets the wrong ones, or wrong. */
  leave(name: string, right: boolean): void
}

/** `wait` resolves after so many milliseconds; `now` is epoch milliseconds. */
export function createSlowDown(now: () => number, wait: (ms: number) => Promise<void>): SlowDown {
  const names = new Map<string, Tries>()
  const get = (name: string): Tries => {
    const found = names.get(name)
    return found && (found.waiting > 0 || now() - found.at < FORGOTTEN_MS) ? found : { failures: 0, at: now(), waiting: 0 }
  }
  const set = (name: string, tries: Tries): void => {
    names.delete(name)
    if (tries.failures > 0 || tries.waiting > 0) names.set(name, tries)
    for (const [oldest] of names) {
      if (names.size <= MOST_NAMES) break
      names.delete(oldest)
    }
  }
  return {
    async enter(name) {
      const before = get(name)
      if (before.waiting >= MOST_WAITING) return false
      set(name, { ...before, waiting: before.waiting + 1 })
      const ms = before.failures < FREE ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (before.failures - FREE))
      if (ms > 0) await wait(ms)
      return true
    },
    leave(name, right) {
      const before = get(name)
      set(name, { failures: right ? 0 : before.failures + 1, at: now(), waiting: Math.max(0, before.waiting - 1) })
    },
  }
}
