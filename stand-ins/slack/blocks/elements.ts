import { fieldsOf } from '../json.ts'
import { confirm, initialAmongOptions, optionGroups, options, optionsOrGroups, overflowOptions, plain, text } from './objects.ts'
import { bool, form, issue, list, shape, str, whole, word } from './rules.ts'
import type { Rule } from './rules.ts'

const type = str(40)
const actionId = str(255)
const url = str(3000)
const placeholder = plain(150)
const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const NUMBER = /^-?\d+(\.\d+)?$/

const base = { 'type!': type, action_id: actionId }
const chooser = { ...base, placeholder, confirm, focus_on_load: bool }
const several = { max_selected_items: whole(1, 100) }
const typing = { ...base, placeholder, focus_on_load: bool, dispatch_action_config: shape({ trigger_actions_on: list(2, str(40)) }) }
const id = str(40)
const conversations = { response_url_enabled: bool, default_to_current_conversation: bool, filter: shape({
  include: list(4, str(20)), exclude_external_shared_channels: bool, exclude_bot_users: bool,
}) }

const button = shape({
  ...base, 'text!': plain(75), url, value: str(2000), style: word('primary', 'danger'), confirm, accessibility_label: str(75),
})

/** A range must not be upside down, and what is given at first must lie in it. */
const numberRange: Rule = (value, at) => {
  const element = fieldsOf(value)
  const [min, max, first] = [element['min_value'], element['max_value'], element['initial_value']].map((one) =>
    (one === undefined ? Number.NaN : Number(one)))
  if ((min ?? 0) > (max ?? 0)) return issue('`min_value` cannot be greater than `max_value`', `${at}/min_value`)
  return (first ?? 0) < (min ?? 0) || (first ?? 0) > (max ?? 0)
    ? issue('`initial_value` must lie between min and max', `${at}/initial_value`) : []
}
const lengthRange: Rule = (value, at) => {
  const { min_length: min, max_length: max } = fieldsOf(value) as { min_length?: number; max_length?: number }
  return min !== undefined && max !== undefined && min > max
    ? issue('`min_length` cannot be greater than `max_length`', `${at}/min_length`) : []
}

/** Each kind of element and its limits, by the vendor's reference. */
export const ELEMENTS: Readonly<Record<string, Rule>> = {
  button,
  image: shape({ 'type!': type, image_url: url, slack_file: shape({ id, url }), 'alt_text!': str(2000) }),
  overflow: shape({ ...base, 'options!': overflowOptions, confirm }),
  static_select: shape({ ...chooser, options: options(100), option_groups: optionGroups, initial_option: () => [] }, optionsOrGroups,
    initialAmongOptions),
  multi_static_select: shape(
    { ...chooser, ...several, options: options(100), option_groups: optionGroups, initial_options: list(100, () => []) },
    optionsOrGroups, initialAmongOptions,
  ),
  external_select: shape({ ...chooser, min_query_length: whole(0, 100), initial_option: () => [] }),
  multi_external_select: shape({ ...chooser, ...several, min_query_length: whole(0, 100), initial_options: list(100, () => []) }),
  users_select: shape({ ...chooser, initial_user: id }),
  multi_users_select: shape({ ...chooser, ...several, initial_users: list(100, id) }),
  conversations_select: shape({ ...chooser, ...conversations, initial_conversation: id }),
  multi_conversations_select: shape({ ...chooser, ...several, ...conversations, initial_conversations: list(100, id) }),
  channels_select: shape({ ...chooser, response_url_enabled: bool, initial_channel: id }),
  multi_channels_select: shape({ ...chooser, ...several, initial_channels: list(100, id) }),
  datepicker: shape({ ...chooser, initial_date: form(DATE, 'a date as YYYY-MM-DD') }),
  timepicker: shape({ ...chooser, initial_time: form(TIME, 'a time as HH:mm'), timezone: str(60) }),
  datetimepicker: shape({ ...base, confirm, focus_on_load: bool, initial_date_time: whole(0, 9_999_999_999) }),
  radio_buttons: shape({ ...base, 'options!': options(10, true), initial_option: () => [], confirm, focus_on_load: bool },
    initialAmongOptions),
  checkboxes: shape({ ...base, 'options!': options(10, true), initial_options: list(10, () => []), confirm, focus_on_load: bool },
    initialAmongOptions),
  plain_text_input: shape(
    { ...typing, multiline: bool, min_length: whole(0, 3000), max_length: whole(1, 3000), initial_value: str(3000, 0) }, lengthRange,
  ),
  number_input: shape({
    ...typing, 'is_decimal_allowed!': bool, min_value: form(NUMBER, 'a number in a string'),
    max_value: form(NUMBER, 'a number in a string'),
    initial_value: form(NUMBER, 'a number in a string'),
  }, numberRange),
  email_text_input: shape({ ...typing, initial_value: str(3000, 0) }),
  url_text_input: shape({ ...typing, initial_value: str(3000, 0) }),
  rich_text_input: shape({ ...typing, initial_value: () => [] }),
  file_input: shape({ ...base, filetypes: list(100, str(20)), max_files: whole(1, 10) }),
}

/** Words and pictures of a context block. */
export const CONTEXT: Readonly<Record<string, Rule>> = { plain_text: text(3000), mrkdwn: text(3000),
  image: ELEMENTS['image'] ?? (() => []) }

const MENUS = ['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'] as const
const PICKERS = ['datepicker', 'timepicker', 'radio_buttons', 'checkboxes'] as const

/** What may stand beside a section's text, in a row of actions, and in an input. */
export const IN_SECTION = ['button', 'image', 'overflow', ...MENUS, ...MENUS.map((one) => `multi_${one}`), ...PICKERS] as const
/** @see IN_SECTION */
export const IN_ACTIONS = ['button', 'overflow', ...MENUS, ...MENUS.map((one) => `multi_${one}`), ...PICKERS, 'datetimepicker'] as const
/** @see IN_SECTION */
export const IN_INPUT = [
  ...MENUS, ...MENUS.map((one) => `multi_${one}`), ...PICKERS, 'datetimepicker', 'plain_text_input', 'number_input', 'email_text_input',
  'url_text_input', 'rich_text_input', 'file_input',
] as const
