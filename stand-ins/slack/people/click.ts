import { elementsOf } from '../blocks/fill.ts'
import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { messageAction, suggestion, viewAction } from '../outbound/payloads.ts'
import { send } from '../outbound/send.ts'
import type { Answered } from '../outbound/send.ts'
import type { Slack } from '../parts.ts'
import { viewBy } from '../world.ts'
import type { Message, User, View } from '../world.ts'
import { stateOf, valuesOf } from './values.ts'
import { actor, channelOf, Impossible, messageOf } from './who.ts'
import type { Outcome } from './who.ts'

interface Found {
  readonly block: Fields
  readonly element: Fields
}

/** The element that is meant: by block and action where they are given, else by the words on it or the value behind it. */
function find(blocks: readonly Fields[], ask: Fields): Found | undefined {
  const [blockId, actionId, words] = [textOf(ask['block']), textOf(ask['action']), textOf(ask['text'])]
  return blocks.flatMap((block) => elementsOf(block).map((element) => ({ block, element }))).find(({ block, element }) =>
    element['type'] !== 'image' && (blockId === '' || block['block_id'] === blockId)
      && (actionId === '' || element['action_id'] === actionId)
    && (words === '' || textOf(fieldsOf(element['text'])['text']) === words))
}

/** The entry of `actions`: the element, what is chosen in it now, and when. */
function actionOf(slack: Slack, found: Found, value: unknown): Fields {
  const { block, element } = found
  const type = textOf(element['type'])
  const base = { action_id: element['action_id'], block_id: block['block_id'], type, action_ts: slack.stamp() }
  if (type === 'button') {
    const given = { text: element['text'], value: element['value'], style: element['style'], url: element['url'] }
    return { ...base, ...Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined)) }
  }
  if (type === 'overflow') {
    const option = listOf(element['options']).map(fieldsOf).find((one) => one['value'] === value)
    if (option === undefined) throw new Impossible(`the menu has no choice "${String(value)}"`)
    return { ...base, selected_option: option }
  }
  return { ...base, ...stateOf(slack, element, value ?? '') }
}

/** What a click would send: in a message, in an open modal, or (`view: "home"`) in the person's App Home. */
export function clickPayload(slack: Slack, ask: Fields): { readonly user: User; readonly payload: Fields } {
  const user = actor(slack, ask)
  if (user.deleted) throw new Impossible(`"${user.name}" has left and cannot sign in`)
  return { user, payload: textOf(ask['view']) === '' ? inMessage(slack, user, ask) : inView(slack, user, ask) }
}

function inMessage(slack: Slack, user: User, ask: Fields): Fields {
  const channel = channelOf(slack, ask, user)
  if (!channel.members.includes(user.id)) throw new Impossible(`"${user.name}" is not in "${channel.name || channel.id}"`)
  const message: Message = messageOf(slack, ask, user, channel, (one) => find(one.blocks, ask) !== undefined)
  const found = find(message.blocks, ask)
  if (found === undefined) throw new Impossible('the message has no such element; GET /_control/messages shows it')
  const action = actionOf(slack, found, ask['value'])
  const entered = merged(fieldsOf(ask['values']), found, ask['value'])
  return messageAction(slack, user, { channel, message, values: valuesOf(slack, message.blocks, entered), action })
}

/** The view that is meant: `home`, `top` for the modal on top, or an id. */
export function viewOf(slack: Slack, user: User, named: string): View {
  const view = named === 'home' ? slack.world.homes.get(user.id)
    : named === 'top' ? slack.world.modals.get(user.id)?.at(-1)
      : viewBy(slack.world, (one) => one.id === named && one.user === user.id)
  if (view === undefined) throw new Impossible(`"${user.name}" has no "${named}" view open`)
  return view
}

function inView(slack: Slack, user: User, ask: Fields): Fields {
  const view = viewOf(slack, user, textOf(ask['view']))
  const found = find(view.blocks, ask)
  if (found === undefined) throw new Impossible('the view has no such element')
  const entered = merged(fieldsOf(ask['values']), found, ask['value'])
  return viewAction(slack, user, { view, values: valuesOf(slack, view.blocks, entered), action: actionOf(slack, found, ask['value']) })
}

/** What was entered, with the value of the element that was acted on. */
const merged = (entered: Fields, { block, element }: Found, value: unknown): Fields => {
  const blockId = textOf(block['block_id'])
  return value === undefined ? entered : { ...entered, [blockId]: { ...fieldsOf(entered[blockId]), [textOf(element['action_id'])]: value } }
}

/** A person clicks or chooses. The app's answer to it, if any, is of no account beyond having come in time. */
export async function click(slack: Slack, ask: Fields): Promise<Outcome> {
  const { payload } = clickPayload(slack, ask)
  return outcomeOf(await send(slack, { kind: 'interaction', payload }))
}

/** What the person is shown of an answer. */
export const outcomeOf = (answered: Answered, more?: Fields): Outcome =>
  ({ ok: answered.error === null, error: answered.error, status: answered.status, ms: answered.ms,
    ...(more === undefined ? {} : { more }) })

/** A person types into a menu whose choices the app gives; answers those choices. */
export async function suggest(slack: Slack, ask: Fields): Promise<Outcome> {
  const user = actor(slack, ask)
  const view = textOf(ask['view']) === '' ? null : viewOf(slack, user, textOf(ask['view']))
  const container = view === null
    ? { container: { type: 'message', message_ts: ask['ts'], channel_id: channelOf(slack, ask, user).id, is_ephemeral: false } }
    : { container: { type: 'view', view_id: view.id }, view: { id: view.id, callback_id: view.given['callback_id'] ?? '' } }
  const payload = suggestion(slack, user,
    { blockId: textOf(ask['block']), actionId: textOf(ask['action']), value: textOf(ask['value']), container })
  const answered = await send(slack, { kind: 'interaction', payload })
  return outcomeOf(answered, { answer: answered.body })
}
