import { evaluate } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { isObject, own, type Json } from '../json.ts'
import type { MessageStep, Tree } from '../plan.ts'
import type { Letter, StepInstance } from '../state.ts'
import { fill } from '../template.ts'
import { planIn, type Draft } from './draft.ts'
import { evaluateAll, scopeIn } from './evaluate.ts'
import { placeOf } from './place.ts'

/** Writes a message in the recipient's language. Throws ExpressionFault when there is no address or no such template. */
export function letterOf(draft: Draft, instance: StepInstance, step: Pick<MessageStep, 'message' | 'to' | 'with'>): Letter {
  const scope = scopeIn(draft, instance)
  const recipient = recipientOf(draft, instance, step)
  const byLocale = own(planIn(draft, instance).messages, step.message) ?? {}
  const locale = recipient.locale !== undefined && Object.hasOwn(byLocale, recipient.locale) ? recipient.locale : Object.keys(byLocale)[0]
  const template = locale === undefined ? undefined : byLocale[locale]
  if (!template || locale === undefined) throw new ExpressionFault(`message "${step.message}" has no template`)
  const slots = evaluateAll(step.with, scope)
  return { template: step.message, locale, to: recipient.to, subject: fill(template.subject, scope, slots), body: fill(template.body, scope, slots) }
}

interface AddressedTo {
  readonly to: Letter['to']
  readonly locale?: string
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
  const [email, name, locale] = [own(map, 'email'), own(map, 'name'), own(map, 'locale')]
  if (typeof email !== 'string' || !email.includes('@')) throw new ExpressionFault('the recipient has no email address')
  return { to: { email, ...(typeof name === 'string' ? { name } : {}) }, ...(typeof locale === 'string' ? { locale } : {}) }
}
