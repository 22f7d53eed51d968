import type { Cases, Catalogue, Schedules } from '../domain/ports.ts'
import { everyOf, occurrences } from '../domain/schedule.ts'

/** What SOPs that begin by the clock stand on. */
export interface ScheduleDeps {
  readonly catalogue: Pick<Catalogue, 'all'>
  readonly cases: Pick<Cases, 'open'>
  readonly schedules: Schedules
  readonly windable: boolean
}

/** What an outage missed is made up for, but not what is older than a day: nobody wants last week's stock counts at once. */
const LONGEST_LOOK_BACK_MS = 24 * 3_600_000

/**
 * Opens a case for every time that has come since a SOP was last looked at; resolves with how many. A SOP that is seen for the
 * first time begins with its next time. Safe to repeat: the local date and time is the key.
 */
export async function openDue(deps: ScheduleDeps, now: number): Promise<number> {
  let opened = 0
  for (const plan of await deps.catalogue.all()) {
    const triggers = everyOf(plan)
    if (triggers.length === 0) continue
    const after = Math.max((await deps.schedules.lookedAt(plan.sop)) ?? now, now - LONGEST_LOOK_BACK_MS)
    const due = triggers.flatMap((trigger) => occurrences(trigger, plan.zoneOffsets, after, now)).sort((a, b) => a.at - b.at)
    for (const { key } of due) {
      await deps.cases.open({ plan, key, trigger: 'every', openedBy: 'schedule', event: {}, windable: deps.windable })
      opened += 1
    }
    await deps.schedules.lookAt(plan.sop, now)
  }
  return opened
}
