import type { CaseClock } from './messages.ts'

/** How the case tells the time. Epoch milliseconds. */
export interface RunClock {
  now(): number
  /** Moves a wound or held clock to an instant; never back. */
  moveTo(at: number): void
  /** How far it is ahead of the workflow's own time; 0 when held. */
  offset(): number
  /** An instant of the world on this clock, and back; a held clock knows nothing of the world. */
  fromWorld(at: number): number
  toWorld(at: number): number
  /** Whether time passes by itself, so that timers mean something. */
  readonly runs: boolean
  /** For the next run. */
  carried(): CaseClock
}

/** Starts the clock of a run. `Date.now()` is the workflow's own time here: recorded, and the same on replay. */
export function createClock(clock: CaseClock): RunClock {
  let offset = clock.kind === 'wound' ? clock.offsetMs : 0
  let held = clock.kind === 'held' ? clock.at : 0
  return {
    now: () => (clock.kind === 'held' ? held : Date.now() + offset),
    moveTo(at) {
      if (clock.kind === 'held') held = Math.max(held, at)
      else if (clock.kind === 'wound') offset = Math.max(offset, at - Date.now())
    },
    offset: () => offset,
    fromWorld: (at) => (clock.kind === 'held' ? held : at + offset),
    toWorld: (at) => (clock.kind === 'held' ? 0 : Math.max(0, at - offset)),
    runs: clock.kind !== 'held',
    carried: () => (clock.kind === 'held' ? { kind: 'held', at: held } : clock.kind === 'wound' ? { kind: 'wound', offsetMs: offset } : clock),
  }
}
