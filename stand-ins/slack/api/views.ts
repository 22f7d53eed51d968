import { checkView } from '../blocks/check.ts'
import { fillBlocks } from '../blocks/fill.ts'
import { newId } from '../ids.ts'
import { fieldsOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import { putView, viewBy } from '../world.ts'
import type { View } from '../world.ts'
import { required, structured } from './call.ts'
import type { Call, Method } from './call.ts'
import { ApiError, missing, requireView } from './error.ts'
import { viewShape } from './shapes.ts'

const DEEPEST = 3
const LARGEST = 250_000

/** Checks a view and gives it as the workspace keeps it. Throws `invalid_arguments`, `view_too_large` or `duplicate_external_id`. */
export function readView(slack: Slack, given: unknown, type: 'modal' | 'home',
  instead?: string): Pick<View, 'given' | 'blocks' | 'type' | 'hash'> {
  const fields = fieldsOf(given)
  requireView(checkView(fields, type))
  if (JSON.stringify(fields).length > LARGEST) throw new ApiError('view_too_large')
  const external = textOf(fields['external_id'])
  if (external !== '' && viewBy(slack.world, (view) => view.given['external_id'] === external && view.id !== instead) !== undefined) {
    throw new ApiError('duplicate_external_id')
  }
  const { blocks, type: _, ...rest } = fields
  return { type, given: rest, blocks: fillBlocks(blocks), hash: `${Math.floor(slack.now() / 1000)}.${newId('', 8)}` }
}

function givenView(call: Call): unknown {
  const view = structured(call, 'view')
  if (view === undefined) throw missing('view')
  if (view === null) throw new ApiError('invalid_arguments',
    { response_metadata: { messages: ['[ERROR] view is no JSON [json-pointer:/view]'] } })
  return view
}

const triggerOf = (call: Call): string => textOf(call.args['trigger_id']) || required(call, 'interactivity_pointer')

/** A new modal in front of what the person sees; what was open before is gone. */
function open(call: Call): Fields {
  const { slack } = call
  const read = readView(slack, givenView(call), 'modal')
  const { user } = slack.triggers.use(triggerOf(call), slack.now())
  const id = newId('V')
  slack.world.modals.delete(user)
  const view: View = { ...read, id, user, rootId: id, previousId: null }
  putView(slack.world, view)
  return { view: viewShape(slack, view) }
}

/** Puts a modal on top of the one that the person works in. Throws `push_limit_reached` above three. */
export function pushed(slack: Slack, user: string, given: unknown): View {
  const read = readView(slack, given, 'modal')
  const stack = slack.world.modals.get(user) ?? []
  if (stack.length >= DEEPEST) throw new ApiError('push_limit_reached')
  const id = newId('V')
  const view: View = { ...read, id, user, rootId: stack[0]?.id ?? id, previousId: stack.at(-1)?.id ?? null }
  putView(slack.world, view)
  return view
}

function push(call: Call): Fields {
  const { slack } = call
  const given = givenView(call)
  requireView(checkView(fieldsOf(given), 'modal'))
  const trigger = slack.triggers.use(triggerOf(call), slack.now())
  if (trigger.view === null) throw new ApiError('invalid_trigger_id')
  return { view: viewShape(slack, pushed(slack, trigger.user, given)) }
}

/** Puts other content into a modal that is open. */
export function updated(slack: Slack, view: View, given: unknown): View {
  const changed: View = { ...view, ...readView(slack, given, view.type, view.id) }
  putView(slack.world, changed)
  return changed
}

function update(call: Call): Fields {
  const { slack } = call
  const [id, external] = [textOf(call.args['view_id']), textOf(call.args['external_id'])]
  if (id !== '' && external !== '') {
    throw new ApiError('invalid_arguments',
      { response_metadata: { messages: ['[ERROR] Cannot provide both `view_id` and `external_id`'] } })
  }
  if (id === '' && external === '') throw missing('view_id')
  const view = viewBy(slack.world, (one) => (id === '' ? one.given['external_id'] === external : one.id === id))
  if (view === undefined) throw new ApiError('not_found')
  sameHash(call, view)
  return { view: viewShape(slack, updated(slack, view, givenView(call))) }
}

function sameHash(call: Call, view: View | undefined): void {
  const hash = textOf(call.args['hash'])
  if (hash !== '' && view !== undefined && hash !== view.hash) throw new ApiError('hash_conflict')
}

function publish(call: Call): Fields {
  const { slack } = call
  const user = slack.world.users.get(required(call, 'user_id'))
  if (user === undefined || user.bot) throw new ApiError('user_not_found')
  const known = slack.world.homes.get(user.id)
  sameHash(call, known)
  const id = known?.id ?? newId('V')
  const view: View = { ...readView(slack, givenView(call), 'home', id), id, user: user.id, rootId: id, previousId: null }
  putView(slack.world, view)
  return { view: viewShape(slack, view) }
}

/** views.* */
export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': { tier: 4, scope: null, run: open },
  'views.push': { tier: 4, scope: null, run: push },
  'views.update': { tier: 4, scope: null, run: update },
  'views.publish': { tier: 4, scope: null, run: publish },
}
