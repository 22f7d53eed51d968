import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { attributes, html } from './html.ts'
import { mrkdwn, plainText } from './mrkdwn.ts'
import type { Reading } from './mrkdwn.ts'

type Values = Readonly<Record<string, string | number | boolean | undefined>>

/** The value of each kind of choice, and the attributes by which the script gathers it. */
const gathered = (block: Fields, element: Fields, kind: string): Values =>
  ({ 'data-in': kind, 'data-block': textOf(block['block_id']), 'data-action': textOf(element['action_id']) })
const idOf = (block: Fields, element: Fields): string =>
  `i-${textOf(block['block_id'])}-${textOf(element['action_id'])}`.replace(/[^\w-]/g, '_')
const placeholderOf = (element: Fields): string | undefined =>
  (element['placeholder'] === undefined ? undefined : textOf(fieldsOf(element['placeholder'])['text']))

const PICKERS: Readonly<Record<string, readonly [type: string, initial: string]>> = {
  datepicker: ['date', 'initial_date'], timepicker: ['time', 'initial_time'], email_text_input: ['email', 'initial_value'],
  url_text_input: ['url', 'initial_value'],
}

function typed(block: Fields, element: Fields, label: string): string {
  const base: Values = {
    id: idOf(block, element), ...gathered(block, element, 'text'), placeholder: placeholderOf(element), 'aria-label': label || undefined,
    autofocus: element['focus_on_load'] === true,
  }
  const first = textOf(element['initial_value'])
  if (element['multiline'] === true || element['type'] === 'rich_text_input') return `<textarea rows="4"${attributes(base)}>${html(first)}</textarea>`
  const number = element['type'] === 'number_input'
  const picker = PICKERS[textOf(element['type'])]
  // The limits are not put on the element: the vendor's client complains when the modal is sent off, and so does this one.
  return `<input${attributes({
    ...base, type: picker?.[0] ?? 'text', inputmode: number ? 'decimal' : undefined, value: picker === undefined ? first : textOf(element[picker[1]]),
    autocomplete: 'off',
  })}>`
}

const zoned = (seconds: unknown): string => (typeof seconds === 'number' ? new Date(seconds * 1000).toISOString().slice(0, 16) : '')

const option = (value: string, text: string, chosen: boolean): string =>
  `<option${attributes({ value, selected: chosen })}>${text}</option>`

function menu(block: Fields, element: Fields, reading: Reading, label: string): string {
  const type = textOf(element['type'])
  const many = type.startsWith('multi_')
  const initial = new Set([
    ...listOf(element['initial_options']).concat(element['initial_option'] ?? []).map((one) => textOf(fieldsOf(one)['value'])),
    ...['initial_user', 'initial_channel', 'initial_conversation'].flatMap((one) =>
      [textOf(element[one]), ...listOf(element[`${one}s`]).map(String)]),
  ])
  const choices = type.includes('users') ? peopleChoices(reading, initial) : /channels|conversations/.test(type)
    ? channelChoices(reading, initial) : optionsOf(element, initial)
  const empty = many ? '' : option('', html(placeholderOf(element) ?? (label || 'Choose')), false)
  return `<select${attributes({
    id: idOf(block, element), ...gathered(block, element, many ? 'many' : 'text'), multiple: many, 'aria-label': label || undefined,
    size: many ? Math.min(6, Math.max(3, choices.split('<option').length - 1)) : undefined,
  })}>${empty}${choices}</select>`
}

function optionsOf(element: Fields, initial: ReadonlySet<string>): string {
  const each = (options: unknown): string => listOf(options).map(fieldsOf)
    .map((one) => option(textOf(one['value']), plainText(textOf(fieldsOf(one['text'])['text'])),
      initial.has(textOf(one['value'])))).join('')
  const groups = listOf(element['option_groups']).map(fieldsOf)
    .map((group) => `<optgroup label="${html(textOf(fieldsOf(group['label'])['text']))}">${each(group['options'])}</optgroup>`)
  return each(element['options']) + groups.join('')
}
const peopleChoices = ({ world }: Reading, initial: ReadonlySet<string>): string =>
  [...world.users.values()].filter((one) => !one.deleted && !one.bot)
  .map((one) => option(one.id, html(one.realName), initial.has(one.id))).join('')
