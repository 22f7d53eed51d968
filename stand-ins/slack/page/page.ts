import { createHash } from 'node:crypto'
import type { Slack } from '../parts.ts'
import { visible } from '../people/who.ts'
import { imOf } from '../world.ts'
import type { Channel, User } from '../world.ts'
import { html } from './html.ts'
import { badge, portrait, renderChannel, renderThread } from './messages.ts'
import type { Reading } from './mrkdwn.ts'
import { renderHome, renderModal } from './views.ts'

/** What the address says: who looks, at which channel (`home` is the App Home), and which thread is open. */
export interface Place {
  readonly as: string | null
  readonly in: string | null
  readonly thread: string | null
}

/** A part of the page that the script replaces when its content has changed. */
const part = (tag: string, name: string, content: string, more = ''): string =>
  `<${tag} data-part="${name}" data-print="${createHash('sha1').update(content).digest('hex').slice(0, 12)}"${more}>${content}</${tag}>`

/** The whole page. Reading a channel marks it as read for that person. */
export function page(slack: Slack, place: Place): string {
  const user = slack.world.users.get(place.as ?? '') ?? [...slack.world.users.values()].find((one) => !one.bot && !one.deleted)
  if (user === undefined) return '<!doctype html><title>Slack</title><p>Nobody is here.</p>'
  const channel = shownChannel(slack, user, place)
  const reading: Reading = { world: slack.world, tz: user.tz, now: slack.now() }
  const newest = channel === null ? undefined : visible(slack, user, channel).at(-1)
  if (channel !== null && newest !== undefined) slack.world.read.set(`${user.id}/${channel.id}`, newest.ts)
  const stack = slack.world.modals.get(user.id) ?? []
  const top = stack.at(-1)
  const modal = top === undefined ? '' : renderModal(top, stack.length, slack.world.app.name, reading)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(channel === null ? 'Home' : titleOf(slack, channel))} · ${html(slack.world.team.name)}</title>
<link rel="stylesheet" href="/page.css"><script src="/page.js" defer></script></head>
<body data-user="${html(user.id)}" data-channel="${html(channel?.id ?? 'home')}" data-thread="${html(place.thread ?? '')}">
<div class="frame${place.thread === null || channel === null ? '' : ' with-thread'}">
${side(slack, user, channel)}
<main>${head(slack, user, channel)}
${part('div', 'messages', channel === null ? renderHome(slack.world.homes.get(user.id), reading) : renderChannel(slack, user, channel, reading), ' class="scroll" tabindex="0"')}
${channel === null ? '' : composer(channel, '', slack)}</main>
${place.thread === null || channel === null ? '' : `<aside class="pane"><header class="head"><h1>Thread</h1><button type="button" class="icon" data-act="unthread" aria-label="Close the thread">×</button></header>
${part('div', 'thread', renderThread(slack, user, channel, place.thread, reading), ' class="scroll" tabindex="0"')}${composer(channel, place.thread, slack)}</aside>`}
</div>${part('dialog', 'modal', modal, ' aria-labelledby="modal-title"')}
<dialog id="confirm" aria-labelledby="confirm-title"></dialog></body></html>`
}

/** The channel of the address if the person is in it, else their messages with the app, else any channel they are in. */
function shownChannel(slack: Slack, user: User, place: Place): Channel | null {
  if (place.in === 'home') return null
  const asked = slack.world.channels.get(place.in ?? '')
  if (asked?.members.includes(user.id) === true) return asked
  return imOf(slack.world, user.id) ?? [...slack.world.channels.values()].find((one) => one.members.includes(user.id)) ?? null
}

const titleOf = (slack: Slack, channel: Channel): string => (channel.kind === 'im' ? slack.world.app.name : `# ${channel.name}${channel.kind === 'private' ? ' (private)' : ''}`)

function side(slack: Slack, user: User, shown: Channel | null): string {
  const mine = [...slack.world.channels.values()].filter((one) => one.kind !== 'im' && !one.archived && one.members.includes(user.id))
  const im = imOf(slack.world, user.id)
  const item = (id: string, text: string, unread: boolean): string =>
    `<a href="/?as=${encodeURIComponent(user.id)}&amp;in=${encodeURIComponent(id)}"${(shown?.id ?? 'home') === id ? ' aria-current="page"' : ''}${unread ? ' class="unread"' : ''}>${text}</a>`
  const fresh = (channel: Channel): boolean => {
    const newest = visible(slack, user, channel).at(-1)
    return newest !== undefined && newest.user !== user.id && newest.ts > (slack.world.read.get(`${user.id}/${channel.id}`) ?? '')
  }
  const people = [...slack.world.users.values()].filter((one) => !one.bot).map((one) =>
    `<option value="${html(one.id)}"${one.id === user.id ? ' selected' : ''}>${html(one.realName)}${one.deleted ? ' (deactivated)' : one.guest !== 'no' ? ' (guest)' : one.team === slack.world.team.id ? '' : ' (other workspace)'}</option>`)
  const nav = `<div class="group"><h2>Channels</h2>${mine.map((one) => item(one.id, html(titleOf(slack, one)), fresh(one))).join('')}</div>
<div class="group"><h2>Apps</h2>${im === undefined ? '' : item(im.id, `<span class="portrait app small" aria-hidden="true">⚖</span>${html(slack.world.app.name)}`, fresh(im))}${item('home', `<span class="portrait app small" aria-hidden="true">⌂</span>${html(slack.world.app.name)} Home`, false)}</div>`
  return `<div class="side"><header><b>${html(slack.world.team.name)}</b><small>a stand-in, not Slack</small></header>
<label class="who">You are <select id="who" aria-label="Who you are">${people.join('')}</select></label><p class="zone">${badge(slack, user)} ${html(user.tz)}</p>${part('nav', 'nav', nav, ' aria-label="Channels"')}</div>`
}

function head(slack: Slack, user: User, channel: Channel | null): string {
  const app = channel === null || channel.kind === 'im'
  const im = imOf(slack.world, user.id)
  const tab = (id: string, text: string, current: boolean): string =>
    `<a href="/?as=${encodeURIComponent(user.id)}&amp;in=${encodeURIComponent(id)}"${current ? ' aria-current="page"' : ''}>${text}</a>`
  const tabs = app ? `<nav class="tabs" aria-label="App">${tab('home', 'Home', channel === null)}${im === undefined ? '' : tab(im.id, 'Messages', channel !== null)}</nav>` : ''
  return `<header class="head"><button type="button" class="icon menu-button" data-act="menu" aria-label="Channels">☰</button>${app ? portrait(slack.world.users.get(slack.world.app.userId)) : ''}<h1>${html(channel === null ? slack.world.app.name : titleOf(slack, channel))}</h1>${tabs}</header>`
}

const composer = (channel: Channel, thread: string, slack: Slack): string => `<form class="composer" data-thread="${html(thread)}">
<label class="hidden" for="say-${html(thread)}">Message</label><input id="say-${html(thread)}" name="text" autocomplete="off" placeholder="${html(thread === '' ? `Message ${titleOf(slack, channel)} or type /sop …` : 'Reply …')}">
<button class="button primary" aria-label="Send">➤</button><p class="failure" role="alert"></p></form>`
