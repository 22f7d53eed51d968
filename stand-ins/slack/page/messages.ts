import type { Slack } from '../parts.ts'
import type { Channel, Message, User } from '../world.ts'
import { visible } from '../people/who.ts'
import { renderBlocks } from './blocks.ts'
import { clockOf, dayWords } from './dates.ts'
import { attributes, html } from './html.ts'
import { mrkdwn } from './mrkdwn.ts'
import type { Reading } from './mrkdwn.ts'

const HUES = ['plum', 'teal', 'amber', 'rose', 'blue', 'green'] as const
/** Two letters on a coloured square in place of a portrait; the app has its own. */
export function portrait(user: User | undefined): string {
  const letters = (user?.realName ?? '?').split(' ').map((one) => one[0] ?? '').join('').slice(0, 2)
  const hue = HUES[[...(user?.id ?? '')].reduce((sum, char) => sum + char.charCodeAt(0), 0) % HUES.length] ?? 'plum'
  return `<span class="portrait ${user?.bot === true ? 'app' : hue}" aria-hidden="true">${user?.bot === true ? '⚖' : html(letters)}</span>`
}

/** Marks beside a name: the app, a guest, somebody of another workspace. */
export function badge(slack: Slack, user: User | undefined): string {
  const mark = (text: string): string => `<span class="badge">${html(text)}</span>`
  if (user === undefined) return ''
  if (user.bot) return mark('APP')
  if (user.team !== slack.world.team.id) return mark(slack.world.teams.get(user.team)?.name ?? 'external')
  if (user.deleted) return mark('deactivated')
  return user.guest === 'no' ? '' : mark('guest')
}

const ONLY = '<p class="only">Only visible to you <button type="button" class="link" data-act="dismiss">Dismiss</button></p>'
const repliesWords = (count: number): string => (count === 0 ? 'Reply in thread' : `${count} ${count === 1 ? 'reply' : 'replies'}`)

/** One message as the person sees it; `replies` is null within a thread. */
export function renderMessage(slack: Slack, message: Message, reading: Reading, replies: readonly Message[] | null): string {
  const user = slack.world.users.get(message.user)
  const whole = message.blocks.length > 0 ? renderBlocks(message.blocks, reading) : `<div class="words">${mrkdwn(message.text, reading)}</div>`
  const edited = message.editedTs === null ? '' : ' <small class="edited">(edited)</small>'
  const thread = replies === null || message.only !== null ? ''
    : `<button type="button" class="link thread" data-act="thread">${repliesWords(replies.length)}</button>`
  const outer = attributes({
    class: message.only === null ? 'message' : 'message ephemeral', id: `m${message.ts}`, 'data-ts': message.ts,
    'data-channel': message.channel, 'data-scope': 'message',
  })
  const by = `<b>${html(user?.realName ?? message.user)}</b>${badge(slack, user)} <time>${html(clockOf(message.ts, reading))}</time>`
  return `<article${outer}>${portrait(user)}<div class="body"><p class="by">${by}</p>${message.only === null ? '' : ONLY}
<div class="content">${whole}${edited}</div><p class="failure" role="alert"></p>${thread}</div></article>`
}

/** As many as a page shows at once; a storm must not make it heavy. */
const MOST = 200

/** A channel's messages, oldest first, with a line where a day begins. */
export function renderChannel(slack: Slack, user: User, channel: Channel, reading: Reading): string {
  const all = visible(slack, user, channel)
  const top = all.filter((one) => one.threadTs === null || one.only !== null)
  if (top.length === 0) return '<p class="empty">No messages yet.</p>'
  const older = top.length > MOST ? `<p class="empty">${top.length - MOST} older messages are not shown.</p>` : ''
  let day = ''
  return older + top.slice(-MOST).map((message) => {
    const own = dayWords(message.ts, reading)
    const line = own === day ? '' : `<h2 class="day"><span>${html(own)}</span></h2>`
    day = own
    return line + renderMessage(slack, message, reading, all.filter((one) => one.threadTs === message.ts && one.only === null))
  }).join('')
}

/** A thread: its first message and the replies. */
export function renderThread(slack: Slack, user: User, channel: Channel, ts: string, reading: Reading): string {
  return visible(slack, user, channel).filter((one) => one.ts === ts || one.threadTs === ts).map((one) =>
    renderMessage(slack, one, reading, null)).join('')
}
