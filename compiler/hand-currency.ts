import { isObject } from '../domain/json.ts'
import type { Json } from '../domain/json.ts'
import { isMoney } from '../domain/money.ts'
import type { Plan } from '../domain/plan.ts'
import type { Context } from './context.ts'
import { readMoney } from './literals.ts'
import type { Path } from './places.ts'

/** In which currency an amount is typed in by hand; `what` and `path` name the amount, and are reported where nothing says it. */
export type HandCurrency = (what: string, path: Path) => string

/**
 * The currency of a SOP's own amounts: its policy, its forms, what its tables and expressions write out; else of the SOPs that it calls,
 * else of what its organisation may pay. Looked for when it is first asked for; a guess would be a wrong amount of money.
 */
export function createHandCurrency(context: Context): HandCurrency {
  let found: { readonly currency: string | undefined } | undefined
  return (what, path) => {
    found ??= { currency: currencyIn(context) }
    if (found.currency === undefined)
      context.report.add(
        'SOP205',
        `"${what}" is money, and nothing says in which currency somebody types it in who does this by hand`,
        context.parsed.places.span(path),
        'write an amount in that currency: a parameter such as { value: 100.00 EUR, owner: ROLE }, or "limits" in the organisation file',
      )
    return found.currency ?? ''
  }
}

function currencyIn({ sop, parsed, calls, world: { organisation } }: Context): string | undefined {
  const policy = Object.values(sop.parameters).flatMap(({ value }) => currenciesIn(value))
  const called = [...calls.values()].flatMap((found) => (found.kind === 'found' ? inPolicyOf(found.sop.plan) : []))
  const limits = Object.values(organisation?.limits ?? {}).flatMap((limit) => Object.values(limit))
  const approved = Object.values(organisation?.roles ?? {}).flatMap(({ mayApprove }) => mayApprove ?? [])
  return [...policy, ...currenciesIn(parsed.value), ...called, ...[...limits, ...approved].map(({ currency }) => currency)][0]
}

const inPolicyOf = ({ parameters, calls }: Plan): readonly string[] => [
  ...Object.values(parameters).flatMap(({ value }) => (isMoney(value) ? [value.currency] : [])),
  ...Object.values(calls).flatMap(inPolicyOf),
]

const WRITTEN = /^(?:[<>=!]{1,2}\s*)?(-?[\d.]+ [A-Z]{3})$|money\(["'](-?[\d.]+ [A-Z]{3})["']\)/g

/** Currencies of amounts that are written out, and of money fields, in the order of the text. Prose does not count. */
function currenciesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(currenciesIn)
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner]) => (key === 'currency' && typeof inner === 'string' ? currenciesIn(`0 ${inner}`) : currenciesIn(inner)))
  if (typeof value !== 'string') return []
  return [...value.matchAll(WRITTEN)].flatMap(([, alone, inside]) => {
    const money = readMoney(alone ?? inside ?? '')
    return money && !('problem' in money) ? [money.currency] : []
  })
}
