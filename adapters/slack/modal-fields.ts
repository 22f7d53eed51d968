import { PHOTO_TYPES } from '../../domain/evidence.ts'
import { isRequired } from '../../domain/form.ts'
import type { FieldKind, FormField } from '../../domain/plan.ts'
import type { EvidenceWanted } from '../../domain/views.ts'
import { input, oneOf, option, someOf } from './blocks.ts'
import { LIMITS } from './limits.ts'
import type { Option, Part } from './shapes.ts'
import { limitsInWords, needOfEvidence } from '../../domain/task-words.ts'
import { say, sayFirst } from '../../domain/words.ts'

/** The block of a form's field by its place; names may be longer than an id. */
export const fieldBlock = (index: number): string => `field.${index}`
/** The block of a kind of proof by its place. */
export const evidenceBlock = (index: number): string => `evidence.${index}`

/** Choices by their place in the list, so that no value is too long for Slack. */
export const indexed = (names: readonly string[], words: (name: string) => string = sayFirst): readonly Option[] =>
  names.flatMap((name, index) => option(words(name), String(index)))

/**
 * A form's fields as inputs. Nothing but what every field needs is asked for by Slack itself: limits are told in the hint and
 * judged by us, so that a wrong value is refused in the same words everywhere.
 */
export const formInputs = (fields: readonly FormField[], outcome: string | undefined): readonly Part[] => fields.map((field, index) => {
  const needed = isRequired(field, outcome)
  const forSome = outcome === undefined && typeof field.required !== 'boolean' && field.required.length > 0 ? `needed for ${field.required.map(say).join(', ')}` : ''
  const hint = [field.help, limitsInWords(field), forSome].filter(Boolean).join('; ')
  return input(fieldBlock(index), field.label, elementOf(field.type), { optional: !needed, hint })
})

function elementOf(type: FieldKind): Part {
  switch (type.kind) {
    case 'text': return { type: 'plain_text_input', multiline: type.max > 120, max_length: LIMITS.text }
    case 'scan': return { type: 'plain_text_input', max_length: LIMITS.text }
    case 'whole_number': return { type: 'number_input', is_decimal_allowed: false }
    case 'decimal': case 'money': return { type: 'number_input', is_decimal_allowed: true }
    case 'yes_no': return { type: 'radio_buttons', options: YES_NO }
    case 'date': return { type: 'datepicker' }
    case 'choose': return oneOf(indexed(type.options))
    case 'choose_many': return someOf(indexed(type.options))
  }
}

const YES_NO = [...option('Yes', 'yes'), ...option('No', 'no')]

/** Proof as inputs: photos and files are uploaded, links and codes are typed one a line. Whether it is needed is judged by us. */
export const evidenceInputs = (wanted: readonly EvidenceWanted[], outcome: string | undefined): readonly Part[] =>
  wanted.map((one, index) => input(evidenceBlock(index), one.label, proofOf(one), { optional: true, hint: hintOf(one, outcome) }))

const hintOf = (one: EvidenceWanted, outcome: string | undefined): string =>
  [needOfEvidence(one, outcome), one.kind === 'link' ? 'addresses that begin with https://' : '', one.atMost > 1 && isTyped(one) ? 'one a line' : ''].filter(Boolean).join('; ')

const isTyped = ({ kind }: EvidenceWanted): boolean => kind === 'link' || kind === 'scan'

const PHOTO_ENDINGS = PHOTO_TYPES.flatMap((type) => (type === 'image/jpeg' ? ['jpg', 'jpeg'] : [type.replace('image/', '')]))

function proofOf(one: EvidenceWanted): Part {
  if (isTyped(one)) return { type: 'plain_text_input', multiline: one.atMost > 1, max_length: LIMITS.text }
  const filetypes = one.kind === 'photo' ? { filetypes: PHOTO_ENDINGS } : {}
  return { type: 'file_input', max_files: Math.max(1, Math.min(LIMITS.files, one.atMost)), ...filetypes }
}
