import { CANNOT_REASONS } from '../../domain/event.ts'
import { choicesOf, needOfField, oneLine } from '../../domain/mail/say.ts'
import type { FormField } from '../../domain/plan.ts'
import type { ListedTask } from '../../domain/ports.ts'
import type { EvidenceWanted } from '../../domain/views.ts'
import { html, NONE, when, type Html } from './html.ts'
import { textIn, type Typed } from './typed.ts'
import type { Proof } from './uploads.ts'
import { CANNOT_WORDS, limitsInWords, needOfEvidence } from '../../domain/task-words.ts'
import { sayFirst } from '../../domain/words.ts'

/** The form as it is to be shown: with what was typed, and what was wrong with it. */
export interface Filled {
  readonly typed: Typed
  readonly kept: Proof['given']
  readonly errors: ReadonlyMap<string, string>
}

/** The ways to answer, as explicit choices: nothing is chosen but what the reader's own link names. */
export function choiceField(task: ListedTask, { typed, errors }: Filled): Html {
  const chosen = textIn(typed, 'o')
  const radios = choicesOf(task).map(({ value, words, help }) => radio('o', value, words, chosen === value, help))
  return group('o', 'How did it end?', '', radios, errors.get('o'))
}

/** What the step asks for, top to bottom. */
export function taskFields(task: ListedTask, filled: Filled): readonly Html[] {
  return [
    ...task.form.map((field) => formField(field, filled)),
    ...(task.evidence ?? []).map((wanted) => evidenceField(wanted, filled)),
    ...(task.kind === 'exception' ? byHand(task, filled) : []),
    ...(task.kind === 'suggestion' ? [lines('note', 'If not, why?', 'needed for no', filled)] : []),
    ...(task.kind === 'task' || task.kind === 'question' ? [cannot(filled)] : []),
  ]
}

function byHand(task: ListedTask, filled: Filled): readonly Html[] {
  const outcomes = task.outcomes.length > 1 ? [group('by_hand', 'How did it end by hand?', 'for "I did it by hand"', task.outcomes.map((outcome) => radio('by_hand', outcome, sayFirst(outcome), textIn(filled.typed, 'by_hand') === outcome)), filled.errors.get('outcome'))] : []
  return [field('reference', 'Reference', 'for "I did it by hand": the number or link under which the other system knows it', filled.errors.get('reference'), (id, by) => input(id, 'reference', textIn(filled.typed, 'reference'), by)), ...outcomes]
}

const cannot = (filled: Filled): Html => html`<details${filled.errors.has('reason') || filled.errors.has('note') || textIn(filled.typed, 'o') === '!cannot' ? OPEN : NONE}><summary>Only for “I cannot do this”</summary>
${group('reason', 'Why not?', '', CANNOT_REASONS.map((reason) => radio('reason', reason, CANNOT_WORDS[reason], textIn(filled.typed, 'reason') === reason)), filled.errors.get('reason'))}
${lines('note', 'What should the next person know?', 'needed for another reason', filled)}</details>`

const OPEN: Html = { html: ' open' }

/** The code of the mail: what nobody has who has only its link. */
export const codeField = ({ errors }: Filled): Html =>
  field('code', 'Code from the mail', 'six digits, under “Finish it”', errors.get('code'), (id, by) => html`<input id="${id}" name="code" type="text" inputmode="numeric" autocomplete="off" maxlength="20" aria-required="true"${by}>`)

function formField(one: FormField, filled: Filled): Html {
  const { type } = one
  const name = `f.${one.name}`
  const texts = filled.typed.texts.get(name) ?? []
  const error = filled.errors.get(one.name)
  const help = [needOfField(one), one.help ?? '', limitsInWords(one)].filter((text) => text !== '').join('; ')
  const options = type.kind === 'yes_no' ? ['yes', 'no'] : type.kind === 'choose' || type.kind === 'choose_many' ? type.options : undefined
  if (options) return group(name, one.label, help, options.map((option) => radio(name, option, sayFirst(option), texts.includes(option), undefined, type.kind === 'choose_many' ? 'checkbox' : 'radio')), error)
  return field(name, one.label, help, error, (id, by) => (type.kind === 'text' && type.max > 120 ? area(id, name, texts[0] ?? '', by) : input(id, name, texts[0] ?? '', by, type.kind)))
}

