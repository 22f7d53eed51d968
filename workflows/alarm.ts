import { CancellationScope, sleep } from '@temporalio/workflow'
import type { RunClock } from './clock.ts'

/** One durable timer, to the nearest deadline; set again only when that changes, because each setting costs two events. */
export function createAlarm(clock: RunClock, ring: () => void) {
  let set: { readonly at: number; readonly offset: number; readonly scope: CancellationScope } | undefined

  function wait(at: number, scope: CancellationScope): void {
    const rung = (): void => {
      if (set?.scope !== scope) return
      set = undefined
      ring()
    }
    scope.run(() => sleep(Math.max(1, at - clock.now()))).then(rung, () => undefined)
  }

  // On a clock that stands still nothing comes but what is due already.
  const awaited = (at: number | undefined): number | undefined => (clock.runs || (at !== undefined && at <= clock.now()) ? at : undefined)
  // A clock that was wound makes the same instant come sooner, so the timer is wrong then too.
  const isStale = (at: number | undefined): boolean => set?.at !== awaited(at) || (set !== undefined && set.offset !== clock.offset())

  return {
    /** Whether the timer is not for this instant. */
    isStale,
    /** Rings at the instant; undefined never. What a held clock has still to come to comes by its being moved. */
    set(next: number | undefined): void {
      if (!isStale(next)) return
      const at = awaited(next)
      set?.scope.cancel()
      set = at === undefined ? undefined : { at, offset: clock.offset(), scope: new CancellationScope() }
      if (set) wait(set.at, set.scope)
    },
  }
}
