import type { z } from 'zod'
import { isObject } from '../domain/json.ts'
import type { Json } from '../domain/json.ts'
import { CODES } from './codes.ts'
import type { Code } from './codes.ts'
import { nearest, suggest } from './nearest.ts'
import type { Parsed } from './parse.ts'
import type { Path } from './places.ts'
import type { Report } from './report.ts'
import { CLOCK_KEYS } from './schema/clock-keys.ts'
import { LATER_KEYS } from './schema/later.ts'
import { ORGANISATION, ORGANISATION_KEYS } from './schema/organisation/known-keys.ts'

/** Checks a parsed document against a schema and points each complaint at the text that caused it. */
export function readShape<T>(schema: z.ZodType<T>, parsed: Parsed, report: Report): T | undefined {
  const result = schema.safeParse(parsed.value)
  if (result.success) return result.data
  const misspelt = misspeltKeys(result.error.issues, [], parsed)
  for (const issue of result.error.issues) {
    const missing = issue.code !== 'unrecognized_keys' && !parsed.places.has(issue.path) && misspelt.has(issue.path.map(String).join('.'))
    if (!missing) complain(issue, [], parsed, report)
  }
  return undefined
}

/** Paths of the keys that misspelt ones were meant for: to call those missing as well would be noise. */
function misspeltKeys(issues: readonly z.core.$ZodIssue[], base: Path, parsed: Parsed): ReadonlySet<string> {
  return new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return []
      const path = [...base, ...issue.path]
      const known = knownKeys(parsed, path)
      return issue.keys.slice(0, MOST_UNKNOWN).map((key) => [...path, nearest(key, known) ?? ''].map(String).join('.'))
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
  report.add('SOP203', said(issue, path, parsed), parsed.places.span(path))
}

/** Text with a comma inside { … } leaves its rest behind as a key without a value. */
const cutOff = (path: Path, parsed: Parsed): string | undefined =>
  valueAt(parsed.value, path) === null && /[^a-z0-9_]/i.test(String(path.at(-1))) ? 'quote the whole text, if this belongs to the text before the comma' : undefined

