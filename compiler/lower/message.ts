import type { MessageStep, Recipient, Tree } from '../../domain/plan.ts'
import { isOnlyCalled } from '../called.ts'
import type { Context } from '../context.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { checkExpression } from '../expression/check.ts'
import type { Scope } from '../expression/scope.ts'
import type { CompiledMessage } from '../messages.ts'
import { compileMessage } from '../messages.ts'
import type { Path } from '../places.ts'
import type { MessageDocument } from '../schema/step.ts'
import type { Expressions } from './expressions.ts'
import { isName, personIn as isPersonIn, refuseStrange } from './people.ts'
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

/** A letter as a step or a reminder has it. */
type LetterDocument = Pick<MessageDocument, 'message' | 'to' | 'with'>

/** Which letter goes to whom with what; `path` is where its keys stand. */
export function lowerLetter(
  letter: LetterDocument,
  path: Path,
  scope: Scope,
  context: Context,
  expressions: Expressions,
  messages: Messages,
): Pick<MessageStep, 'message' | 'to' | 'with'> {
  const { report, parsed, world } = context
  const found = messages.get(letter.message)
  const locale = world.organisation?.locale ?? 'en'
  const main = found.find((each) => each.locale === locale)
  if (!main)
    report.add(
      'SOP306',
      `there is no template "messages/${letter.message}.${locale}.md"`,
      parsed.places.span([...path, 'message']),
      found.length > 0 ? `add it: every message exists in the organisation's locale "${locale}"` : 'add the file, or correct the name',
    )
  const taker = main?.template && { name: letter.message, takes: main.template.slots }
  return {
    message: letter.message,
    to: recipient(letter, path, scope, context, expressions),
    with: lowerWith(letter.with, taker, path, scope, context, expressions),
  }
}

function recipient({ to }: LetterDocument, path: Path, scope: Scope, context: Context, expressions: Expressions): Recipient {
  if (to === 'customer') {
    if (context.sop.customer === undefined && !isOnlyCalled(context.sop))
      context.report.add(
        'SOP422',
        '"to: customer" needs the SOP\'s "customer"',
        context.parsed.places.span([...path, 'to']),
        'add "customer: facts.order.customer" to the SOP',
      )
    return { kind: 'customer' }
  }
  if (isName(to)) return { kind: isPersonIn(context)(to) ? 'person' : 'role', name: to }
  if (refuseStrange(to, [...path, 'to'], 'role or person', context)) return { kind: 'role', name: '' }
  const tree = expressions.of(to, [...path, 'to'], scope, 'text')
  const person = personIn(tree, context, scope)
  if (person !== undefined)
    context.report.add('SOP412', `"${person}" is the name of a person, and a letter needs an address`, context.parsed.places.span([...path, 'to']), 'write a role, a person, or an expression that gives an e-mail address, such as facts.order.customer.email')
  return { kind: 'address', tree }
}

/** Values of a case that name a person: who opened it, who ended a step. */
const NAMES_PERSON = ([root, first, second]: readonly string[]): boolean => (root === 'case' && first === 'opened_by') || (root === 'steps' && second === 'by')

/** The part of an expression that gives a person's name, through derived values too; undefined where none does. */
function personIn(tree: Tree, context: Context, scope: Scope, seen: readonly string[] = []): string | undefined {
  if (tree.is === 'if') return personIn(tree.then, context, scope, seen) ?? personIn(tree.else, context, scope, seen)
  if (tree.is !== 'read') return undefined
  const [root, name = ''] = tree.path
  const value = root === 'lets' && !seen.includes(name) && Object.hasOwn(context.sop.let, name) ? context.sop.let[name] : undefined
  if (typeof value !== 'string') return NAMES_PERSON(tree.path) ? tree.path.join('.') : undefined
  const derived = checkExpression(value, scope, { problem: () => {}, read: () => {} })
  return derived && personIn(derived.tree, context, scope, [...seen, name])
}
