import type { Slack } from '../parts.ts'
import { visible } from '../people/who.ts'
import { imOf } from '../world.ts'
import type { Channel, User } from '../world.ts'
import { attributes, html } from './html.ts'
import { badge, portrait } from './messages.ts'
import { part } from './part.ts'

/** How a channel is called in the list and above its messages. */
export const titleOf = (slack: Slack, channel: Channel): string =>
  (channel.kind === 'im' ? slack.world.app.name : `# ${channel.name}${channel.kind === 'private' ? ' (private)' : ''}`)

/** A link to a place as the same person; `home` is the App Home. */
function link(user: User, id: string, content: string, state: { readonly current: boolean; readonly unread?: boolean }): string {
  const href = `/?${new URLSearchParams({ as: user.id, in: id }).toString()}`
  return `<a${attributes({ href, 'aria-current': state.current ? 'page' : undefined, class: state.unread === true ? 'unread' : undefined })}>${content}</a>`
}

/** Whether there is something that this person has not seen and did not write. */
function unread(slack: Slack, user: User, channel: Channel): boolean {
  const newest = visible(slack, user, channel).at(-1)
  return newest !== undefined && newest.user !== user.id && newest.ts > (slack.world.read.get(`${user.id}/${channel.id}`) ?? '')
}

const kindOf = (slack: Slack, user: User): string => {
  if (user.deleted) return ' (deactivated)'
  if (user.guest !== 'no') return ' (guest)'
  return user.team === slack.world.team.id ? '' : ' (other workspace)'
}

const smallIcon = (sign: string): string => `<span class="portrait app small" aria-hidden="true">${sign}</span>`

function channels(slack: Slack, user: User, shown: Channel | null): string {
  const mine = [...slack.world.channels.values()].filter((one) => one.kind !== 'im' && !one.archived && one.members.includes(user.id))
  const im = imOf(slack.world, user.id)
  const entry = (channel: Channel, content: string): string =>
    link(user, channel.id, content, { current: shown?.id === channel.id, unread: unread(slack, user, channel) })
  const name = html(slack.world.app.name)
  return `<div class="group"><h2>Channels</h2>${mine.map((one) => entry(one, html(titleOf(slack, one)))).join('')}</div>
<div class="group"><h2>Apps</h2>${im === undefined ? '' : entry(im, `${smallIcon('⚖')}${name}`)}
${link(user, 'home', `${smallIcon('⌂')}${name} Home`, { current: shown === null })}</div>`
}

/** Whose eyes the page is seen with, and where they can go. */
export function side(slack: Slack, user: User, shown: Channel | null): string {
  const people = [...slack.world.users.values()].filter((one) => !one.bot).map((one) =>
    `<option${attributes({ value: one.id, selected: one.id === user.id })}>${html(one.realName)}${kindOf(slack, one)}</option>`)
  return `<div class="side"><header><b>${html(slack.world.team.name)}</b><small>a stand-in, not Slack</small></header>
<label class="who">You are <select id="who" aria-label="Who you are">${people.join('')}</select></label>
<p class="zone">${badge(slack, user)} ${html(user.tz)}</p>${part('nav', 'nav', channels(slack, user, shown), ' aria-label="Channels"')}</div>`
}

/** The bar above the messages: where one is, and for the app its two tabs. */
export function head(slack: Slack, user: User, channel: Channel | null): string {
  const ofApp = channel === null || channel.kind === 'im'
  const im = imOf(slack.world, user.id)
  const messages = im === undefined ? '' : link(user, im.id, 'Messages', { current: channel !== null })
  const tabs = `<nav class="tabs" aria-label="App">${link(user, 'home', 'Home', { current: channel === null })}${messages}</nav>`
  const icon = ofApp ? portrait(slack.world.users.get(slack.world.app.userId)) : ''
  return `<header class="head"><button type="button" class="icon menu-button" data-act="menu" aria-label="Channels">☰</button>${icon}
<h1>${html(channel === null ? slack.world.app.name : titleOf(slack, channel))}</h1>${ofApp ? tabs : ''}</header>`
}
