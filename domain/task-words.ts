import type { CannotReason } from './event.ts'
import type { FormField } from './plan.ts'
import type { EvidenceWanted } from './views.ts'
import { say } from './words.ts'

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
