import { evaluate } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { isObject, own, type Json } from '../json.ts'
import type { MessageStep } from '../plan.ts'
import type { Letter } from '../state.ts'
import { fill } from '../template.ts'
import type { Draft } from './draft.ts'
import { evaluateAll, scopeIn } from './evaluate.ts'

/** Writes a message in the recipient's language. Throws ExpressionFault when there is no address or no such template. */
export function letterOf(draft: Draft, step: MessageStep): Letter {
  const scope = scopeIn(draft)
  const recipient = recipientOf(draft, step)
  const byLocale = own(draft.plan.messages, step.message) ?? {}
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

function recipientOf(draft: Draft, step: MessageStep): AddressedTo {
  const scope = scopeIn(draft)
  switch (step.to.kind) {
    case 'customer': {
      if (!draft.plan.customer) throw new ExpressionFault('the SOP does not say who the customer is')
      return fromMap(evaluate(draft.plan.customer, scope))
    }
    case 'address': return fromMap(evaluate(step.to.tree, scope))
  }
}

function fromMap(value: Json): AddressedTo {
  if (typeof value === 'string' && value.includes('@')) return { to: { email: value } }
  const map = isObject(value) ? value : {}
  const [email, name, locale] = [own(map, 'email'), own(map, 'name'), own(map, 'locale')]
  if (typeof email !== 'string' || !email.includes('@')) throw new ExpressionFault('the recipient has no email address')
  return { to: { email, ...(typeof name === 'string' ? { name } : {}) }, ...(typeof locale === 'string' ? { locale } : {}) }
}
