import { ChannelError } from '../domain/delivery.ts'
import type { Channel, ChannelName } from '../domain/delivery.ts'
import type { Cards, Deliveries } from '../domain/deliveries/port.ts'
import type { PlanningWorld } from '../domain/deliveries/planned.ts'
import type { Alarms, Catalogue } from '../domain/ports.ts'

/** What telling staff stands on. */
export interface MessageDeps {
  readonly deliveries: Deliveries
  readonly cards: Cards
  readonly catalogue: Pick<Catalogue, 'organisation'>
  readonly alarms: Pick<Alarms, 'raise'>
  readonly channels: ReadonlyMap<ChannelName, Channel>
  /** The address under which people reach the console. */
  readonly consoleUrl: string
  /** Epoch milliseconds of the world's clock. */
  readonly now: () => number
  /** Told of what went wrong and is tried again. */
  readonly report: (what: string, error: unknown) => void
  /** How long a channel has for one message; below the lease. Milliseconds. */
  readonly timeoutMs?: number
  /** How long a message is a sender's own. Milliseconds. */
  readonly leaseMs?: number
}

/** Slack allows a message a second for each channel, and each person is one; mail servers take what they can. */
export const PACE_MS: Readonly<Record<ChannelName, number>> = { slack: 1_000, email: 0 }

/** A sender that says nothing for so long is taken for dead. */
export const LEASE_MS = 20_000
const TIMEOUT_MS = 15_000
/** A channel that took nobody's message because of its credentials is left alone for so long. */
const DOWN_MS = 60_000

/** Channels as this process has found them. */
export interface Lines {
  /** Those that work as far as is known; all of them when none does. */
  on(): readonly ChannelName[]
  /** Hands a message to a channel, and gives it up when that takes too long. Throws `ChannelError`. */
  through<T>(name: ChannelName, call: (channel: Channel) => Promise<T>): Promise<T>
}

/** Remembers channels whose credentials were refused, so that a storm does not ask them thousands of times. */
export function createLines({ channels, now, timeoutMs = TIMEOUT_MS }: Pick<MessageDeps, 'channels' | 'now' | 'timeoutMs'>): Lines {
  const downUntil = new Map<ChannelName, number>()
  const isDown = (name: ChannelName): boolean => now() < (downUntil.get(name) ?? 0)
  return {
    on() {
      const names = [...channels.keys()]
      const up = names.filter((name) => !isDown(name))
      return up.length > 0 ? up : names
    },
    async through(name, call) {
      const channel = channels.get(name)
      if (!channel) throw new ChannelError('credentials', 'channel-off', `${name} is off`)
      if (isDown(name)) throw new ChannelError('credentials', 'channel-down', `${name} has refused our credentials a moment ago`)
      try {
        return await within(timeoutMs, name, call(channel))
      } catch (error) {
        const meaning = asChannelError(error)
        if (meaning.failure === 'credentials') downUntil.set(name, now() + DOWN_MS)
        throw meaning
      }
    },
  }
}

/** An error that is not a channel's own says nothing about whether the message went out. */
const asChannelError = (error: unknown): ChannelError =>
  error instanceof ChannelError ? error : new ChannelError('unknown', 'unexpected', error instanceof Error ? error.message : String(error))

async function within<T>(ms: number, name: ChannelName, call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ChannelError('unknown', 'timeout', `${name} did not answer within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What planning goes by now. */
export const worldOf = async ({ catalogue, now }: MessageDeps, lines: Lines): Promise<PlanningWorld> =>
  ({ organisation: await catalogue.organisation(), on: lines.on(), now: now() })
