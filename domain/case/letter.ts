import { evaluate, type Scope } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { readInstant, wallTime } from '../instant.ts'
import { isObject, own, type Json, type JsonObject } from '../json.ts'
import type { MessageStep, MessageTemplate, Tree } from '../plan.ts'
import type { Effect, Letter, StepInstance } from '../state.ts'
import { fill } from '../template.ts'
import { planIn, want, type Draft } from './draft.ts'
import { evaluateAll, scopeIn } from './evaluate.ts'
import { placeOf } from './place.ts'

/** Writes a message in the recipient's language. Throws ExpressionFault when there is no address or no such template. */
export function letterOf(draft: Draft, instance: StepInstance, step: Pick<MessageStep, 'message' | 'to' | 'with'>): Letter {
  const scope = scopeIn(draft, instance)
  const recipient = recipientOf(draft, instance, step)
  const byLocale = own(planIn(draft, instance).messages, step.message) ?? {}
  const locale = localeFor(recipient.locale, planIn(draft, instance).locale, Object.keys(byLocale))
  const template = locale === undefined ? undefined : byLocale[locale]
  if (!template || locale === undefined) throw new ExpressionFault(`message "${step.message}" has no template`)
  const quiet = step.to.kind === 'customer' && template.kind !== 'legal' ? { quiet: recipient.zone === undefined ? {} : { zone: recipient.zone } } : {}
  return { template: step.message, locale, to: recipient.to, ...wordsOf(template, evaluateAll(step.with, scope), scope), ...quiet }
}

/** What a letter says with these values in its slots; instants are epoch milliseconds, or ISO 8601. */
export function wordsOf(template: MessageTemplate, values: JsonObject, scope: Scope): Pick<Letter, 'subject' | 'body'> {
  const slots = worded(values, template, scope.zoneOffsets)
  return { subject: fill(template.subject, scope, slots), body: fill(template.body, scope, slots) }
}

/** Instants as people read them, in the zone in which the SOP counts days; without one in UTC. The rest has a wording of its own. */
const worded = (values: JsonObject, { slots }: MessageTemplate, offsets: Scope['zoneOffsets']): JsonObject =>
  Object.fromEntries(Object.entries(values).map(([name, value]): [string, Json] => {
    const at = own(slots, name) !== 'instant' ? undefined : typeof value === 'number' ? value : typeof value === 'string' ? readInstant(value) : undefined
    return [name, at === undefined ? value : wallTime(at, offsets)]
  }))

/** The recipient's own locale, else their language, else the organisation's: `de-AT`, `de`, `en`. */
function localeFor(wanted: string | undefined, common: string | undefined, known: readonly string[]): string | undefined {
  const language = wanted?.split('-')[0]
  return [wanted, language, common].find((locale) => locale !== undefined && known.includes(locale)) ?? known[0]
}

/** Asks for a letter to be sent under its key, now. */
export const wantLetter = (draft: Draft, letter: Omit<Extract<Effect, { kind: 'send' }>, 'kind' | 'at'>): void =>
  want(draft, { kind: 'send', ...letter, ...(letter.message.quiet ? { at: draft.now } : {}) })

interface AddressedTo {
  readonly to: Letter['to']
  readonly locale?: string
  readonly zone?: string
}

function recipientOf(draft: Draft, instance: StepInstance, step: Pick<MessageStep, 'to'>): AddressedTo {
  switch (step.to.kind) {
    case 'customer': {
      const { tree, frame } = customerOf(draft, instance.frame)
      return fromMap(evaluate(tree, scopeIn(draft, { frame })))
    }
    case 'role': case 'person': return { to: { email: '', whom: step.to.name } }
    case 'address': return fromMap(evaluate(step.to.tree, scopeIn(draft, instance)))
  }
}

/** A SOP that is only called has its caller's customer. */
function customerOf(draft: Draft, frame: string): { readonly tree: Tree; readonly frame: string } {
  const { plan, home } = placeOf(draft.plan, draft.state, frame)
  if (plan.customer) return { tree: plan.customer, frame }
  if (home.kind === 'root') throw new ExpressionFault('the SOP does not say who the customer is')
  return customerOf(draft, home.parent)
}

function fromMap(value: Json): AddressedTo {
  if (typeof value === 'string' && value.includes('@')) return { to: { email: value } }
  const map = isObject(value) ? value : {}
  const [email, name, locale, zone] = [own(map, 'email'), own(map, 'name'), own(map, 'locale'), own(map, 'zone')]
  if (typeof email !== 'string' || !email.includes('@')) throw new ExpressionFault('the recipient has no email address')
  return { to: { email, ...(typeof name === 'string' ? { name } : {}) }, ...(typeof locale === 'string' ? { locale } : {}), ...(typeof zone === 'string' ? { zone } : {}) }
}
