import type { FieldType } from '../../domain/plan.ts'

/** The type of an expression: what fields can have, and what only arises on the way. */
export type Type = FieldType | 'duration' | 'null'

/** The type without `optional`. */
export function present(type: Type): Exclude<Type, { readonly optional: FieldType }> {
  return typeof type === 'object' && 'optional' in type ? present(type.optional) : type
}

/** Whether a value may be absent, so that reading it needs `has` before. */
export const isOptional = (type: Type): boolean => typeof type === 'object' && 'optional' in type

/** `optional` once, never twice. */
export const optional = (type: FieldType): FieldType => (isOptional(type) ? type : { optional: type })

/** As people say it: `money`, `one of a, b`, `list of text`. */
export function named(type: Type): string {
  const plain = present(type)
  if (typeof plain === 'string') return plain === 'null' ? 'nothing' : plain.replace('_', ' ')
  if ('choose' in plain) return plain.choose.length > 6 ? 'a choice' : `one of ${plain.choose.join(', ')}`
  return 'list' in plain ? `list of ${named(plain.list)}` : 'a map'
}

/** Whether nothing is known of it before the case runs: such a value is let through here and judged when it is read. */
export const isAny = (type: Type): boolean => present(type) === 'any'
/** Whether it counts: whole or decimal, not money, which has a currency to mind. */
export const isNumber = (type: Type): boolean => ['whole_number', 'decimal'].includes(present(type) as string)
/** Whether it is text; a choice is text too, of which all values are known. */
export const isText = (type: Type): boolean => {
  const plain = present(type)
  return plain === 'text' || (typeof plain === 'object' && 'choose' in plain)
}

/** Values that can be told apart and ordered with each other have the same family. */
export function family(type: Type): string {
  const plain = present(type)
  if (isNumber(plain)) return 'number'
  if (isText(plain)) return 'text'
  return typeof plain === 'string' ? plain : 'list' in plain ? 'list' : 'map'
}

/** The type of something that is one or the other; undefined when nothing fits both. */
export function join(left: Type, right: Type): Type | undefined {
  const [one, other] = [present(left), present(right)]
  const both = joinPresent(one, other)
  return both !== undefined && both !== 'duration' && both !== 'null' && (isOptional(left) || isOptional(right)) ? optional(both) : both
}

function joinPresent(one: Type, other: Type): Type | undefined {
  if (one === other) return one
  if (isAny(one) || isAny(other)) return 'any'
  if (isNumber(one) && isNumber(other)) return 'decimal'
  if (isText(one) && isText(other)) return joinText(one, other)
  if (typeof one === 'object' && typeof other === 'object') return joinShapes(one, other)
  return undefined
}

function joinText(one: Type, other: Type): Type {
  if (typeof one !== 'object' || typeof other !== 'object' || !('choose' in one) || !('choose' in other)) return 'text'
  return { choose: [...new Set([...one.choose, ...other.choose])] }
}

function joinShapes(one: object, other: object): Type | undefined {
  if ('list' in one && 'list' in other) {
    const item = join(one.list as FieldType, other.list as FieldType)
    return item === undefined || item === 'duration' || item === 'null' ? undefined : { list: item }
  }
  return 'map' in one && 'map' in other ? joinMaps(one.map as Fields, other.map as Fields) : undefined
}

/** Names and types of a map's fields. */
export type Fields = Readonly<Record<string, FieldType>>

/** The fields of several maps together: one that some map lacks is optional. */
export function joinMaps(one: Fields, other: Fields): { readonly map: Fields } {
  const fields = new Map<string, FieldType>()
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [left, right] = [field(one, name), field(other, name)]
    const both = left && right ? join(left, right) : undefined
    const type = both === undefined || both === 'duration' || both === 'null' ? undefined : both
    fields.set(name, left && right ? (type ?? 'any') : optional(left ?? right ?? 'any'))
  }
  return { map: Object.fromEntries(fields) }
}

/** The type of one field, never something of the prototype. */
export const field = (fields: Fields, name: string): FieldType | undefined => (Object.hasOwn(fields, name) ? fields[name] : undefined)

/** Whether a value of one type may stand where another is wanted. */
export function fits(type: Type, wanted: FieldType): boolean {
  const [given, need] = [present(type), present(wanted)]
  if (need === 'any' || given === 'any') return true
  if (given === need || (need === 'decimal' && given === 'whole_number')) return true
  if (need === 'text') return isText(given)
  if (typeof need !== 'object' || typeof given !== 'object') return false
  if ('choose' in need) return 'choose' in given && given.choose.every((option) => need.choose.includes(option))
  if ('list' in need) return 'list' in given && fits(given.list, need.list)
  if (!('map' in need) || !('map' in given)) return false
  return Object.entries(need.map).every(([name, inner]) => {
    const own = field(given.map, name)
    return own === undefined ? isOptional(inner) : fits(own, inner) && (!isOptional(own) || isOptional(inner))
  })
}
