import { fileShape } from '../api/shapes.ts'
import { elementsOf } from '../blocks/fill.ts'
import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'

/**
 * What a person entered, by block and action: a text, the value of a choice, a list of values, or ids of files and people. With a
 * bare value in place of the actions it is meant for the block's only element.
 */
export type Entered = Fields

type Element = Fields

/** All choices of an element, those under headings too. */
const choicesOf = (element: Element): readonly Fields[] => [
  ...listOf(element['options']).map(fieldsOf),
  ...listOf(element['option_groups']).flatMap((group) => listOf(fieldsOf(group)['options']).map(fieldsOf)),
]
const chosen = (element: Element, value: unknown): Fields | null => {
  const known = choicesOf(element).find((one) => one['value'] === value)
  if (known !== undefined) return known
  // Choices that the app itself gave stand in no list of ours.
  return textOf(element['type']).includes('external') && textOf(value) !== ''
    ? { text: { type: 'plain_text', text: value, emoji: true }, value } : null
}
const manyChosen = (element: Element, value: unknown): readonly Fields[] =>
  asList(value).map((one) => chosen(element, one)).filter((one) => one !== null)
const asList = (value: unknown): readonly unknown[] =>
  (Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value])
const orNull = (value: unknown): unknown => (value === undefined || value === '' ? null : value)

const SINGLE: Readonly<Record<string, readonly [field: string, initial: string]>> = {
  plain_text_input: ['value', 'initial_value'], number_input: ['value', 'initial_value'], email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'], users_select: ['selected_user', 'initial_user'],
  conversations_select: ['selected_conversation', 'initial_conversation'], channels_select: ['selected_channel', 'initial_channel'],
  datepicker: ['selected_date', 'initial_date'], timepicker: ['selected_time', 'initial_time'],
}
const LISTS: Readonly<Record<string, readonly [field: string, initial: string]>> = {
  multi_users_select: ['selected_users', 'initial_users'], multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
}

/** The state of one element: what was entered, else what the app gave at first. Undefined for what has none, such as a button. */
export function stateOf(slack: Slack, element: Element, entered: unknown): Fields | undefined {
  const type = textOf(element['type'])
  const single = SINGLE[type]
  if (single !== undefined) return { type, [single[0]]: orNull(entered ?? element[single[1]]) }
  const several = LISTS[type]
  if (several !== undefined) return { type, [several[0]]: asList(entered ?? element[several[1]]) }
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons': return { type, selected_option: entered === undefined ? (element['initial_option'] ?? null)
      : chosen(element, entered) }
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes': return { type, selected_options: entered === undefined ? listOf(element['initial_options'])
      : manyChosen(element, entered) }
    case 'datetimepicker': return { type, selected_date_time: entered === undefined ? (element['initial_date_time'] ?? null)
      : Number(entered) || null }
    case 'file_input': return { type, files: asList(entered).flatMap((id) => filesOf(slack, id)) }
    case 'rich_text_input': return { type, rich_text_value: { type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: textOf(entered) }] }] } }
    default: return undefined
  }
}

const filesOf = (slack: Slack, id: unknown): readonly Fields[] => {
  const file = slack.world.files.get(textOf(id))
  return file === undefined ? [] : [fileShape(slack, file)]
}

/** What was entered for one element. */
export function enteredFor(entered: Entered, blockId: string, actionId: string): unknown {
  const block = entered[blockId]
  return typeof block === 'object' && block !== null && !Array.isArray(block) ? (block as Fields)[actionId] : block
}

/** The `state.values` of a message or a view: every element that holds something. */
export function valuesOf(slack: Slack, blocks: readonly Fields[], entered: Entered): Fields {
  const values: Record<string, Record<string, Fields>> = {}
  for (const block of blocks) {
    const blockId = textOf(block['block_id'])
    for (const element of elementsOf(block)) {
      const actionId = textOf(element['action_id'])
      const state = stateOf(slack, element, enteredFor(entered, blockId, actionId))
      if (state !== undefined) (values[blockId] ??= {})[actionId] = state
    }
  }
  return values
}

/** What the vendor's own client asks for before it sends a modal off: by block, in its words. */
export function lacks(blocks: readonly Fields[], values: Fields): Readonly<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const block of blocks.filter((one) => one['type'] === 'input')) {
    const element = fieldsOf(block['element'])
    const state = fieldsOf(fieldsOf(values[textOf(block['block_id'])])[textOf(element['action_id'])])
    const wrong = lack(element, state, block['optional'] === true)
    if (wrong !== null) found[textOf(block['block_id'])] = wrong
  }
  return found
}

const isEmpty = (state: Fields): boolean => Object.entries(state).every(([key, value]) =>
  key === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0))

function lack(element: Element, state: Fields, optional: boolean): string | null {
  if (isEmpty(state)) return optional ? null : 'Please complete this required field.'
  const value = textOf(state['value'])
  switch (element['type']) {
    case 'plain_text_input': return lengthLack(element, value)
    case 'number_input': return numberLack(element, value)
    case 'email_text_input': return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? null : 'Please enter a valid email address.'
    case 'url_text_input': return /^https?:\/\/\S+$/.test(value) ? null : 'Please enter a valid URL.'
    case 'file_input': return listOf(state['files']).length > Number(element['max_files'] ?? 10)
      ? `Choose no more than ${String(element['max_files'] ?? 10)} files.` : null
    default: return null
  }
}

function lengthLack(element: Element, value: string): string | null {
  const [min, max] = [Number(element['min_length'] ?? 0), Number(element['max_length'] ?? 3000)]
  if (value.length < min) return `Please enter at least ${min} characters.`
  return value.length > max ? `Please enter no more than ${max} characters.` : null
}

function numberLack(element: Element, value: string): string | null {
  const whole = element['is_decimal_allowed'] !== true
  if (!(whole ? /^-?\d+$/ : /^-?\d+(\.\d+)?$/).test(value)) return whole ? 'Please enter a whole number.' : 'Please enter a number.'
  if (Number(value) < Number(element['min_value'] ?? -Infinity)) return `Please enter a number of at least ${String(element['min_value'])}.`
  return Number(value) > Number(element['max_value'] ?? Infinity) ? `Please enter a number of at most ${String(element['max_value'])}.`
    : null
}
