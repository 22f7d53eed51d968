import type { Slack } from '../parts.ts'
import { openIm } from '../state.ts'
import { channelBy } from '../world.ts'
import type { Channel, User } from '../world.ts'
import { ApiError } from './error.ts'

/** The direct messages with somebody, opened if need be. Throws as `conversations.open` does. */
export function imWith(slack: Slack, userId: string): Channel {
  const user = slack.world.users.get(userId)
  if (user === undefined) throw new ApiError('user_not_found')
  return openIm(slack.world, reachable(slack, user).id)
}

function reachable(slack: Slack, user: User): User {
  if (user.bot) throw new ApiError('cannot_dm_bot')
  if (user.deleted) throw new ApiError('user_disabled')
  // People of another workspace are met in shared channels only, until they have accepted direct messages.
  if (user.team !== slack.world.team.id) throw new ApiError('user_not_visible')
  return user
}

/** Where a message may be posted: a channel by id or name, or a person by id. Throws the vendor's word for why not. */
export function postingPlace(slack: Slack, text: string): Channel {
  const channel = /^[UW][A-Z0-9]+$/.test(text) ? imWith(slack, text) : channelBy(slack.world, text)
  if (channel === undefined) throw new ApiError('channel_not_found')
  if (channel.archived) throw new ApiError('is_archived')
  if (!channel.members.includes(slack.world.app.userId)) {
    throw new ApiError(channel.kind === 'private' ? 'channel_not_found' : 'not_in_channel')
  }
  const other = channel.kind === 'im' ? slack.world.users.get(channel.members[0] ?? '') : undefined
  if (other !== undefined) reachable(slack, other)
  return channel
}

/** A conversation that the app can see, by id only, as all methods but posting want it. */
export function knownChannel(slack: Slack, id: string): Channel {
  const channel = slack.world.channels.get(id)
  if (channel === undefined) throw new ApiError('channel_not_found')
  if (channel.kind === 'private' && !channel.members.includes(slack.world.app.userId)) throw new ApiError('channel_not_found')
  return channel
}
