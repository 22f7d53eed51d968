import type { MessageStep, Recipient } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { Scope } from '../expression/scope.ts'
import type { CompiledMessage } from '../messages.ts'
import { compileMessage } from '../messages.ts'
import type { Placed } from '../placed.ts'
import type { MessageDocument } from '../schema/step.ts'
import type { Expressions } from './expressions.ts'
import { lowerWith } from './with.ts'

/** Templates that a SOP uses, each compiled once, with what is wrong in them. */
export interface Messages {
  get(name: string): readonly CompiledMessage[]
  readonly used: ReadonlyMap<string, readonly CompiledMessage[]>
  readonly diagnostics: readonly Diagnostic[]
}

/** Fetches templates from the world when a step first names them. */
export function createMessages(context: Context): Messages {
  const used = new Map<string, readonly CompiledMessage[]>()
  return {
    get: (name) => {
      const known = used.get(name) ?? context.world.messages(name).map(compileMessage)
      used.set(name, known)
      return known
    },
    used,
    get diagnostics() {
      return [...used.values()].flat().flatMap((message) => message.diagnostics)
    },
  }
}

/** The message's part of a step. */
export function lowerMessage(
  { step, path }: Placed<MessageDocument>,
  scope: Scope,
  context: Context,
  expressions: Expressions,
  messages: Messages,
): Pick<MessageStep, 'message' | 'to' | 'with'> {
  const { report, parsed, world } = context
  const found = messages.get(step.message)
  const locale = world.organisation?.locale ?? 'en'
  const main = found.find((each) => each.locale === locale)
  if (!main)
    report.add(
      'SOP306',
      `there is no template "messages/${step.message}.${locale}.md"`,
      parsed.places.span([...path, 'message']),
      found.length > 0 ? `add it: every message exists in the organisation's locale "${locale}"` : 'add the file, or correct the name',
    )
  const taker = main?.template && { name: step.message, takes: main.template.slots }
  return {
    message: step.message,
    to: recipient(step, path, scope, context, expressions),
    with: lowerWith(step.with, taker, path, scope, context, expressions),
  }
}

function recipient(
  step: MessageDocument,
  path: readonly PropertyKey[],
  scope: Scope,
  context: Context,
  expressions: Expressions,
): Recipient {
  const { to } = step
  if (to === 'customer') {
    if (context.sop.customer === undefined)
      context.report.add(
        'SOP422',
        '"to: customer" needs the SOP\'s "customer"',
        context.parsed.places.span([...path, 'to']),
        'add "customer: facts.order.customer" to the SOP',
      )
    return { kind: 'customer' }
  }
  if (typeof to === 'string' && /^[a-z][a-z0-9_]*$/.test(to))
    context.report.add(
      'SOP204',
      `this version cannot write to the role or person "${to}"`,
      context.parsed.places.span([...path, 'to']),
      'give them a task instead, or write to "customer" or to an expression that gives an address',
    )
  return { kind: 'address', tree: expressions.of(to, [...path, 'to'], scope, 'text') }
}
