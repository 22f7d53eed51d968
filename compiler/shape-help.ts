import type { z } from 'zod'
import { isObject } from '../domain/json.ts'
import type { Json } from '../domain/json.ts'
import { quoted, suggest } from './nearest.ts'

/** Words that people bring from elsewhere, with the key that says it here. */
const ELSEWHERE_CALLED: Readonly<Record<string, readonly string[]>> = {
  if: ['when'], condition: ['when'], then: ['on', 'next'], goto: ['next', 'on'], else: ['on'], transitions: ['on'], assignee: ['assign'], role: ['assign', 'to'], person: ['assign', 'to'], notify: ['to'], due: ['sla'], timeout: ['within', 'sla'],
  timer: ['within'], name: ['title', 'id'], description: ['why', 'do'], instructions: ['do'], checklist: ['check'], checks: ['check'], inputs: ['with'], input: ['with'], params: ['with'], args: ['with'],
  fields: ['form'], variables: ['let', 'parameters'], vars: ['let', 'parameters'], settings: ['parameters'], retries: ['at_most'], branches: ['parallel'], foreach: ['each'], loop: ['each'], type: ['text', 'choose'],
  options: ['choose'], max_length: ['text'], approvers: ['approvals'], on_failure: ['if_wrong', 'on'],
}

/** Keys that are set somewhere else than where people look for them. */
const STANDS_ELSEWHERE: Readonly<Record<string, string>> = {
  locale: 'remove it; a letter is in the language of whoever gets it, else in the "locale" of the organisation file',
  channel: 'remove it; the channel of a letter stands at the top of its template',
  version: 'remove it; every change of the file is a version of its own',
  tags: 'remove it; nothing would read it',
}

/** What is called otherwise elsewhere, of the keys that exist at this place. */
export const calledHere = (key: string, known: readonly string[]): readonly string[] =>
  Object.hasOwn(ELSEWHERE_CALLED, key.toLowerCase()) ? (ELSEWHERE_CALLED[key.toLowerCase()] ?? []).filter((each) => known.includes(each)) : []

/** What to do about a key that nobody knows here: what the word is called here, else the nearest, else whether it belongs to a text. */
export function helpForKey(key: string, known: readonly string[], value: Json | undefined, mayGuess: boolean): string {
  const others = known.filter((each) => each !== key)
  const called = calledHere(key, others)
  if (called.length > 0) return `use ${called.map((each) => `"${each}"`).join(' or ')}`
  const elsewhere = Object.hasOwn(STANDS_ELSEWHERE, key) ? STANDS_ELSEWHERE[key] : undefined
  if (elsewhere !== undefined) return elsewhere
  if (value === null && /^\d[\d.]* [A-Z]{3}$/.test(key)) return 'write the amount with a point and without separators: 1100.00 USD'
  if (key.includes(' ')) return value === null ? PART_OF_TEXT : 'quote the whole text, because ": " in it makes a key of what stands before'
  return (mayGuess ? suggest(key, others) : undefined) ?? (value === null ? PART_OF_TEXT : 'remove it, or correct its spelling')
}

/** Text with a comma inside { … } leaves its rest behind as a key without a value. */
export const PART_OF_TEXT = 'quote the whole text, or write a list in [ … ], if this belongs to what stands before the comma'

type Expected = z.core.$ZodIssue & { readonly expected?: string }

/** Maps that people most often write in a shorter form, by their key, or by the key around them. */
const SAMPLES: Readonly<Record<string, string>> = {
  parameters: '{ value: 100.00 USD, owner: ROLE }', each: '{ line: facts.order.lines, at_most: 50 }', parallel: '{ goods: [ … ], note: [ … ] }', on: '{ OUTCOME: STEP }',
  with: '{ NAME: EXPRESSION }', pauses: '{ within: 10d }', approvals: '{ of: [ROLE], need: 2 }', deadline: '{ at: event.due_by }', form: '{ note: { text: 200 } }', expect: '{ outcome: NAME }', then: '{ finish: OUTCOME }',
  wait: '{ for: EVENT, if: EXPRESSION, within: 10d }', decide: '{ by: { … }, rules: [ … ] }', by: '{ value: facts.order.value }', evidence: '{ photos: { photo: { at_least: 2 } } }',
}

/** What to do about a value of the wrong form, where its form tells what was meant. */
export function helpForValue(issue: Expected, path: readonly PropertyKey[], value: Json | undefined): string | undefined {
  const { expected, message } = issue
  const key = String(path.at(-1) ?? '')
  const wantsMap = expected === 'object' || expected === 'record'
  const sample = wantsMap ? [key, String(path.at(-2) ?? '')].find((name) => Object.hasOwn(SAMPLES, name)) : undefined
  if (sample !== undefined) return `write it as ${SAMPLES[sample] ?? ''}`
  const wantsList = expected === 'array' || /^expected (true, or )?a list/.test(message)
  if (value === null && wantsList) return 'write its items under it, each after "- "'
  if (value === null && wantsMap) return 'write its keys under it, indented further'
  if (value === null && expected === 'string') return 'write the text after it, or remove the key'
  if (key === 'outcomes' && isObject(value)) return `write their names alone: [${Object.keys(value).join(', ')}]; "on" says where each leads`
  if (wantsList && isObject(value)) return 'begin each item of the list with "- "'
  if (wantsList && value !== null && value !== undefined && !/^(yes|no|on|off)$/i.test(String(value))) return `write it as a list: [${/[,:#[\]{}]/.test(String(value)) ? JSON.stringify(value) : String(value)}]`
  if (Array.isArray(value)) return helpForList(expected, message, path)
  if (typeof value === 'string' && /^(yes|no|on|off)$/i.test(value) && /\btrue\b/.test(message)) return `write ${/^(yes|on)$/i.test(value) ? 'true' : 'false'}; "${value}" is text`
  if (key === 'unknown' && (value === 'ask' || value === 'use')) return value === 'ask' ? 'write { ask: ROLE }' : 'write { use: VALUE }'
  if (key === 'at_most' && typeof value === 'string') return 'write how many times, such as 3; a limit of time is "within"'
  return typeof value === 'number' && message.includes('at most') ? 'write a smaller number' : undefined
}

function helpForList(expected: string | undefined, message: string, path: readonly PropertyKey[]): string | undefined {
  const key = String(path.at(-1) ?? '')
  if (expected === 'object' || expected === 'record') return 'write keys with values instead of a list'
  if (path.at(-3) === 'parameters') return 'give each value a parameter of its own, or write the list where it is used: x in ["a", "b"]'
  if (expected === 'string') return `write one text; "${key}: |" takes the lines under it as they stand`
  if (key === 'assign') return 'name one role, person or roster; a role of the organisation file has several people'
  return message.includes('expression') ? 'write one expression' : undefined
}

/** What a thing is probably meant to be that has none of the keys which would say so. */
export function helpForKind(keys: readonly string[], kinds: readonly string[]): string {
  for (const key of keys) {
    const help = suggest(key, kinds)
    if (help?.startsWith('rename')) return `rename "${key}" to ${help.slice('rename it to '.length)}`
  }
  return kinds.length > 3 ? 'add the key that says what it is' : `add one of ${quoted(kinds)}`
}
