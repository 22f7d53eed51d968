import { isObject } from '../../domain/json.ts'
import type { FactPlan, FieldType, FormField } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { isOptional, named, present } from '../expression/types.ts'
import { kindOfType, spoken } from '../fields.ts'
import type { HandCurrency } from '../hand-currency.ts'
import type { Path } from '../places.ts'
import type { Report } from '../report.ts'
import type { FactDocument } from '../schema/sop.ts'
import { createValueReader } from '../scenario/values.ts'
import { returned } from '../answers.ts'

type From = Extract<FactPlan, { kind: 'from' }>

/** What happens when a fact stays unknown, and what a person is then asked for. `path` is the fact; amounts are asked for in `currency`. */
export function lowerUnknown(fact: Extract<FactDocument, { from: string }>, path: Path, currency: HandCurrency, context: Context): Pick<From, 'unknown' | 'fields'> {
  const { unknown } = fact
  if (unknown === undefined || unknown === 'stop') return { unknown: { do: 'stop' }, fields: [] }
  const type = returned(context, fact.from, fact.returns)
  if ('ask' in unknown) return { unknown: { do: 'ask', role: unknown.ask }, fields: asked(type, fact.from, path, currency, context) }
  return { unknown: { do: 'use', value: used(unknown.use, type, path, context) }, fields: [] }
}

function used(value: Extract<From['unknown'], { do: 'use' }>['value'], type: FieldType, path: Path, { report, parsed }: Context) {
  if (typeof type !== 'object' || !('map' in type)) return value
  for (const [name, inner] of Object.entries(type.map))
    if (!isObject(value) || (!Object.hasOwn(value, name) && !isOptional(inner)))
      report.add(
        'SOP203',
        `"use" of "${String(path[1])}" has no "${name}"`,
        parsed.places.span([...path, 'unknown', 'use']),
        'give every field that the action answers',
      )
  const wrong: Report = { ...report, add: (code, ...rest) => report.add(code === 'SOP601' ? 'SOP203' : 'SOP412', ...rest) }
  return createValueReader(parsed, wrong).fields(isObject(value) ? value : {}, type.map, `the fact "${String(path[1])}"`, [...path, 'unknown', 'use'])
}

/** The declared fields of a fact as a form. Nobody can type in a list of lines, so such a fact cannot be asked for. */
function asked(type: FieldType, action: string, path: Path, currency: HandCurrency, { report, parsed, actions }: Context): readonly FormField[] {
  const fields = typeof type === 'object' && 'map' in type ? Object.entries(type.map) : []
  if (type === 'any' && actions.has(action))
    report.add('SOP412', `nobody can be asked for "${String(path[1])}", of which no field is known`, parsed.places.span([...path, 'unknown', 'ask']), 'add "returns: { NAME: TYPE }"')
  return fields.flatMap(([name, inner]): readonly FormField[] => {
    const plain = present(inner)
    if (plain !== 'any' && (typeof plain !== 'object' || 'choose' in plain))
      return [{ name, label: spoken(name), type: kindOfType(inner, () => currency(name, [...path, 'unknown', 'ask'])), required: !isOptional(inner) }]
    if (!isOptional(inner))
      report.add(
        'SOP412',
        `"${name}" of "${String(path[1])}" is ${plain === 'any' ? 'of no known type' : named(inner)}, and nobody can type that in`,
        parsed.places.span([...path, 'unknown', 'ask']),
        'write "unknown: stop", or { use: VALUE }',
      )
    return []
  })
}
