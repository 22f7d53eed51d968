import { pushed, readView, updated } from '../api/views.ts'
import { ApiError } from '../api/error.ts'
import { fieldsOf, parseJson, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { viewClosed, viewSubmission } from '../outbound/payloads.ts'
import { send } from '../outbound/send.ts'
import type { Answered } from '../outbound/send.ts'
import type { Slack } from '../parts.ts'
import type { User, View } from '../world.ts'
import { outcomeOf, viewOf } from './click.ts'
import { lacks, valuesOf } from './values.ts'
import { actor } from './who.ts'
import type { Outcome } from './who.ts'

/** What the vendor shows when the app's answer to a modal is none that it understands. */
const TROUBLE = 'We had some trouble connecting. Try again?'

/** What sending a modal off would send. */
export function submitPayload(slack: Slack,
  ask: Fields): { readonly user: User; readonly view: View; readonly values: Fields; readonly payload: Fields } {
  const user = actor(slack, ask)
  const view = viewOf(slack, user, textOf(ask['view']) || 'top')
  const values = valuesOf(slack, view.blocks, fieldsOf(ask['values']))
  return { user, view, values, payload: viewSubmission(slack, user, view, values) }
}

/**
 * A person sends the modal off. What the vendor's client would itself complain of is shown and nothing is sent, unless `force`.
 * `more.errors` are the texts at the fields, `more.open` the modal that is on top afterwards.
 */
export async function submit(slack: Slack, ask: Fields): Promise<Outcome> {
  const { user, view, values, payload } = submitPayload(slack, ask)
  const found = lacks(view.blocks, values)
  if (ask['force'] !== true && Object.keys(found).length > 0) {
    return { ok: false, error: 'incomplete', status: 0, ms: 0, more: { errors: found, open: view.id } }
  }
  const answered = await send(slack, { kind: 'interaction', payload })
  if (answered.error !== null) return outcomeOf(answered, { message: TROUBLE, open: view.id })
  return afterSubmit(slack, user, view, answered)
}

/** An empty answer closes the modal; else it says what happens to it. */
function afterSubmit(slack: Slack, user: User, view: View, answered: Answered): Outcome {
  const answer = fieldsOf(parseJson(answered.body))
  const open = (): string | null => slack.world.modals.get(user.id)?.at(-1)?.id ?? null
  const wrong = (why: string): Outcome => {
    slack.log.add({ kind: 'problem', what: why, answer })
    return { ok: false, error: 'invalid_answer', status: answered.status, ms: answered.ms, more: { message: TROUBLE, why, open: view.id } }
  }
  // Over Socket Mode the official library acknowledges with an empty object.
  if (['', '{}'].includes(answered.body.trim())) close(slack, user, view)
  else if (answer['response_action'] === 'clear') clear(slack, user)
  else if (answer['response_action'] === 'errors') {
    const errors = fieldsOf(answer['errors'])
    const inputs = new Set(view.blocks.filter((one) => one['type'] === 'input').map((one) => one['block_id']))
    const strange = Object.keys(errors).filter((one) => !inputs.has(one))
    if (Object.keys(errors).length === 0 || strange.length > 0) return wrong(`errors name no input block: "${strange.join('", "')}"`)
    return { ok: false, error: 'errors', status: answered.status, ms: answered.ms, more: { errors, open: view.id } }
  } else {
    const problem = replace(slack, user, view, answer)
    if (problem !== null) return wrong(problem)
  }
  return outcomeOf(answered, { open: open() })
}

/** `update` and `push`; answers what is wrong with the view that was to be shown. */
function replace(slack: Slack, user: User, view: View, answer: Fields): string | null {
  try {
    if (answer['response_action'] === 'push') pushed(slack, user.id, answer['view'])
    else if (answer['response_action'] === 'update') updated(slack, view, answer['view'])
    else return `response_action is "${textOf(answer['response_action'])}"`
    return null
  } catch (problem) {
    if (problem instanceof ApiError) return `${problem.code} ${JSON.stringify(problem.more)}`
    throw problem
  }
}

/** Takes the modal on top away; what is below it shows again. */
function close(slack: Slack, user: User, view: View): void {
  const left = (slack.world.modals.get(user.id) ?? []).filter((one) => one.id !== view.id)
  if (left.length === 0) slack.world.modals.delete(user.id)
  else slack.world.modals.set(user.id, left)
  slack.world.changed()
}

function clear(slack: Slack, user: User): void {
  slack.world.modals.delete(user.id)
  slack.world.changed()
}

/** A person closes a modal, or with `all` everything that is open. The app is told where it wants to be. */
export async function closeModal(slack: Slack, ask: Fields): Promise<Outcome> {
  const user = actor(slack, ask)
  const view = viewOf(slack, user, textOf(ask['view']) || 'top')
  const all = ask['all'] === true || view.given['clear_on_close'] === true
  if (all) clear(slack, user)
  else close(slack, user, view)
  if (view.given['notify_on_close'] !== true) return { ok: true, error: null, status: 0, ms: 0 }
  const values = valuesOf(slack, view.blocks, fieldsOf(ask['values']))
  return outcomeOf(await send(slack, { kind: 'interaction', payload: viewClosed(slack, user, view, values, all) }))
}

/** Looks whether a view would be taken, without showing it to anybody. */
export function tryView(slack: Slack, view: unknown): Fields {
  try {
    readView(slack, view, fieldsOf(view)['type'] === 'home' ? 'home' : 'modal')
    return { ok: true }
  } catch (problem) {
    if (problem instanceof ApiError) return { ok: false, error: problem.code, ...problem.more }
    throw problem
  }
}
