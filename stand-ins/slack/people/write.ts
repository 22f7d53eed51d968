import { storeFile } from '../api/files.ts'
import { textOf, fieldsOf, parseJson } from '../json.ts'
import type { Fields } from '../json.ts'
import { homeOpened, written } from '../outbound/events.ts'
import { slashCommand } from '../outbound/payloads.ts'
import { put } from '../outbound/responses.ts'
import { send } from '../outbound/send.ts'
import type { Slack } from '../parts.ts'
import { ApiError } from '../api/error.ts'
import { dropMessage, messageAt, putMessage } from '../world.ts'
import type { Message } from '../world.ts'
import { outcomeOf } from './click.ts'
import { actor, channelOf, Impossible } from './who.ts'
import type { Outcome } from './who.ts'

const NOTHING: Outcome = { ok: true, error: null, status: 0, ms: 0 }

/** A slash command: `/sop mine` in `text`, or `command` and `text` apart. The answer is shown where it was typed. */
export async function command(slack: Slack, ask: Fields): Promise<Outcome> {
  const user = actor(slack, ask)
  const channel = channelOf(slack, ask, user)
  const typed = `${textOf(ask['command'])} ${textOf(ask['text'])}`.trim()
  const [name = '', ...words] = typed.split(' ')
  const answered = await send(slack, { kind: 'command',
    payload: slashCommand(slack, user, channel, { command: name, text: words.join(' ') }) })
  if (answered.error !== null) return outcomeOf(answered, { message: `${name} failed with the error "${answered.error}"` })
  const answer = parseJson(answered.body)
  const given = answer === undefined ? { text: answered.body } : fieldsOf(answer)
  if (answered.body.trim() === '' || Object.keys(given).length === 0) return outcomeOf(answered)
  try {
    put(slack, { user: user.id, channel: channel.id, ts: null, threadTs: null }, given)
    return outcomeOf(answered)
  } catch (problem) {
    if (!(problem instanceof ApiError)) throw problem
    slack.log.add({ kind: 'problem', what: `the answer to ${name} is refused: ${problem.code}`, ...problem.more })
    return { ok: false, error: problem.code, status: answered.status, ms: answered.ms,
      more: { message: `${name} failed with the error "invalid_answer"` } }
  }
}

/** A message of a person, in a thread or not. */
export async function say(slack: Slack, ask: Fields): Promise<Outcome> {
  const user = actor(slack, ask)
  const channel = channelOf(slack, ask, user)
  if (textOf(ask['text']).startsWith('/')) return command(slack, { ...ask, command: '' })
  // What a person types reaches the app with the vendor's three characters escaped.
  const text = textOf(ask['text']).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const message: Message = {
    channel: channel.id, ts: slack.stamp(), user: user.id, byApp: false, text, blocks: [], threadTs: textOf(ask['thread']) || null,
    editedTs: null, metadata: null, only: null,
  }
  putMessage(slack.world, message)
  const told = await written(slack, channel, message)
  return { ...(told === null ? NOTHING : outcomeOf(told)), more: { ts: message.ts } }
}

/** A person opens the app's Home, or (`tab: "messages"`) its messages. */
export async function openApp(slack: Slack, ask: Fields): Promise<Outcome> {
  const told = await homeOpened(slack, actor(slack, ask), ask['tab'] === 'messages' ? 'messages' : 'home')
  return told === null ? NOTHING : outcomeOf(told)
}

/** A person puts an ephemeral message away. The app is not told. */
export function dismiss(slack: Slack, ask: Fields): Outcome {
  const user = actor(slack, ask)
  const message = messageAt(slack.world, channelOf(slack, ask, user).id, textOf(ask['ts']))
  if (message?.only !== user.id) throw new Impossible('only what you alone see can be put away')
  dropMessage(slack.world, message)
  return NOTHING
}

/** A person chooses a file for a modal; it is uploaded at once, as the vendor's client does. */
export function upload(slack: Slack, userId: string, name: string, bytes: Buffer): Fields {
  const user = actor(slack, { user: userId })
  if (name === '' || bytes.length === 0) throw new Impossible('a file has a name and at least one byte')
  const file = storeFile(slack, user.id, name.split(/[\\/]/).at(-1) ?? name, bytes)
  return { id: file.id, name: file.name, mimetype: file.mimetype, size: bytes.length }
}
