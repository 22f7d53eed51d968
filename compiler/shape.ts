import type { z } from 'zod'
import { isObject } from '../domain/json.ts'
import type { Json } from '../domain/json.ts'
import { CODES } from './codes.ts'
import type { Code } from './codes.ts'
import { keysAt } from './known-keys.ts'
import { nearest } from './nearest.ts'
import type { Parsed } from './parse.ts'
import type { Path } from './places.ts'
import type { Report } from './report.ts'
import { calledHere, helpForKey, helpForValue, PART_OF_TEXT } from './shape-help.ts'

/** Checks a parsed document against a schema and points each complaint at the text that caused it. */
export function readShape<T>(schema: z.ZodType<T>, parsed: Parsed, report: Report): T | undefined {
  const result = schema.safeParse(parsed.value)
  if (result.success) return result.data
  complainOfAll(result.error.issues, [], parsed, report)
  return undefined
}

/** Every complaint that is not the consequence of a misspelt key. */
function complainOfAll(issues: readonly z.core.$ZodIssue[], base: Path, parsed: Parsed, report: Report): void {
  const misspelt = misspeltKeys(issues, base, parsed)
  for (const issue of issues) if (!isConsequence(issue, base, misspelt, parsed)) complain(issue, base, parsed, report)
}

/** A key that is missing because it is misspelt, or because a colon has made keys of a text; and what is said of the whole for lack of it. */
function isConsequence(issue: z.core.$ZodIssue, base: Path, misspelt: ReadonlySet<string>, parsed: Parsed): boolean {
  if (issue.code === 'unrecognized_keys') return false
  const path = [...base, ...issue.path].map(String)
  if (!parsed.places.has([...base, ...issue.path])) return misspelt.has(path.join('.')) || misspelt.has([...path.slice(0, -1), OF_TEXT].join('.'))
  return issue.code === 'custom' && !atKey(issue) && [...misspelt].some((each) => each.startsWith([...path, ''].join('.')) && !each.endsWith('.'))
}

/** Stands for every key of a map that is no map: text with a colon in it. */
const OF_TEXT = ' '

/** Paths of the keys that misspelt ones were meant for: to call those missing as well would be noise. */
function misspeltKeys(issues: readonly z.core.$ZodIssue[], base: Path, parsed: Parsed): ReadonlySet<string> {
  return new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return []
      const path = [...base, ...issue.path]
      const known = knownKeys(parsed, path)
      return issue.keys.slice(0, MOST_UNKNOWN).map((key) => [...path, key.includes(' ') ? OF_TEXT : (nearest(key, known) ?? calledHere(key, known)[0] ?? '')].map(String).join('.'))
    }),
  )
}

function complain(issue: z.core.$ZodIssue, base: Path, parsed: Parsed, report: Report): void {
  const path = [...base, ...issue.path]
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys.slice(0, MOST_UNKNOWN)) unknownKey(key, path, parsed, report)
      return moreUnknown(issue.keys.slice(MOST_UNKNOWN), path, parsed, report)
    case 'invalid_union':
      return branch(issue, path, parsed, report)
    case 'invalid_key':
      for (const inner of issue.issues) report.add(codeOf(inner), said(inner, path, parsed), parsed.places.keySpan(path), cutOff(path, parsed) ?? helpOf(inner))
      return
    default:
      return single(issue, path, parsed, report)
  }
}

function single(issue: z.core.$ZodIssue, path: Path, parsed: Parsed, report: Report): void {
  const key = String(path.at(-1) ?? 'file')
  if (!parsed.places.has(path))
    return report.add('SOP202', `missing key "${key}"`, parsed.places.keySpan(path.slice(0, -1)), `add "${key}"`)
  if (issue.code === 'custom')
    return report.add(codeOf(issue), issue.message, atKey(issue) ? parsed.places.keySpan(path) : parsed.places.span(path), helpOf(issue))
  report.add('SOP203', said(issue, path, parsed), parsed.places.span(path), helpForValue(issue, path, valueAt(parsed.value, path)) ?? (path.length === 0 ? 'write keys with values, one under the other: "title: A return"' : undefined))
}

const cutOff = (path: Path, parsed: Parsed): string | undefined =>
  valueAt(parsed.value, path) === null && /[^a-z0-9_]/i.test(String(path.at(-1))) ? PART_OF_TEXT : undefined

