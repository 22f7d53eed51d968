import { ChannelError, type Channel, type Outgoing } from '../../domain/delivery.ts'
import type { DirectChannels } from '../../domain/deliveries/port.ts'
import { renderMessage } from './card.ts'
import type { SlackClient } from './client.ts'
import { createDirect } from './direct.ts'
import type { Pace } from './pace.ts'
import type { Letterhead } from './reader.ts'

/** What the channel stands on. */
export interface SlackChannelDeps {
  readonly client: Pick<SlackClient, 'call'>
  /** Remembers where people have their messages; without it Slack is asked once a start for each. */
  readonly direct?: DirectChannels
  /** The one that the client keeps to. */
  readonly pace?: Pick<Pace, 'free'>
  /** Names of people by id, for the cards that name them. */
  readonly people: () => Promise<Readonly<Record<string, { readonly name: string }>>>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Slack as a way to reach people. A reference is `channel/ts`; what is sent carries, as metadata, which delivery it is. */
export function createSlackChannel({ client, direct: memory, pace, people, now }: SlackChannelDeps): Channel {
  const direct = createDirect(client, memory)
  const isPerson = (address: string): boolean => /^[UW][A-Z0-9]+$/.test(address)
  const placeOf = (address: string): Promise<string> => (isPerson(address) ? direct.channelOf(address) : Promise.resolve(address.replace(/^slack:/, '')))

  /** Posts where the address leads; a place that was remembered and is none any more is asked for again, once. */
  const post = async (address: string, about: (channel: string) => Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> => {
    const channel = await placeOf(address)
    try {
      return await client.call('chat.postMessage', { channel, ...about(channel) })
    } catch (error) {
      if (!(error instanceof ChannelError) || error.code !== 'channel_not_found' || !isPerson(address) || !(await direct.forget(address))) throw error
      const now = await placeOf(address)
      return client.call('chat.postMessage', { channel: now, ...about(now) })
    }
  }

  const rendered = async (message: Outgoing) => renderMessage(message, { now: now(), nameOf: await namesOf(people) })

  return {
    name: 'slack',

    async send(message) {
      const { text, blocks } = await rendered(message)
      const answer = await post(message.delivery.address, (channel) => {
        const thread = threadOf(message, channel)
        return {
          text, blocks, unfurl_links: false, unfurl_media: false, metadata: metadataOf(message),
          // A reply alone is easily missed: what has to be seen at once is shown beside its thread too.
          ...(thread === undefined ? {} : { thread_ts: thread, reply_broadcast: message.delivery.urgent }),
        }
      })
      const { channel: place, ts } = answer
      if (typeof place !== 'string' || typeof ts !== 'string') throw new ChannelError('unknown', 'unreadable_answer', 'Slack took it and did not say where it stands')
      return `${place}/${ts}`
    },

    async update(reference, message) {
      const [channel, ts] = split(reference)
      if (channel === undefined || ts === undefined) throw new ChannelError('refused', 'bad_reference', `"${reference.slice(0, 100)}" is no message of Slack`)
      const { text, blocks } = await rendered(message)
      await client.call('chat.update', { channel, ts, text, blocks }, { again: true })
    },

    ...(pace ? { free: (what) => pace.free(what === 'send' ? 'chat.postMessage' : 'chat.update') } : {}),
  }
}

const split = (reference: string): readonly (string | undefined)[] => reference.split('/')

/** The thread of an earlier message, if that stands in the same place. */
function threadOf({ threadOf: before }: Outgoing, channel: string): string | undefined {
  const [place, ts] = before === null ? [] : split(before)
  return place === channel ? ts : undefined
}

/** By which a message can be told to be ours. Nothing of the case's content. */
const metadataOf = ({ delivery }: Outgoing) => ({
  event_type: 'evenkeel_delivery', event_payload: { delivery: delivery.id.slice(0, 200), case: delivery.caseId.slice(0, 500), step: (delivery.step ?? '').slice(0, 500) },
})

/** Names by id; whoever is not known any more is called by their id. */
export async function namesOf(people: SlackChannelDeps['people']): Promise<Letterhead['nameOf']> {
  const all = await people()
  return (id) => (Object.hasOwn(all, id) ? (all[id]?.name ?? id) : id)
}