function evidenceField(wanted: EvidenceWanted, filled: Filled): Html {
  const name = `e.${wanted.name}`
  const error = filled.errors.get(`evidence.${wanted.name}`)
  if (wanted.kind === 'link' || wanted.kind === 'scan') {
    const how = wanted.kind === 'link' ? 'an address that begins with https://' : 'scan it or type it'
    return field(name, wanted.label, [needOfEvidence(wanted), how, ...(wanted.atMost > 1 ? ['one a line'] : [])].join('; '), error, (id, by) => area(id, name, textIn(filled.typed, name), by))
  }
  const kept = (filled.kept[wanted.name] ?? []).map((item) => ('sha256' in item ? html`<label class="choice"><input type="checkbox" name="k.${wanted.name}" value="${item.sha256}/${item.name}" checked><span>${item.name}, sent already</span></label>` : NONE))
  const accept = wanted.kind === 'photo' ? html` accept="image/jpeg,image/png,image/webp,image/heic"` : NONE
  return html`${field(name, wanted.label, `${needOfEvidence(wanted)}; at most 10 MB in all`, error, (id, by) => html`<input type="file" id="${id}" name="${name}" multiple${accept}${by}>`)}${kept}`
}

const lines = (name: string, label: string, help: string, filled: Filled): Html =>
  field(name, label, help, filled.errors.get(name), (id, by) => area(id, name, textIn(filled.typed, name), by))

const KEYBOARDS: Readonly<Record<string, string>> = { whole_number: 'numeric', decimal: 'decimal', money: 'decimal' }

const input = (id: string, name: string, value: string, by: Html, kind = 'text'): Html =>
  html`<input id="${id}" name="${name}" type="${kind === 'date' ? 'date' : 'text'}" inputmode="${KEYBOARDS[kind] ?? 'text'}" autocomplete="off" value="${value}"${by}>`

const area = (id: string, name: string, value: string, by: Html): Html => html`<textarea id="${id}" name="${name}" rows="3"${by}>
${value}</textarea>`

const idOf = (name: string): string => `in-${name.replaceAll(/[^\w-]/g, '-')}`

function field(name: string, label: string, help: string, error: string | undefined, control: (id: string, describedBy: Html) => Html): Html {
  const id = idOf(name)
  const by = [...(help === '' ? [] : [`${id}-help`]), ...(error === undefined ? [] : [`${id}-error`])].join(' ')
  const described = html`${when(by !== '', () => html` aria-describedby="${by}"`)}${when(error !== undefined, () => html` aria-invalid="true"`)}`
  return html`<div class="field"><label for="${id}">${label}</label>${when(help !== '', () => html`<p class="help" id="${id}-help">${help}</p>`)}${control(id, described)}${errorLine(id, error)}</div>`
}

function group(name: string, legend: string, help: string, choices: readonly Html[], error: string | undefined): Html {
  const id = idOf(name)
  return html`<fieldset${when(error !== undefined, () => html` aria-describedby="${id}-error"`)}><legend>${legend}</legend>${when(help !== '', () => html`<p class="help">${help}</p>`)}<div class="choices">${choices}</div>${errorLine(id, error)}</fieldset>`
}

const errorLine = (id: string, error: string | undefined): Html => when(error !== undefined, () => html`<p class="error" id="${id}-error">${error ?? ''}</p>`)

const radio = (name: string, value: string, words: string, chosen: boolean, help = '', type = 'radio'): Html =>
  html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${when(chosen, () => html` checked`)}><span>${oneLine(words, 200)}${when(help !== '', () => html`<small>${help}</small>`)}</span></label>`
