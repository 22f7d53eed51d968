import { fieldsOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'

/** One thing that the vendor would not take, and where it stands as a JSON pointer. */
export interface Issue {
  readonly message: string
  readonly pointer: string
}
/** Looks at one value; answers what is wrong with it. */
export type Rule = (value: unknown, at: string) => readonly Issue[]

/** One issue. */
export const issue = (message: string, pointer: string): readonly Issue[] => [{ message, pointer }]

/** A text of so many characters, both ends included. */
export const str = (max: number, min = 1): Rule => (value, at) => {
  if (typeof value !== 'string') return issue('must be a string', at)
  if (value.length < min) return issue(`must be more than ${min - 1} characters`, at)
  return value.length > max ? issue(`must be less than ${max + 1} characters`, at) : []
}

/** True or false. */
export const bool: Rule = (value, at) => (typeof value === 'boolean' ? [] : issue('must be a boolean', at))

/** A whole number between two others, both included. */
export const whole = (min: number, max: number): Rule => (value, at) =>
  (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? []
    : issue(`must be a whole number from ${min} to ${max}`, at))

/** One of a few words. */
export const word = (...allowed: readonly string[]): Rule => (value, at) =>
  (allowed.includes(textOf(value)) ? [] : issue(`must be a valid enum value`, at))

/** A text of a given form. */
export const form = (pattern: RegExp, what: string): Rule => (value, at) =>
  (typeof value === 'string' && pattern.test(value) ? [] : issue(`must be ${what}`, at))

/** A list with so many items, each of which the rule takes. */
export const list = (max: number, item: Rule, min = 1): Rule => (value, at) => {
  if (!Array.isArray(value)) return issue('must be an array', at)
  if (value.length < min) return issue(`no less than ${min} items required`, at)
  if (value.length > max) return issue(`no more than ${max} items allowed`, at)
  return value.flatMap((one, index) => item(one, `${at}/${index}`))
}

/** Fields of an object; a name that ends in `!` must be there. Others than these are refused, as the vendor refuses them. */
export const shape = (fields: Readonly<Record<string, Rule>>, ...more: readonly Rule[]): Rule => (value, at) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return issue('must be an object', at)
  const given = value as Fields
  const known = Object.entries(fields).flatMap(([name, rule]) => {
    const key = name.replace('!', '')
    if (given[key] !== undefined) return rule(given[key], `${at}/${key}`)
    return name.endsWith('!') ? issue(`missing required field: ${key}`, at) : []
  })
  const strange = Object.keys(given).filter((key) => fields[key] === undefined && fields[`${key}!`] === undefined)
    .flatMap((key) => issue(`invalid additional property: ${key}`, at))
  return [...known, ...strange, ...more.flatMap((rule) => rule(value, at))]
}

/** Chooses the rule by the object's `type`, out of those that may stand here. */
export const byType = (rules: Readonly<Record<string, Rule>>): Rule => (value, at) => {
  const type = textOf(fieldsOf(value)['type'])
  const rule = rules[type]
  return rule === undefined ? issue(`unsupported type: ${type}`, `${at}/type`) : rule(value, at)
}

/** Those of a table of rules that may stand in one place. */
export const only = (rules: Readonly<Record<string, Rule>>, ...names: readonly string[]): Rule =>
  byType(Object.fromEntries(names.map((name) => [name, rules[name] ?? (() => [])])))

/** The values of a field, over a list of objects, are all different. */
export const distinct = (field: string): Rule => (value, at) => {
  const seen = new Set<unknown>()
  return (Array.isArray(value) ? value : []).flatMap((one, index) => {
    const key = fieldsOf(one)[field]
    const twice = key !== undefined && key !== '' && seen.has(key)
    seen.add(key)
    return twice ? issue(`\`${field}\` ${JSON.stringify(key)} already exists`, `${at}/${index}/${field}`) : []
  })
}

/** Both rules. */
export const both = (...rules: readonly Rule[]): Rule => (value, at) => rules.flatMap((rule) => rule(value, at))
