import type { Slack } from '../parts.ts'
import { visible } from '../people/who.ts'
import { imOf } from '../world.ts'
import type { Channel, User } from '../world.ts'
import { attributes, html } from './html.ts'
import { renderChannel, renderThread } from './messages.ts'
import type { Reading } from './mrkdwn.ts'
import { part } from './part.ts'
import { head, side, titleOf } from './side.ts'
import { renderHome, renderModal } from './views.ts'

/** What the address says: who looks, at which channel (`home` is the App Home), and which thread is open. */
export interface Place {
  readonly as: string | null
  readonly in: string | null
  readonly thread: string | null
}

const SCROLLS = ' class="scroll" tabindex="0"'

/** The whole page. Reading a channel marks it as read for that person. */
export function page(slack: Slack, place: Place): string {
  const user = slack.world.users.get(place.as ?? '') ?? [...slack.world.users.values()].find((one) => !one.bot && !one.deleted)
  if (user === undefined) return '<!doctype html><title>Slack</title><p>Nobody is here.</p>'
  const channel = shownChannel(slack, user, place)
  const reading: Reading = { world: slack.world, tz: user.tz, now: slack.now() }
  markAsRead(slack, user, channel)
  const thread = channel === null ? null : place.thread
  const title = channel === null ? 'Home' : titleOf(slack, channel)
  const body = attributes({ 'data-user': user.id, 'data-channel': channel?.id ?? 'home', 'data-thread': thread ?? '' })
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)} · ${html(slack.world.team.name)}</title>
<link rel="stylesheet" href="/page.css"><script src="/page.js" defer></script></head>
<body${body}><div class="frame${thread === null ? '' : ' with-thread'}">
${side(slack, user, channel)}
<main>${head(slack, user, channel)}${content(slack, user, channel, reading)}</main>
${channel === null || thread === null ? '' : pane(slack, user, { channel, thread }, reading)}
</div>${part('dialog', 'modal', modal(slack, user, reading), ' aria-labelledby="modal-title"')}
<dialog id="confirm" aria-labelledby="confirm-title"></dialog></body></html>`
}

/** The channel of the address if the person is in it, else their messages with the app, else any channel they are in. */
function shownChannel(slack: Slack, user: User, place: Place): Channel | null {
  if (place.in === 'home') return null
  const asked = slack.world.channels.get(place.in ?? '')
  if (asked?.members.includes(user.id) === true) return asked
  return imOf(slack.world, user.id) ?? [...slack.world.channels.values()].find((one) => one.members.includes(user.id)) ?? null
}

function markAsRead(slack: Slack, user: User, channel: Channel | null): void {
  const newest = channel === null ? undefined : visible(slack, user, channel).at(-1)
  if (newest !== undefined) slack.world.read.set(`${user.id}/${newest.channel}`, newest.ts)
}

function content(slack: Slack, user: User, channel: Channel | null, reading: Reading): string {
  if (channel === null) return part('div', 'messages', renderHome(slack.world.homes.get(user.id), reading), SCROLLS)
  return part('div', 'messages', renderChannel(slack, user, channel, reading), SCROLLS) + composer(titleOf(slack, channel), '')
}

function pane(slack: Slack, user: User, at: { readonly channel: Channel; readonly thread: string }, reading: Reading): string {
  return `<aside class="pane"><header class="head"><h1>Thread</h1>
<button type="button" class="icon" data-act="unthread" aria-label="Close the thread">×</button></header>
${part('div', 'thread', renderThread(slack, user, at.channel, at.thread, reading), SCROLLS)}${composer('', at.thread)}</aside>`
}

function modal(slack: Slack, user: User, reading: Reading): string {
  const stack = slack.world.modals.get(user.id) ?? []
  const top = stack.at(-1)
  return top === undefined ? '' : renderModal(top, stack.length, slack.world.app.name, reading)
}

function composer(title: string, thread: string): string {
  const id = `say-${thread}`
  const placeholder = thread === '' ? `Message ${title} or type /sop …` : 'Reply …'
  return `<form class="composer" data-thread="${html(thread)}"><label class="hidden" for="${html(id)}">Message</label>
<input${attributes({ id, name: 'text', autocomplete: 'off', placeholder })}>
<button class="button primary" aria-label="Send">➤</button><p class="failure" role="alert"></p></form>`
}
