import { listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { messageAt } from '../world.ts'
import type { Channel, Message } from '../world.ts'
import { count, flag, required } from './call.ts'
import type { Call, Method } from './call.ts'
import { ApiError } from './error.ts'
import { imWith, knownChannel } from './places.ts'
import { channelShape, messageShape, userShape } from './shapes.ts'

function authTest({ slack }: Call): Fields {
  const { team, app } = slack.world
  return {
    url: `https://${team.domain}.slack.com/`, team: team.name, user: 'evenkeel', team_id: team.id, user_id: app.userId, bot_id: app.botId,
    is_enterprise_install: false,
  }
}

function open(call: Call): Fields {
  const { slack } = call
  const channelId = textOf(call.args['channel'])
  if (channelId !== '') return { channel: opened(call, knownChannel(slack, channelId)) }
  const users = textOf(call.args['users']).split(',').concat(listOf(call.args['users']).map(String)).filter((one) => one !== '')
  if (users.length === 0) throw new ApiError('users_list_not_supplied')
  if (users.length > 1) throw new ApiError('method_not_supported_for_channel_type')
  return { no_op: true, already_open: true, channel: opened(call, imWith(slack, users[0] ?? '')) }
}

const opened = (call: Call, channel: Channel): Fields => (flag(call, 'return_im') ? channelShape(call.slack, channel) : { id: channel.id })

function readable(call: Call): Channel {
  const channel = knownChannel(call.slack, required(call, 'channel'))
  if (!channel.members.includes(call.slack.world.app.userId)) throw new ApiError('not_in_channel')
  return channel
}

/** One page, newest first; the cursor is the id of the last message given. */
function paged(call: Call, messages: readonly Message[], key: 'older' | 'newer'): Fields {
  const size = count(call, 'limit', 100, 999)
  const cursor = textOf(call.args['cursor'])
  const [oldest, latest] = [textOf(call.args['oldest']), textOf(call.args['latest'])]
  const within = messages.filter((one) => (oldest === '' || one.ts > oldest) && (latest === '' || one.ts < latest))
    .filter((one) => cursor === '' || (key === 'older' ? one.ts < cursor : one.ts > cursor))
  const page = within.slice(0, size)
  const more = within.length > size
  return {
    messages: page.map((one) => messageShape(call.slack, one)), has_more: more,
    ...(more ? { response_metadata: { next_cursor: page.at(-1)?.ts ?? '' } } : {}),
  }
}

function history(call: Call): Fields {
  const channel = readable(call)
  const all = [...call.slack.world.messages.values()].filter((one) => one.channel === channel.id && one.only === null
    && one.threadTs === null)
  return paged(call, all.reverse(), 'older')
}

function replies(call: Call): Fields {
  const channel = readable(call)
  const parent = messageAt(call.slack.world, channel.id, required(call, 'ts'))
  if (parent === undefined || parent.only !== null) throw new ApiError('thread_not_found')
  const thread = [...call.slack.world.messages.values()].filter((one) =>
    one.channel === channel.id && one.only === null && (one.ts === parent.ts || one.threadTs === parent.ts))
  return paged(call, thread, 'newer')
}

function userInfo(call: Call): Fields {
  const user = call.slack.world.users.get(required(call, 'user'))
  if (user === undefined) throw new ApiError('user_not_found')
  return { user: userShape(call.slack, user) }
}

/** People of another workspace and those who have left are not found. */
function byEmail(call: Call): Fields {
  const email = required(call, 'email').toLowerCase()
  const user = [...call.slack.world.users.values()].find((one) =>
    one.email.toLowerCase() === email && !one.deleted && one.team === call.slack.world.team.id)
  if (user === undefined) throw new ApiError('users_not_found')
  return { user: userShape(call.slack, user) }
}

/** auth.*, conversations.* and users.* */
export const peopleMethods: Readonly<Record<string, Method>> = {
  'auth.test': { tier: 'none', scope: null, run: authTest },
  'conversations.open': { tier: 3, scope: 'im:write', run: open },
  'conversations.info': { tier: 3, scope: null, run: (call) =>
    ({ channel: channelShape(call.slack, knownChannel(call.slack, required(call, 'channel'))) }) },
  'conversations.members': {
    tier: 4, scope: null, run: (call) => ({ members: knownChannel(call.slack, required(call, 'channel')).members,
      response_metadata: { next_cursor: '' } }),
  },
  'conversations.history': { tier: 3, scope: 'im:history', run: history },
  'conversations.replies': { tier: 3, scope: 'im:history', run: replies },
  'users.info': { tier: 4, scope: 'users:read', run: userInfo },
  'users.lookupByEmail': { tier: 3, scope: 'users:read.email', run: byEmail },
  'users.list': {
    tier: 2, scope: 'users:read',
    run: ({ slack }) => ({ members: [...slack.world.users.values()].map((one) => userShape(slack, one)),
      response_metadata: { next_cursor: '' } }),
  },
}