/** Of several possible forms the complaints of the closest one are shown: the one with the fewest, deepest complaints. */
function branch(issue: z.core.$ZodIssueInvalidUnion, path: Path, parsed: Parsed, report: Report): void {
  const value = valueAt(parsed.value, path)
  const fits = issue.errors.filter((issues) => !issues.some((each) => each.code === 'invalid_type' && each.path.length === 0))
  const closest = [...fits].sort((left, right) => score(left) - score(right))[0]
  if (isForeign(value, fits)) return single(issue, path, parsed, report)
  if (closest && (isObject(value) || Array.isArray(value) || closest.some((each) => each.code === 'custom'))) {
    return complainOfAll(closest, path, parsed, report)
  }
  single(issue, path, parsed, report)
}

/** A map none of whose keys any of the forms knows, nor one like it: each form would complain of all of them. */
function isForeign(value: Json | undefined, forms: readonly (readonly z.core.$ZodIssue[])[]): boolean {
  if (!isObject(value) || forms.length < 2) return false
  const keys = Object.keys(value)
  const wanted = forms.flat().flatMap(({ path: [key], path }) => (path.length === 1 ? [String(key)] : []))
  return !keys.some((key) => wanted.includes(key) || nearest(key, wanted) !== undefined) && forms.every((issues) => issues.some((each) => knowsNone(each, keys)))
}

const knowsNone = (issue: z.core.$ZodIssue, keys: readonly string[]): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_value' || (issue.code === 'unrecognized_keys' && issue.keys.length === keys.length))

const score = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length * 2 : 1), 0)

/** Of a map full of unknown keys the first ones tell enough, and of a file full of such maps too: each guess takes its time. */
const MOST_UNKNOWN = 20
const MOST_GUESSES = 200

function moreUnknown([first, ...rest]: readonly string[], path: Path, parsed: Parsed, report: Report): void {
  if (first === undefined) return
  const what = rest.length === 0 ? `unknown key "${first}"` : `${rest.length + 1} more unknown keys from "${first}" on`
  report.add('SOP201', what, parsed.places.keySpan([...path, first]), 'correct the keys before, or remove them all')
}

function unknownKey(key: string, path: Path, parsed: Parsed, report: Report): void {
  const help = helpForKey(key, knownKeys(parsed, path), valueAt(parsed.value, [...path, key]), report.diagnostics.length < MOST_GUESSES)
  report.add('SOP201', `unknown key "${key}"`, parsed.places.keySpan([...path, key]), help)
}

function knownKeys(parsed: Parsed, path: Path): readonly string[] {
  const value = valueAt(parsed.value, path)
  const keys = isObject(value) ? Object.keys(value) : []
  return keysAt(path, keys)
}

function valueAt(value: Json, path: Path): Json | undefined {
  let current: Json | undefined = value
  for (const key of path) {
    if (Array.isArray(current)) current = (current as readonly Json[])[Number(key)]
    else if (isObject(current)) current = Object.hasOwn(current, String(key)) ? current[String(key)] : undefined
    else return undefined
  }
  return current
}

function said(issue: z.core.$ZodIssue, path: Path, parsed: Parsed): string {
  if (issue.code === 'custom') return issue.message
  const key = String(path.at(-1))
  const wanted =
    issue.code === 'invalid_type'
      ? `expected ${WORDS[issue.expected] ?? issue.expected}`
      : issue.message.charAt(0).toLowerCase() + issue.message.slice(1)
  if (path.length === 0) return `the file: ${wanted}`
  const name = typeof path.at(-1) === 'number' ? `item ${Number(path.at(-1)) + 1} of "${String(path.at(-2) ?? 'file')}"` : `"${key}"`
  return `${name}: ${issue.message.startsWith('expected') ? issue.message : wanted}${numberHint(issue, path, parsed)}`
}

function numberHint(issue: z.core.$ZodIssue, path: Path, parsed: Parsed): string {
  const value = valueAt(parsed.value, path)
  return issue.code === 'invalid_type' && issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')
    ? `, and ${value} is not; quote it`
    : ''
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'keys and values',
  record: 'keys and values',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
}

type WithParams = z.core.$ZodIssue & { readonly params?: { readonly code?: string; readonly help?: string; readonly atKey?: boolean } }

const codeOf = (issue: z.core.$ZodIssue): Code => {
  const code = (issue as WithParams).params?.code
  return code !== undefined && Object.hasOwn(CODES, code) ? (code as Code) : 'SOP203'
}

const atKey = (issue: z.core.$ZodIssue): boolean => (issue as WithParams).params?.atKey === true

const helpOf = (issue: z.core.$ZodIssue): string | undefined => (issue as WithParams).params?.help
