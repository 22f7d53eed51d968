import { capabilityIn } from '../../domain/capability.ts'
import { own } from '../../domain/json.ts'
import type { Context } from '../context.ts'
import { edits, isOneSlip } from '../nearest.ts'
import type { Path } from '../places.ts'
import type { Subject } from '../verify.ts'

/** One place at which a SOP has a web service do something. `path` is the step or fact, `key` where the action is named. */
interface Use {
  readonly action: string
  readonly path: Path
  readonly key: string
  readonly inputs: readonly string[]
  readonly returns: readonly string[]
}

/** Names of one kind beyond this many are no longer compared with each other: nobody's web service has so many, and it would take long. */
const MOST_NAMES = 200

/**
 * A web service takes whatever it is sent under whatever name, so nothing declares what is misspelt. What can be told is a name
 * that is nearly one of its kind, or nearly one that the same SOP uses elsewhere.
 */
export function lookalikes({ context }: Subject): void {
  const actions = new Set<string>()
  const inputs = new Map<string, Set<string>>()
  for (const use of usesIn(context).filter(({ action }) => context.actions.get(action)?.open === 'all')) {
    if (!actions.has(use.action)) nearAction(use, actions, context)
    if (actions.size < MOST_NAMES) actions.add(use.action)
    const known = inputs.get(use.action) ?? new Set()
    inputs.set(use.action, known)
    nearInput(use, known, context)
    nearAnswer(use, context)
  }
}

/** The first slip of a use tells enough. */
function nearInput({ action, path, inputs }: Use, known: Set<string>, context: Context): void {
  const given = new Set(inputs)
  const fresh = inputs.filter((name) => !known.has(name))
  const others = [...known].filter((name) => !given.has(name))
  for (const name of fresh) {
    const meant = others.find((other) => isSlip(name, other))
    if (meant !== undefined) return warn(context, `"${name}" is nearly "${meant}", which "${action}" is given elsewhere`, context.parsed.places.keySpan([...path, 'with', name]), meant)
  }
  for (const name of fresh) if (known.size < MOST_NAMES) known.add(name)
}

function usesIn({ sop, steps }: Context): readonly Use[] {
  const facts = Object.entries(sop.facts).flatMap(([name, fact]) =>
    'from' in fact ? [{ action: fact.from, path: ['facts', name], key: 'from', inputs: Object.keys(fact.with ?? {}), returns: Object.keys(fact.returns ?? {}) }] : [],
  )
  const done = steps.flatMap(({ step, path }) => {
    if (!('action' in step)) return []
    const one = { path, inputs: Object.keys(step.with ?? {}), returns: Object.keys(step.returns ?? {}) }
    return [{ ...one, action: step.action, key: 'action' }, ...(step.undo === undefined ? [] : [{ ...one, action: step.undo, key: 'undo', inputs: [], returns: [] }])]
  })
  return [...facts, ...done]
}

function nearAction({ action, path, key }: Use, before: ReadonlySet<string>, context: Context): void {
  const services = Object.keys(context.world.vocabulary.services ?? {}).filter((name) => capabilityIn(name) === capabilityIn(action))
  const used = [...before].filter((name) => capabilityIn(name) === capabilityIn(action))
  const meant = services.includes(action) ? undefined : (services.find((name) => edits(name, action) <= 2) ?? used.find((name) => isSlip(afterDot(name), afterDot(action))))
  if (meant !== undefined) warn(context, `"${action}" is nearly "${meant}"`, context.parsed.places.span([...path, key]), meant)
}

/** An answer whose fields are known, and of which the author names one otherwise. */
function nearAnswer({ action, path, returns }: Use, context: Context): void {
  const known = Object.keys(own(context.world.vocabulary.services ?? {}, action) ?? {})
  for (const name of returns.filter((each) => !known.includes(each))) {
    const meant = known.find((other) => !returns.includes(other) && edits(other, name) <= 2)
    if (meant !== undefined) warn(context, `"${name}" is nearly "${meant}", which "${action}" answers`, context.parsed.places.keySpan([...path, 'returns', name]), meant)
  }
}

/** One slip of the fingers in a word that is long enough to tell. */
const isSlip = (one: string, other: string): boolean => Math.min(one.length, other.length) >= 4 && isOneSlip(one, other)

const afterDot = (action: string): string => action.slice(action.indexOf('.') + 1)

function warn({ report }: Context, message: string, span: Parameters<Context['report']['add']>[2], meant: string): void {
  report.add('SOP443', message, span, `rename it to "${meant}" if that is what is meant`)
}
