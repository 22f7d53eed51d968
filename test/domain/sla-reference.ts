import type { SlaGoal } from '../../domain/sla/clock.ts'
import type { SlaEvent } from '../../domain/sla/events.ts'

/** What happens to a clock in a story of whole ticks. */
export interface Ticks {
  readonly open: (tick: number) => boolean
  readonly goal: SlaGoal
  readonly percents: readonly number[]
  readonly start: number
  readonly until: number
  readonly events: readonly SlaEvent[]
}

/** What is left when every tick has been played. */
export interface Played {
  readonly state: string
  readonly elapsed: number
  readonly paused: number
  readonly breachedAt: number | null
  readonly warned: readonly (readonly [number, number])[]
  readonly refused: number
}

/**
 * The same clock told the plain way: a stopwatch that is looked at every tick, with one cycle and no arithmetic on intervals.
 * At each tick come stops, then timers, then reopenings, pauses, resumptions and goals, then what those made due.
 */
export function tickByTick({ open, goal: first, percents, start, until, events }: Ticks): Played {
  const reasons = new Map<string, number | null>()
  let goal = first
  // Both stopwatches run, so that a goal may change its unit.
  const ran = { elapsed: 0, business: 0 }
  const stood = { elapsed: 0, business: 0 }
  let [ended, cancelled, refused] = [false, false, 0]
  let breachedAt: number | null = null
  const warned = new Map<number, number | null>()

  const runs = (tick: number): boolean => reasons.size === 0 && (goal.unit === 'elapsed' || open(tick))
  const timers = (tick: number): void => {
    if (ended || breachedAt !== null) return
    const used = ran[goal.unit]
    if (used > goal.ms || (used === goal.ms && (!goal.latest || runs(tick)))) {
      breachedAt = tick
      return
    }
    const crossed = percents.map((percent, index) => ({ percent, index }))
      .filter(({ percent, index }) => !warned.has(index) && percent < 100 && used * 100 >= percent * goal.ms)
    const highest = crossed.reduce((best, each) => (best === undefined || each.percent >= best.percent ? each : best), undefined as { percent: number; index: number } | undefined)
    for (const { index } of crossed) warned.set(index, index === highest?.index ? tick : null)
  }
  const apply = (event: SlaEvent): void => {
    switch (event.do) {
      case 'stop': case 'cancel':
        if (ended) return void (refused += 1)
        ended = true
        cancelled = event.do === 'cancel'
        return reasons.clear()
      case 'reopen':
        if (!ended || cancelled) return void (refused += 1)
        return void (ended = false)
      case 'pause':
        if (ended || (event.until !== null && event.until <= event.at)) return void (refused += 1)
        if (reasons.has(event.reason) && event.until === null && reasons.get(event.reason) !== event.at) return void (refused += 1)
        return void reasons.set(event.reason, event.until)
      case 'resume':
        if (ended || !reasons.delete(event.reason)) refused += 1
        return
      case 'goal':
        if (ended) return void (refused += 1)
        goal = event.goal
    }
  }
  // Where nothing begins or ends there is only the watch to look at.
  const busy = new Set(events.flatMap((event) => (event.do === 'pause' && event.until !== null ? [event.at, event.until] : [event.at])))
  const run = (tick: number): void => {
    if (tick === until || ended) return
    const watch = reasons.size > 0 ? stood : ran
    watch.elapsed += 1
    watch.business += open(tick) ? 1 : 0
  }
  for (let tick = start; tick <= until; tick++) {
    if (!busy.has(tick)) {
      timers(tick)
      run(tick)
      continue
    }
    const now = events.filter(({ at }) => at === tick)
    const take = (...kinds: readonly SlaEvent['do'][]): void => now.filter((event) => kinds.includes(event.do)).forEach(apply)
    take('stop', 'cancel')
    timers(tick)
    take('reopen')
    timers(tick)
    take('pause')
    take('resume')
    for (const [reason, end] of reasons) if (end !== null && end <= tick) reasons.delete(reason)
    timers(tick)
    for (const changed of now.filter((each) => each.do === 'goal')) {
      apply(changed)
      timers(tick)
    }
    run(tick)
  }
  const running = goal.unit === 'elapsed' || open(until) ? 'running' : 'out_of_hours'
  const state = cancelled ? 'cancelled' : breachedAt !== null ? 'breached' : ended ? 'met' : reasons.size > 0 ? 'paused' : running
  return {
    state, elapsed: ran[goal.unit], paused: stood[goal.unit], breachedAt, refused,
    warned: [...warned].flatMap(([index, at]) => (at === null ? [] : [[index, at] as const])),
  }
}
