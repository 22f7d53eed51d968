import type { Path } from '../places.ts'

const CLOCK = ['calendar', 'goal', 'start', 'honours', 'warn', 'until', 'events']
const isClock = (keys: readonly string[]): boolean => keys.includes('start') && keys.includes('until')

/** Which keys exist where in the file of a clock, for suggestions. */
export const CLOCK_KEYS: readonly (readonly [(path: Path, keys: readonly string[]) => boolean, readonly string[]])[] = [
  [(path, keys) => path.length === 0 && isClock(keys), CLOCK],
  [(path) => path.length === 1 && path[0] === 'calendar', ['zone', 'open', 'closed', 'special', 'holidays']],
  [(path) => path.length === 2 && path[0] === 'events', ['at', 'pause', 'resume', 'goal', 'stop', 'cancel', 'reopen', 'expected_until']],
]
