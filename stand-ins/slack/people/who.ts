import { textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import { channelBy, imOf } from '../world.ts'
import type { Channel, Message, User } from '../world.ts'

/** A person cannot do this; the message says why. */
export class Impossible extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Impossible'
  }
}

/** What became of what a person did: what they were shown, if it went wrong, and what the app answered. */
export interface Outcome {
  readonly ok: boolean
  /** What the vendor shows the person: `operation_timeout`, `http_500`, …; null when all went well. */
  readonly error: string | null
  readonly status: number
  readonly ms: number
  readonly more?: Fields
}

/** The person of a request, by id or name. They must exist and be able to act at all. */
export function actor(slack: Slack, ask: Fields): User {
  const named = textOf(ask['user'])
  const user = slack.world.users.get(named) ?? [...slack.world.users.values()].find((one) => one.name === named)
  if (user === undefined) throw new Impossible(`nobody is called "${named}"; GET /_control/users lists them`)
  return user
}

/** The channel of a request: by id or name, else the person's messages with the app. */
export function channelOf(slack: Slack, ask: Fields, user: User): Channel {
  const named = textOf(ask['channel'])
  const channel = named === '' ? imOf(slack.world, user.id) : channelBy(slack.world, named)
  if (channel === undefined) throw new Impossible(`no channel "${named}"; GET /_control/channels lists them`)
  return channel
}

/** What a person sees in a channel: everything but what only others see. */
export const visible = (slack: Slack, user: User, channel: Channel): readonly Message[] =>
  [...slack.world.messages.values()].filter((one) => one.channel === channel.id && (one.only === null || one.only === user.id))

/** The message of a request by its `ts`, else the newest that has the wanted element. */
export function messageOf(slack: Slack, ask: Fields, user: User, channel: Channel, has: (message: Message) => boolean): Message {
  const all = visible(slack, user, channel)
  const ts = textOf(ask['ts'])
  const message = ts === '' ? all.filter(has).at(-1) : all.find((one) => one.ts === ts)
  if (message === undefined) throw new Impossible(`"${user.name}" sees no such message in "${channel.name || channel.id}"`)
  return message
}
