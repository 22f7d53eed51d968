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
export const badge = (slack: Slack, user: User | undefined): string =>
  (user === undefined ? '' : user.bot ? '<span class="badge">APP</span>' : user.team !== slack.world.team.id ? `<span class="badge">${html(slack.world.teams.get(user.team)?.name ?? 'external')}</span>`
    : user.deleted ? '<span class="badge">deactivated</span>' : user.guest === 'no' ? '' : '<span class="badge">guest</span>')

/** One message as the person sees it. */
export function renderMessage(slack: Slack, message: Message, reading: Reading, replies: readonly Message[] | null): string {
  const user = slack.world.users.get(message.user)
  const body = message.blocks.length > 0 ? renderBlocks(message.blocks, reading) : `<div class="words">${mrkdwn(message.text, reading)}</div>`
  const only = message.only === null ? '' : '<p class="only">Only visible to you <button type="button" class="link" data-act="dismiss">Dismiss</button></p>'
  const edited = message.editedTs === null ? '' : ' <small class="edited">(edited)</small>'
  const count = replies?.length ?? 0
  const thread = replies === null || message.only !== null ? '' : `<button type="button" class="link thread" data-act="thread">${count === 0 ? 'Reply in thread' : `${count} ${count === 1 ? 'reply' : 'replies'}`}</button>`
  return `<article${attributes({ class: `message${message.only === null ? '' : ' ephemeral'}`, id: `m${message.ts}`, 'data-ts': message.ts, 'data-channel': message.channel, 'data-scope': 'message' })}>
${portrait(user)}<div class="body"><p class="by"><b>${html(user?.realName ?? message.user)}</b>${badge(slack, user)} <time>${html(clockOf(message.ts, reading))}</time></p>
${only}<div class="content">${body}${edited}</div><p class="failure" role="alert"></p>${thread}</div></article>`
}

/** A channel's messages, oldest first, with a line where a day begins. */
export function renderChannel(slack: Slack, user: User, channel: Channel, reading: Reading): string {
  const all = visible(slack, user, channel)
  const top = all.filter((one) => one.threadTs === null || one.only !== null)
  if (top.length === 0) return '<p class="empty">No messages yet.</p>'
  let day = ''
  return top.map((message) => {
    const own = dayWords(message.ts, reading)
    const line = own === day ? '' : `<h2 class="day"><span>${html(own)}</span></h2>`
    day = own
    return line + renderMessage(slack, message, reading, all.filter((one) => one.threadTs === message.ts && one.only === null))
  }).join('')
}

/** A thread: its first message and the replies. */
export function renderThread(slack: Slack, user: User, channel: Channel, ts: string, reading: Reading): string {
  return visible(slack, user, channel).filter((one) => one.ts === ts || one.threadTs === ts).map((one) => renderMessage(slack, one, reading, null)).join('')
}
