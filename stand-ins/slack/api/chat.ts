import { checkMessageBlocks } from '../blocks/check.ts'
import { fillBlocks } from '../blocks/fill.ts'
import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import { dropMessage, messageAt, putMessage } from '../world.ts'
import type { Channel, Message } from '../world.ts'
import { required, structured } from './call.ts'
import type { Call, Method } from './call.ts'
import { ApiError, requireBlocks } from './error.ts'
import { knownChannel, postingPlace } from './places.ts'
import { messageShape } from './shapes.ts'

const LONGEST_TEXT = 40_000
const LARGEST_METADATA = 8000

/** What a message says, checked. `blocks` is undefined when they were left out. */
export interface Content {
  readonly text: string
  readonly blocks: readonly Fields[] | undefined
}

/** Checks text and blocks of a message to come. Throws `no_text`, `msg_too_long`, `invalid_blocks_format` or `invalid_blocks`. */
export function contentOf(text: unknown, blocks: unknown): Content {
  if (textOf(text).length > LONGEST_TEXT) throw new ApiError('msg_too_long')
  if (blocks !== undefined && !Array.isArray(blocks)) throw new ApiError('invalid_blocks_format')
  if (textOf(text) === '' && listOf(blocks).length === 0) throw new ApiError('no_text')
  if (blocks !== undefined) requireBlocks(checkMessageBlocks(blocks))
  return { text: textOf(text), blocks: blocks === undefined ? undefined : fillBlocks(blocks) }
}

function metadataOf(call: Call): Fields | null {
  const metadata = structured(call, 'metadata')
  if (metadata === undefined) return null
  const given = fieldsOf(metadata)
  if (textOf(given['event_type']) === '' || typeof given['event_payload'] !== 'object') throw new ApiError('invalid_metadata_format')
  if (JSON.stringify(given).length > LARGEST_METADATA) throw new ApiError('metadata_too_large')
  return given
}

/** Where and under what a message of the app is put. */
export interface Posting extends Content {
  readonly channel: Channel
  readonly threadTs: string | null
  readonly metadata: Fields | null
  readonly only: string | null
}

/** Puts a message of the app where it belongs. */
export function postByApp(slack: Slack, posting: Posting): Message {
  const message: Message = {
    channel: posting.channel.id, ts: slack.stamp(), user: slack.world.app.userId, byApp: true, text: posting.text,
    blocks: posting.blocks ?? [],
    threadTs: posting.threadTs, editedTs: null, metadata: posting.metadata, only: posting.only,
  }
  putMessage(slack.world, message)
  return message
}

/** The thread that a reply goes to: a reply to a reply goes to its parent. Throws `thread_not_found`. */
function threadOf(call: Call, channel: Channel): string | null {
  const asked = textOf(call.args['thread_ts'])
  if (asked === '') return null
  const parent = messageAt(call.slack.world, channel.id, asked)
  if (parent === undefined || parent.only !== null) throw new ApiError('thread_not_found')
  return parent.threadTs ?? parent.ts
}

function postMessage(call: Call): Fields {
  const channel = postingPlace(call.slack, required(call, 'channel'))
  const content = contentOf(call.args['text'], structured(call, 'blocks'))
  const message = postByApp(call.slack, { ...content, channel, threadTs: threadOf(call, channel), metadata: metadataOf(call), only: null })
  return { channel: channel.id, ts: message.ts, message: messageShape(call.slack, message) }
}

function postEphemeral(call: Call): Fields {
  const channel = postingPlace(call.slack, required(call, 'channel'))
  const user = required(call, 'user')
  if (!channel.members.includes(user)) throw new ApiError('user_not_in_channel')
  const content = contentOf(call.args['text'], structured(call, 'blocks'))
  const message = postByApp(call.slack, { ...content, channel, threadTs: textOf(call.args['thread_ts']) || null, metadata: null,
    only: user })
  return { message_ts: message.ts }
}

/** The app's own message that is to be changed. Ephemeral ones are out of reach. */
function ownMessage(call: Call, refusal: string): Message {
  const channel = knownChannel(call.slack, required(call, 'channel'))
  const message = messageAt(call.slack.world, channel.id, required(call, 'ts'))
  if (message === undefined || message.only !== null) throw new ApiError('message_not_found')
  if (!message.byApp) throw new ApiError(refusal)
  return message
}

/** A text without blocks takes the blocks away; blocks without a text change keep no `edited` mark. */
function update(call: Call): Fields {
  const message = ownMessage(call, 'cant_update_message')
  const blocks = structured(call, 'blocks')
  const content = contentOf(call.args['text'] ?? (blocks === undefined ? '' : message.text), blocks)
  const metadata = metadataOf(call)
  const changed: Message = {
    ...message, text: content.text, blocks: content.blocks ?? [], metadata: metadata ?? message.metadata,
    editedTs: content.blocks === undefined ? call.slack.stamp() : message.editedTs,
  }
  putMessage(call.slack.world, changed)
  return { channel: message.channel, ts: message.ts, text: changed.text, message: messageShape(call.slack, changed) }
}

function remove(call: Call): Fields {
  const message = ownMessage(call, 'cant_delete_message')
  dropMessage(call.slack.world, message)
  return { channel: message.channel, ts: message.ts }
}

function permalink(call: Call): Fields {
  const channel = knownChannel(call.slack, required(call, 'channel'))
  const message = messageAt(call.slack.world, channel.id, required(call, 'message_ts'))
  if (message === undefined) throw new ApiError('message_not_found')
  return { channel: channel.id, permalink: `${call.slack.url}/?in=${channel.id}#m${message.ts}` }
}

/** chat.* */
export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': { tier: 'message', scope: 'chat:write', run: postMessage },
  'chat.postEphemeral': { tier: 4, scope: 'chat:write', run: postEphemeral },
  'chat.update': { tier: 3, scope: 'chat:write', run: update },
  'chat.delete': { tier: 3, scope: 'chat:write', run: remove },
  'chat.getPermalink': { tier: 'none', scope: null, run: permalink },
}