const channelChoices = ({ world }: Reading, initial: ReadonlySet<string>): string =>
  [...world.channels.values()].filter((one) => one.kind !== 'im' && !one.archived)
  .map((one) => option(one.id, html(`#${one.name}`), initial.has(one.id))).join('')

/** Radio buttons and checkboxes, each with its description. */
function ticks(block: Fields, element: Fields, reading: Reading): string {
  const many = element['type'] === 'checkboxes'
  const initial = new Set([...listOf(element['initial_options']), element['initial_option']].map((one) => textOf(fieldsOf(one)['value'])))
  const words = (value: unknown): string => {
    const object = fieldsOf(value)
    return object['type'] === 'mrkdwn' ? mrkdwn(textOf(object['text']), reading) : plainText(textOf(object['text']))
  }
  const more = (one: Fields): string => (one['description'] === undefined ? '' : `<small>${words(one['description'])}</small>`)
  return `<div class="ticks">${listOf(element['options']).map(fieldsOf).map((one) => `<label><input${attributes({
    type: many ? 'checkbox' : 'radio', name: idOf(block, element), value: textOf(one['value']), checked: initial.has(textOf(one['value'])),
    ...gathered(block, element, many ? 'tick' : 'radio'),
  })}><span>${words(one['text'])}${more(one)}</span></label>`).join('')}</div>`
}

function files(block: Fields, element: Fields): string {
  const max = Number(element['max_files'] ?? 10)
  const types = listOf(element['filetypes']).map((one) => `.${String(one)}`).join(',')
  return `<div class="files"><label class="button">Choose ${max === 1 ? 'a file' : 'files'}<input${attributes({
    id: idOf(block, element), type: 'file', multiple: max > 1, accept: types === '' ? undefined : types, ...gathered(block, element, 'files'), 'data-max': max,
  })}></label><ul aria-live="polite"></ul></div>`
}

/** A menu whose choices the app gives while one types. */
function suggested(block: Fields, element: Fields, label: string): string {
  const list = `${idOf(block, element)}-list`
  return `<input${attributes({
    ...gathered(block, element, 'text'), list, 'data-suggest': true, placeholder: placeholderOf(element), 'aria-label': label || undefined,
  })}><datalist id="${html(list)}"></datalist>`
}

/** The control of an element that holds something; `label` names it where no label stands beside it. */
export function control(block: Fields, element: Fields, reading: Reading, label = ''): string {
  switch (element['type']) {
    case 'radio_buttons':
    case 'checkboxes': return ticks(block, element, reading)
    case 'file_input': return files(block, element)
    case 'external_select':
    case 'multi_external_select': return suggested(block, element, label)
    case 'datetimepicker': return `<input${attributes({
      type: 'datetime-local', id: idOf(block, element), ...gathered(block, element, 'instant'), value: zoned(element['initial_date_time']),
    })}>`
    default: return textOf(element['type']).includes('select') ? menu(block, element, reading, label) : typed(block, element, label)
  }
}

/** An input block: label, control, hint, and the place for what is wrong with it. */
export function inputBlock(block: Fields, reading: Reading): string {
  const element = fieldsOf(block['element'])
  const grouped = ['radio_buttons', 'checkboxes', 'file_input'].includes(textOf(element['type']))
  const label = `${plainText(textOf(fieldsOf(block['label'])['text']))}${block['optional'] === true ? ' <small>(optional)</small>' : ''}`
  const hint = block['hint'] === undefined ? '' : `<p class="hint">${plainText(textOf(fieldsOf(block['hint'])['text']))}</p>`
  const error = `<p class="error" role="alert" data-error="${html(textOf(block['block_id']))}"></p>`
  const dispatch = block['dispatch_action'] === true ? attributes({ 'data-dispatch': true }) : ''
  return grouped
    ? `<fieldset${dispatch}><legend>${label}</legend>${control(block, element, reading)}${error}${hint}</fieldset>`
    : `<div class="field"${dispatch}><label for="${html(idOf(block, element))}">${label}</label>${control(block, element, reading)}${error}${hint}</div>`
}
