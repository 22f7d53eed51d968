import type { ChannelName } from '../domain/delivery.ts'
import type { Alarms, Catalogue } from '../domain/ports.ts'
import { SILENT_MS } from '../domain/watchdog/limits.ts'
import type { WatchdogHeartbeat } from '../domain/watchdog/port.ts'
import { silentMessage, silentWords } from '../domain/watchdog/silent.ts'

/** What watching the watchdog stands on. */
export interface WatchWatchdogDeps {
  readonly heartbeat: WatchdogHeartbeat
  readonly alarms: Pick<Alarms, 'raise'>
  readonly catalogue: Pick<Catalogue, 'organisation'>
  /** The channels that can be used. */
  readonly on: readonly ChannelName[]
  /** Epoch milliseconds of the world's clock. */
  readonly now: () => number
}

/**
 * One look at the heartbeat: silent for 5 minutes, an alarm is raised and whoever gets what nobody else can is told, once for each silence.
 * A watchdog that never was has as long from when this process began.
 */
export function createWatchWatchdog({ heartbeat, alarms, catalogue, on, now }: WatchWatchdogDeps): () => Promise<void> {
  const startedAt = now()
  let told: number | undefined
  return async () => {
    const last = await heartbeat.last()
    const silentMs = last ? last.ageMs : now() - startedAt
    if (silentMs <= SILENT_MS || told === (last?.at ?? 0)) return
    await alarms.raise('watchdog-silent', 'watchdog', silentWords(last?.at))
    const message = silentMessage({ organisation: await catalogue.organisation(), on, now: now() }, last?.at)
    if (message) await heartbeat.tell(message)
    told = last?.at ?? 0
  }
}
