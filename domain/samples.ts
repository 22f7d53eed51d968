import type { Json, JsonObject } from './json.ts'
import type { FieldType } from './plan.ts'

const PLAIN: Readonly<Record<string, (name: string) => Json>> = {
  text: (name) => `(${name.replaceAll('_', ' ')})`, whole_number: () => 3, decimal: () => 2.5, money: () => ({ amount: '15.00', currency: 'USD' }), yes_no: () => true,
  date: () => '2026-11-20', instant: () => '2026-11-20T15:00:00Z',
}

/** A value of each type for whoever wants to see what a text looks like; a text says its own name. */
export const sampleValues = (types: Readonly<Record<string, FieldType>>): JsonObject =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [name, sampleOf(name, type)]))

function sampleOf(name: string, type: FieldType): Json {
  if (typeof type === 'string') return PLAIN[type]?.(name) ?? `(${name})`
  if ('optional' in type) return sampleOf(name, type.optional)
  if ('list' in type) return [sampleOf(name, type.list), sampleOf(name, type.list)]
  return 'choose' in type ? (type.choose[0] ?? '') : sampleValues(type.map)
}
