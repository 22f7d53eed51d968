import type { DirectChannels } from '../../domain/deliveries/port.ts'
import { ChannelError } from '../../domain/delivery.ts'
import type { SlackClient } from './client.ts'

/** Where the messages of people with the app stand. */
export interface Direct {
  /** The channel of a user; Slack is asked once for each, ever. Throws `ChannelError`. */
  channelOf(user: string): Promise<string>
  /** It is none any more: Slack is asked again. Tells whether that could change anything. */
  forget(user: string): Promise<boolean>
}

/** Asks Slack for whoever is not known yet. A memory that is away costs a call and no message. */
export function createDirect(client: Pick<SlackClient, 'call'>, memory: DirectChannels = nowhere): Direct {
  const known = new Map<string, Promise<string>>()
  const fresh = new Set<string>()

  const find = async (user: string): Promise<string> => {
    const kept = await memory.of(user).catch(() => undefined)
    if (kept !== undefined) return kept
    const { channel } = await client.call('conversations.open', { users: user }, { again: true })
    const id = idOf(channel)
    fresh.add(user)
    await memory.keep(user, id).catch(() => undefined)
    return id
  }

  return {
    channelOf(user) {
      const before = known.get(user)
      if (before) return before
      const asked = find(user)
      known.set(user, asked)
      asked.catch(() => { if (known.get(user) === asked) known.delete(user) })
      return asked
    },
    async forget(user) {
      if (fresh.has(user)) return false
      known.delete(user)
      await memory.forget(user).catch(() => undefined)
      return true
    },
  }
}

const nowhere: DirectChannels = { of: async () => undefined, keep: async () => undefined, forget: async () => undefined }

const idOf = (channel: unknown): string => {
  const id = typeof channel === 'object' && channel !== null && 'id' in channel ? channel.id : undefined
  if (typeof id === 'string') return id
  throw new ChannelError('later', 'unreadable_answer', 'Slack did not say where it would be sent')
}
