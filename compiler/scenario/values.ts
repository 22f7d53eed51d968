import { isObject } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { FieldKind, FieldType } from '../../domain/plan.ts'
import { field, named, present } from '../expression/types.ts'
import { isDate, readInstant, readMoney } from '../literals.ts'
import { suggest } from '../nearest.ts'
import type { Parsed } from '../parse.ts'
import type { Path } from '../places.ts'
import type { Report } from '../report.ts'

/** Reads values of a scenario as the types that the SOP and its connectors declare; fields may be left out, and without types all is taken as it stands. */
export interface ValueReader {
  value(value: Json, type: FieldType, path: Path): Json
  fields(values: JsonObject, types: Readonly<Record<string, FieldType>> | undefined, what: string, path: Path): JsonObject
}

/** A reader that complains at the place of each value. */
export function createValueReader(parsed: Parsed, report: Report): ValueReader {
  const wrong = (type: FieldType, path: Path, help?: string): null => {
    report.add('SOP602', `"${String(path.at(-1))}": expected ${named(type)}`, parsed.places.span(path), help)
    return null
  }

  function fields(values: JsonObject, types: Readonly<Record<string, FieldType>> | undefined, what: string, path: Path): JsonObject {
    if (!types) return values
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const type = field(types, name)
        if (type) return [name, read(value, type, [...path, name])]
        report.add(
          'SOP601',
          `${what} has no "${name}"`,
          parsed.places.keySpan([...path, name]),
          suggest(name, Object.keys(types)) ?? 'remove it',
        )
        return [name, value]
      }),
    )
  }

  function read(value: Json, type: FieldType, path: Path): Json {
    const plain = present(type) as FieldType
    if (value === null || plain === 'any') return value
    if (typeof plain === 'object') return shaped(value, plain, path)
    switch (plain) {
      case 'text':
        return typeof value === 'string' ? value : wrong(plain, path, 'quote it')
      case 'whole_number':
        return typeof value === 'number' && Number.isInteger(value) ? value : wrong(plain, path)
      case 'decimal':
        return typeof value === 'number' ? value : wrong(plain, path)
      case 'yes_no':
        return typeof value === 'boolean' ? value : wrong(plain, path, 'write true or false')
      case 'date':
        return typeof value === 'string' && isDate(value) ? value : wrong(plain, path, 'write it as 2026-11-20')
      case 'instant':
        return typeof value === 'string' && readInstant(value) !== undefined
          ? value
          : wrong(plain, path, 'write it as 2026-11-20T10:00:00Z')
      case 'money':
        return money(value) ?? wrong(plain, path, 'write it as 15.00 USD')
    }
  }

  function shaped(value: Json, type: Extract<FieldType, object>, path: Path): Json {
    if ('choose' in type)
      return type.choose.includes(String(value)) && typeof value !== 'object'
        ? String(value)
        : wrong(type, path, suggest(String(value), type.choose))
    if ('list' in type)
      return Array.isArray(value) ? value.map((item: Json, index) => read(item, type.list, [...path, index])) : wrong(type, path)
    if ('map' in type) return isObject(value) ? fields(value, type.map, `"${String(path.at(-1))}"`, path) : wrong(type, path)
    return value
  }

  return { value: read, fields }
}

function money(value: Json): Json | undefined {
  const read = typeof value === 'string' ? readMoney(value) : undefined
  return read && !('problem' in read) ? { ...read } : undefined
}

/** The type of what is typed into a form field. */
export function typeOfKind(kind: FieldKind): FieldType {
  switch (kind.kind) {
    case 'scan':
      return 'text'
    case 'choose':
      return { choose: kind.options }
    case 'choose_many':
      return { list: { choose: kind.options } }
    default:
      return kind.kind
  }
}
