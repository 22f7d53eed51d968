import type { CannotReason } from './event.ts'
import type { FormField } from './plan.ts'
import type { EvidenceWanted } from './views.ts'

/** An author's name as people say it: `pay_part` becomes `pay part`. */
export const say = (name: string): string => name.replaceAll(/[_-]+/g, ' ').replaceAll('.', ', ')

/** The same at the start of a line. */
export function sayFirst(name: string): string {
  const words = say(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** An action of another system: `shopify.approve_return` becomes `Approve return (shopify)`. */
export function sayAction(action: string): string {
  const dot = action.indexOf('.')
  return dot < 0 ? sayFirst(action) : `${sayFirst(action.slice(dot + 1))} (${action.slice(0, dot)})`
}

const WAYS: Readonly<Record<string, string>> = { slack: 'in Slack', email: 'by mail', console: 'in the console', cli: 'in the terminal', api: 'through the API' }

/** By which way somebody acted: `in Slack`, `by mail`; undefined for what happens by itself. */
export const sayVia = (via: string | undefined): string | undefined => (via === undefined ? undefined : (WAYS[via] ?? `by ${say(via)}`))

/** That a task went on from somebody of that name: only who handed it on themselves did so. */
export const sayHandedOn = ({ byRoster }: { readonly byRoster?: true }, name: string): string => (byRoster ? `It went on from ${name}` : `${name} handed it on`)

/** Who opened a case: another system says that it is one, people and connections go by their id. */
export const sayOpener = (openedBy: string): string => openedBy.replace(/^integration:/, 'the integration ')

/** The coded reasons of "I cannot do this", in the words a person would use. */
export const CANNOT_WORDS: Readonly<Record<CannotReason, string>> = {
  missing_data: 'Something I need to know is missing',
  no_authority: 'I may not decide this',
  policy_gap: 'The SOP does not say what to do here',
  system_failure: 'A system or device does not work',
  out_of_stock: 'It is not in stock',
  unsafe: 'It is not safe',
  other: 'Another reason',
}

/** What can be done about a step that did not work, in the same words as on every page. */
export const SETTLE_WORDS = { retry: 'Try again', done_by_hand: 'I did it by hand', give_up: 'Give up' } as const

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in words, two units at most: `1 h 40 min`. Negative lengths count as zero. */
export function inWords(ms: number): string {
  const length = Math.max(0, ms)
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`
  if (length < DAY) return pair(length, HOUR, 'h', MINUTE, 'min')
  return length < 14 * DAY ? pair(length, DAY, 'd', HOUR, 'h') : `${Math.floor(length / DAY)} d`
}

function pair(ms: number, big: number, bigWord: string, small: number, smallWord: string): string {
  const rest = Math.floor((ms % big) / small)
  const whole = `${Math.floor(ms / big)} ${bigWord}`
  return rest === 0 ? whole : `${whole} ${rest} ${smallWord}`
}

/** How an instant stands to the present: `due in 1 h 40 min`, `40 min past due`. */
export function dueInWords(dueAt: number, now: number): string {
  if (now >= dueAt) return now - dueAt < MINUTE ? 'due now' : `${inWords(now - dueAt)} past due`
  return `due in ${inWords(dueAt - now)}`
}

/** What stands under an evidence field: how much, and when; without an outcome, what holds before one is chosen. */
export function needOfEvidence({ kind, atLeast, atMost, required, unless }: EvidenceWanted, outcome: string | null = null): string {
  const many = `${atMost > atLeast ? 'at least ' : ''}${atLeast} ${atLeast === 1 ? kind : `${kind}s`}`
  if (required === false) return 'optional'
  if (unless) return `${many}, for most answers`
  if (required === true) return many
  if (outcome === null) return `${many}, needed for ${required.map(say).join(', ')}`
  return required.includes(outcome) ? many : 'optional'
}

/** The limits of a field in words, to stand under its label; empty when there is nothing to say. */
export function limitsInWords({ type }: Pick<FormField, 'type'>): string {
  switch (type.kind) {
    case 'whole_number': return joined('a whole number', between(type.min, type.max))
    case 'decimal': return joined('a number, such as 12.5', between(type.min, type.max))
    case 'money': return joined(`in ${type.currency}`, between(type.min, type.max))
    case 'text': return type.max <= 200 ? `up to ${type.max} characters` : ''
    case 'scan': return 'scan it or type it'
    default: return ''
  }
}

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(', ')

function between(min: number | string | undefined, max: number | string | undefined): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`
  if (min !== undefined) return `${min} or more`
  return max === undefined ? '' : `at most ${max}`
}