/** Of several possible forms the complaints of the closest one are shown: the one with the fewest, deepest complaints. */
function branch(issue: z.core.$ZodIssueInvalidUnion, path: Path, parsed: Parsed, report: Report): void {
  const value = valueAt(parsed.value, path)
  const fits = issue.errors.filter((issues) => !issues.some((each) => each.code === 'invalid_type' && each.path.length === 0))
  const closest = [...fits].sort((left, right) => score(left) - score(right))[0]
  if (isForeign(value, fits)) return single(issue, path, parsed, report)
  if (closest && (isObject(value) || Array.isArray(value) || closest.some((each) => each.code === 'custom'))) {
    for (const inner of closest) complain(inner, path, parsed, report)
    return
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
  const span = parsed.places.keySpan([...path, key])
  const later = Object.hasOwn(LATER_KEYS, key) ? LATER_KEYS[key] : undefined
  const known = knownKeys(parsed, path)
  if (later !== undefined) report.add('SOP204', `this version cannot run "${key}"`, span, later)
  else
    report.add(
      'SOP201',
      `unknown key "${key}"`,
      span,
      (report.diagnostics.length < MOST_GUESSES ? suggest(key, known.filter((each) => each !== key)) : undefined) ??
        (key.includes(' ') ? 'quote the whole text, if this belongs to the text before the comma' : 'remove it, or correct its spelling'),
    )
}

/** Set by the schemas' reader below: which keys exist where, for suggestions. */
function knownKeys(parsed: Parsed, path: Path): readonly string[] {
  const value = valueAt(parsed.value, path)
  const keys = isObject(value) ? Object.keys(value) : []
  return KEYS_BY_PLACE.find(([test]) => test(path, keys))?.[1] ?? ALL_KEYS
}

const STEP = [
  'id',
  'title',
  'why',
  'when',
  'on',
  'next',
  'finish',
  'at_most',
  'owner',
  'mode',
  'mode_reason',
  'deadline',
  'pause_on',
  'hours',
]
const TOP = [
  'language',
  'sop',
  'title',
  'why',
  'owner',
  'review_every',
  'hours',
  'customer',
  'sla',
  'deadline',
  'pauses',
  'escalation',
  'trigger',
  'parameters',
  'facts',
  'let',
  'steps',
  'at_any_time',
  'together',
  'outcomes',
  'reopen',
  'gives',
]
const KEYS_BY_PLACE: readonly (readonly [(path: Path, keys: readonly string[]) => boolean, readonly string[]])[] = [
  ...CLOCK_KEYS,
  [(path, keys) => path.length === 0 && keys.includes('organisation') && !keys.includes('scenarios'), ORGANISATION],
  [(path, keys) => path.length === 0 && keys.includes('scenarios'), ['organisation', 'scenarios']],
  [(path) => path.length === 0, TOP],
  [
    (path, keys) => isStep(path) && keys.includes('task'),
    [...STEP, 'task', 'assign', 'sla', 'do', 'check', 'form', 'outcomes', 'if_wrong', 'escalate', 'shows',
      'evidence', 'approvals', 'not_same_as', 'handoff'],
  ],
  [(path, keys) => isStep(path) && keys.includes('action'), [...STEP, 'action', 'with', 'verify', 'undo', 'returns']],
  [(path, keys) => isStep(path) && keys.includes('decide'), [...STEP, 'decide']],
  [(path, keys) => isStep(path) && keys.includes('message'), [...STEP, 'message', 'to', 'with']],
  [(path, keys) => isStep(path) && keys.includes('wait'), [...STEP, 'wait']],
  [(path, keys) => isStep(path) && keys.includes('parallel'), [...STEP, 'parallel', 'wait_for']],
  [(path, keys) => isStep(path) && keys.includes('each'), [...STEP, 'each', 'steps', 'at_once', 'wait_for']],
  [(path, keys) => isStep(path) && keys.includes('call'), [...STEP, 'call', 'with']],
  [(path, keys) => path.at(-1) === 'wait' && keys.includes('silence_of'), ['silence_of', 'lasting', 'if', 'within', 'remind']],
  [(path, keys) => path.at(-1) === 'wait' && keys.includes('until'), ['until', 'remind']],
  [(path) => path.at(-1) === 'wait', ['for', 'if', 'within', 'remind']],
  [(path) => path.at(-1) === 'remind', ['after', 'message', 'to', 'with']],
  [(path) => path[0] === 'at_any_time' && path.at(-1) !== 'then', ['on', 'if', 'then']],
  [(path) => path.at(-1) === 'then', ['finish', 'next', 'undo']],
  [(path) => path[0] === 'together', ['when', 'also', 'waiver']],
  [(path) => path[0] === 'reopen', ['on', 'if', 'after', 'within', 'at']],
  [(path) => path.at(-1) === 'deadline', ['at', 'act_before', 'then']],
  [(path) => path.at(-1) === 'approvals', ['of', 'need']],
  [(path) => path.at(-2) === 'evidence', ['photo', 'file', 'link', 'scan', 'at_least', 'at_most', 'label', 'required', 'unless']],
  [(path) => path.at(-1) === 'decide', ['by', 'hit', 'rules']],
  [(path) => path[0] === 'trigger', ['on', 'if', 'key', 'manual', 'form', 'every', 'called']],
  [(path) => path[0] === 'facts', ['from', 'with', 'fresh_for', 'unknown', 'is', 'returns', 'use', 'ask']],
  ...ORGANISATION_KEYS,
  [
    (path) => path.includes('expect'),
    ['outcome', 'effects', 'messages', 'visited', 'not_visited', 'owner', 'due', 'escalations', 'ended_within', 'open_at'],
  ],
  [
    (path) => path[0] === 'scenarios' && path.length === 2,
    ['name', 'starts', 'trigger', 'opened_by', 'event', 'facts', 'systems', 'people', 'exceptions', 'cancel', 'until', 'expect', 'confirm', 'asks',
      'events', 'reopened'],
  ],
  [(path) => path[0] === 'scenarios' && path.at(-1) === 'pause', ['after', 'reason', 'for']],
  [(path) => path[2] === 'people', ['after', 'outcome', 'form', 'evidence', 'by', 'claims', 'pause', 'cannot_do', 'note', 'nobody']],
  [(path) => path[2] === 'exceptions', ['choose', 'reference', 'after', 'by', 'outcome', 'form']],
  [(path) => path[2] === 'asks', ['after', 'by', 'value']],
  [(path) => path[2] === 'cancel', ['after', 'by', 'because']],
  [
    (path) => path.includes('form'),
    ['label', 'help', 'required', 'text', 'whole_number', 'decimal', 'money', 'yes_no', 'date', 'scan', 'choose', 'choose_many'],
  ],
  [(path, keys) => path.at(-1) === 'escalate' && keys.includes('levels'), ['repeat', 'repeat_after', 'acknowledged_for', 'levels']],
  [(path) => path.includes('levels') || path.includes('escalate'), ['at', 'after', 'do', 'to', 'takes_over', 'by']],
]
const ALL_KEYS = [
  ...new Set([
    ...TOP,
    ...ORGANISATION,
    ...KEYS_BY_PLACE.flatMap(([, keys]) => keys),
    'value',
    'that',
    'else',
    'acknowledge',
    'finish',
    'min',
    'max',
    'currency',
    'places',
  ]),
]

/** An item of `steps`, of a branch's list or of the list of an `each`. */
const isStep = (path: Path): boolean => path[0] === 'steps' && typeof path.at(-1) === 'number' && (path.at(-2) === 'steps' || path.at(-3) === 'parallel')

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
  const key = String(path.at(-1) ?? 'file')
  const wanted =
    issue.code === 'invalid_type'
      ? `expected ${WORDS[issue.expected] ?? issue.expected}`
      : issue.message.charAt(0).toLowerCase() + issue.message.slice(1)
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
