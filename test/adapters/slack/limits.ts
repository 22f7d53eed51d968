/**
 * What Slack refuses, written down a second time and by itself from its Block Kit reference: answers what is wrong with a list of
 * blocks, each with where it stands. Knows the kinds that cards and modals are made of, and refuses all others.
 */
type Json = Record<string, unknown>

const long = (value: unknown, max: number, where: string): string[] => {
  if (typeof value !== 'string') return [`${where} is no text`]
  if (value.length === 0) return [`${where} is empty`]
  return value.length > max ? [`${where} has ${value.length} of ${max}`] : []
}
const words = (value: unknown, max: number, kinds: readonly string[], where: string): string[] => {
  const text = (value ?? {}) as Json
  return [...(kinds.includes(String(text['type'])) ? [] : [`${where} is "${String(text['type'])}"`]), ...long(text['text'], max, where)]
}
const BOTH = ['plain_text', 'mrkdwn']
const PLAIN = ['plain_text']
const count = (value: unknown, max: number, where: string): string[] => {
  if (!Array.isArray(value)) return [`${where} is no list`]
  return value.length < 1 || value.length > max ? [`${where} has ${value.length} of 1 to ${max}`] : []
}
const twice = (values: readonly unknown[], where: string): string[] => (new Set(values).size < values.length ? [`${where} stands twice`] : [])
const list = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])

const options = (value: unknown, max: number, where: string): string[] => [
  ...count(value, max, where), ...twice(list(value).map((one) => one['value']), `${where}.value`),
  ...list(value).flatMap((one, at) => [...words(one['text'], 75, BOTH, `${where}[${at}]`), ...long(one['value'], 75, `${where}[${at}].value`)]),
]

function element(one: Json, where: string): string[] {
  const here = `${where}.${String(one['type'])}`
  const id = long(one['action_id'], 255, `${here}.action_id`)
  switch (one['type']) {
    case 'button': return [
      ...id, ...words(one['text'], 75, PLAIN, here), ...(one['value'] === undefined ? [] : long(one['value'], 2000, `${here}.value`)),
      ...(one['url'] === undefined ? [] : long(one['url'], 3000, `${here}.url`)), ...confirm(one['confirm'] as Json | undefined, here),
    ]
    case 'overflow': return [...id, ...options(one['options'], 5, here)]
    case 'radio_buttons': case 'checkboxes': return [...id, ...options(one['options'], 10, here)]
    case 'static_select': case 'multi_static_select': return [
      ...id, ...words(one['placeholder'], 150, PLAIN, here),
      ...((one['options'] === undefined) === (one['option_groups'] === undefined) ? [`${here} needs options or groups`] : []),
      ...(one['options'] === undefined ? [] : options(one['options'], 100, here)),
      ...(one['option_groups'] === undefined ? [] : [
        ...count(one['option_groups'], 100, `${here}.groups`),
        ...list(one['option_groups']).flatMap((group) => [...words(group['label'], 75, PLAIN, here), ...options(group['options'], 100, here)]),
      ]),
    ]
    case 'plain_text_input': return [...id, ...(Number(one['max_length'] ?? 1) > 3000 ? [`${here} takes too much`] : [])]
    case 'number_input': return [...id, ...(typeof one['is_decimal_allowed'] === 'boolean' ? [] : [`${here} does not say whether decimals`])]
    case 'datepicker': return id
    case 'file_input': return [...id, ...(Number(one['max_files']) >= 1 && Number(one['max_files']) <= 10 ? [] : [`${here}.max_files`])]
    default: return [`${here} is unknown`]
  }
}

const confirm = (one: Json | undefined, where: string): string[] => (one === undefined ? [] : [
  ...words(one['title'], 100, PLAIN, `${where}.confirm`), ...words(one['text'], 300, BOTH, `${where}.confirm`),
  ...words(one['confirm'], 30, PLAIN, `${where}.confirm`), ...words(one['deny'], 30, PLAIN, `${where}.confirm`),
])

function block(one: Json, where: string): string[] {
  const id = one['block_id'] === undefined ? [] : long(one['block_id'], 255, `${where}.block_id`)
  switch (one['type']) {
    case 'header': return [...id, ...words(one['text'], 150, PLAIN, where)]
    case 'divider': return id
    case 'section': return [
      ...id, ...(one['text'] === undefined && one['fields'] === undefined ? [`${where} is empty`] : []),
      ...(one['text'] === undefined ? [] : words(one['text'], 3000, BOTH, where)),
      ...(one['fields'] === undefined ? [] : [...count(one['fields'], 10, where), ...list(one['fields']).flatMap((field, at) => words(field, 2000, BOTH, `${where}.fields[${at}]`))]),
    ]
    case 'context': return [...id, ...count(one['elements'], 10, where), ...list(one['elements']).flatMap((each) => words(each, 3000, BOTH, where))]
    case 'actions': return [
      ...id, ...count(one['elements'], 25, where), ...list(one['elements']).flatMap((each) => element(each, where)), ...twice(list(one['elements']).map((each) => each['action_id']), `${where}.action_id`),
    ]
    case 'input': return [
      ...id, ...words(one['label'], 2000, PLAIN, where), ...(one['hint'] === undefined ? [] : words(one['hint'], 2000, PLAIN, where)), ...element((one['element'] ?? {}) as Json, where),
    ]
    default: return [`${where} is "${String(one['type'])}"`]
  }
}

const blocks = (value: unknown, max: number): string[] => [
  ...count(value, max, 'blocks'), ...list(value).flatMap((one, at) => block(one, `blocks[${at}]`)),
  ...twice(list(value).map((one) => one['block_id']).filter((id) => id !== undefined), 'block_id'),
]

/** What Slack would refuse of a message. */
export const wrongInMessage = (message: { readonly text: string; readonly blocks: unknown }): string[] => [...long(message.text, 40_000, 'text'), ...blocks(message.blocks, 50)]

/** What Slack would refuse of a modal or a Home. */
export const wrongInView = (view: Json): string[] => [
  ...blocks(view['blocks'], 100), ...(view['private_metadata'] === undefined ? [] : long(view['private_metadata'], 3000, 'private_metadata')),
  ...(view['type'] === 'home' ? [] : [...words(view['title'], 24, PLAIN, 'title'), ...words(view['submit'], 24, PLAIN, 'submit'), ...words(view['close'], 24, PLAIN, 'close')]),
]

/** All texts that Slack reads as markup. */
export const markupIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(markupIn)
  if (typeof value !== 'object' || value === null) return []
  const { type, text } = value as Json
  return type === 'mrkdwn' && typeof text === 'string' ? [text] : Object.values(value).flatMap(markupIn)
}
