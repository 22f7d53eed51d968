import { ChannelError, type Channel, type Outgoing } from '../../domain/delivery.ts'
import { renderMessage } from './card.ts'
import type { SlackClient } from './client.ts'
import type { Letterhead } from './reader.ts'

/** What the channel stands on. */
export interface SlackChannelDeps {
  readonly client: Pick<SlackClient, 'call'>
  /** Names of people by id, for the cards that name them. */
  readonly people: () => Promise<Readonly<Record<string, { readonly name: string }>>>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Slack as a way to reach people. A reference is `channel/ts`; what is sent carries, as metadata, which delivery it is. */
export function createSlackChannel({ client, people, now }: SlackChannelDeps): Channel {
  const direct = new Map<string, string>()

  const placeOf = async (address: string): Promise<string> => {
    if (!/^[UW][A-Z0-9]+$/.test(address)) return address.replace(/^slack:/, '')
    const known = direct.get(address)
    if (known !== undefined) return known
    const opened = await client.call('conversations.open', { users: address }, { again: true })
    const id = idOf(opened['channel'])
    direct.set(address, id)
    return id
  }

  const rendered = async (message: Outgoing) => renderMessage(message, { now: now(), nameOf: await namesOf(people) })

  return {
    name: 'slack',

    async send(message) {
      const { text, blocks } = await rendered(message)
      const channel = await placeOf(message.delivery.address)
      const thread = threadOf(message, channel)
      const answer = await client.call('chat.postMessage', {
        channel, text, blocks, unfurl_links: false, unfurl_media: false, metadata: metadataOf(message),
        // A reply alone is easily missed: what has to be seen at once is shown beside its thread too.
        ...(thread === undefined ? {} : { thread_ts: thread, reply_broadcast: message.delivery.urgent }),
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
  }
}

const idOf = (channel: unknown): string => {
  const id = typeof channel === 'object' && channel !== null && 'id' in channel ? channel.id : undefined
  if (typeof id === 'string') return id
  throw new ChannelError('later', 'unreadable_answer', 'Slack did not say where it would be sent')
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
