import { outgoingOf, showsOf } from '../domain/deliveries/outgoing.ts'
import { pickFrom } from '../domain/deliveries/lane.ts'
import { passOn } from '../domain/deliveries/plan.ts'
import type { Taken } from '../domain/deliveries/port.ts'
import { afterFailure } from '../domain/deliveries/retry.ts'
import { pointless } from '../domain/deliveries/stale.ts'
import { ChannelError } from '../domain/delivery.ts'
import type { ChannelName } from '../domain/delivery.ts'
import { LEASE_MS, PACE_MS, worldOf, type Lines, type MessageDeps } from './messages.ts'
import type { Slots } from './slots.ts'

/**
 * Takes as many due messages as there is room for and begins to send them; resolves with how many. A sender that dies leaves its
 * messages to the next one when the lease ends, marked as possible repeats.
 */
export async function sendDue(deps: MessageDeps, lines: Lines, slots: Slots): Promise<number> {
  const room = slots.free()
  if (room <= 0) return 0
  const taken = await deps.deliveries.take(room, deps.leaseMs ?? LEASE_MS, pickFrom, mostOf(deps))
  for (const one of taken) slots.begin(() => sendOne(deps, lines, one), (error) => deps.report(`message ${one.id} waits until its lease ends`, error))
  return taken.length
}

/** What the channels allow in all: more would only wait at their door and be tried in vain. */
const mostOf = ({ channels }: MessageDeps): Partial<Record<ChannelName, number>> =>
  Object.fromEntries([...channels].flatMap(([name, channel]) => (channel.free ? [[name, channel.free('send')]] : [])))

/** Sends one message and keeps what came of it. Rejects only when the database is away. */
export async function sendOne(deps: MessageDeps, lines: Lines, taken: Taken): Promise<void> {
  const { deliveries, catalogue } = deps
  const organisation = await catalogue.organisation()
  const sight = await deliveries.sight(taken)
  const why = pointless(taken, sight.task, organisation) ?? (taken.kind === 'digest' && sight.items.length === 0 ? 'every step in it is over' : undefined)
  if (why !== undefined) return void (await deliveries.giveUp(taken, why, 'suppressed'))
  const outgoing = outgoingOf(taken, sight, organisation, { consoleUrl: deps.consoleUrl, now: deps.now() })
  try {
    const reference = await lines.through(taken.channel, (channel) => channel.send(outgoing))
    await insist(() => deliveries.sent(taken, reference, changes(deps, taken) ? showsOf(outgoing) : null, PACE_MS[taken.channel]))
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    await failed(deps, lines, taken, error)
  }
}

const changes = ({ channels }: MessageDeps, { channel, instance, kind }: Taken): boolean =>
  instance !== null && kind !== 'digest' && channels.get(channel)?.update !== undefined

const AGAIN_MS = [200, 1_000, 3_000]

/** What has gone out is worth some tries to keep: forgotten, it goes out again. */
async function insist(keep: () => Promise<unknown>): Promise<void> {
  for (const waitMs of AGAIN_MS) {
    try {
      await keep()
      return
    } catch {
      await new Promise((resolve) => { setTimeout(resolve, waitMs) })
    }
  }
  await keep()
}

/** False when there is no way left. A way that fails at the same moment is none. */
async function passedOn(deps: MessageDeps, lines: Lines, taken: Taken, reason: string): Promise<boolean> {
  for (;;) {
    const next = passOn(await worldOf(deps, lines), taken, await deps.deliveries.tried(taken.origin), reason)
    if (!next) return false
    if ((await deps.deliveries.passOn(taken, reason, next)) !== 'dead_end') return true
  }
}

async function failed(deps: MessageDeps, lines: Lines, taken: Taken, error: ChannelError): Promise<void> {
  const { deliveries, alarms } = deps
  const { tries, urgent, sinceFirstMs, channel } = taken
  const reason = `${error.message} (${error.code})`
  const paceMs = error.retryAfterMs ?? PACE_MS[channel]
  if (error.failure === 'credentials') await alarms.raise('channel-down', channel, reason)
  if (error.failure === 'refused') await alarms.raise('message-undelivered', `${channel} ${taken.kind}`, `${taken.headline} (${reason})`)
  const verdict = afterFailure({ failure: error.failure, tries, sinceFirstMs, urgent, retryAfterMs: error.retryAfterMs })
  if (verdict.do === 'again') return void (await deliveries.again(taken, reason, verdict.inMs, paceMs, verdict.possibleRepeat))
  if (await passedOn(deps, lines, taken, reason)) return
  await alarms.raise('message-undelivered', taken.target, `${taken.headline} (${reason})`)
  if (verdict.elseInMs === null) await deliveries.giveUp(taken, reason, 'failed')
  else await deliveries.again(taken, reason, verdict.elseInMs, paceMs, verdict.possibleRepeat)
}
