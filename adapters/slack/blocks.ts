import { LIMITS } from './limits.ts'
import type { Option, Part } from './shapes.ts'
import { clip, marked, plain, webAddress, type Piece } from './text.ts'

/** The title of a message. */
export const header = (text: string): Part => ({ type: 'header', text: plain(text.replaceAll('\n', ' '), LIMITS.header) })

/** A paragraph. */
export const section = (pieces: readonly Piece[]): Part => ({ type: 'section', text: marked(LIMITS.section, pieces) })

/** Label and value pairs in two columns; at most ten are shown. */
export const fields = (list: readonly (readonly Piece[])[]): Part => ({ type: 'section', fields: list.slice(0, LIMITS.fields).map((pieces) => marked(LIMITS.field, pieces)) })

/** Small print: one line. */
export const context = (pieces: readonly Piece[]): Part => ({ type: 'context', elements: [marked(LIMITS.section, pieces)] })

/** A thin line. */
export const divider: Part = { type: 'divider' }

/** A row of buttons and menus. `id` tells rows of one message apart. */
export const actions = (id: string, elements: readonly Part[]): Part => ({ type: 'actions', block_id: clip(id, LIMITS.id), elements: elements.slice(0, LIMITS.elements) })

/** What a button has besides its words. `confirm` is asked before anything is sent. */
export interface ButtonMore {
  readonly value?: string
  readonly style?: 'primary' | 'danger'
  readonly url?: string
  readonly confirm?: Confirm
}

/** The question before something that cannot be taken back. */
export interface Confirm {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly style?: 'primary' | 'danger'
}

/** A button. One whose value is too long, or that leads nowhere, is left out rather than cut: cut it would mean something else. */
export function button(actionId: string, words: string, { value, style, url, confirm }: ButtonMore): readonly Part[] {
  const address = url === undefined ? undefined : webAddress(url)
  if ((value?.length ?? 0) > LIMITS.value || actionId.length > LIMITS.id || (url !== undefined && address === undefined)) return []
  return [{
    type: 'button', action_id: actionId, text: plain(words, LIMITS.buttonText), ...(value === undefined ? {} : { value }), ...(style ? { style } : {}),
    ...(address === undefined ? {} : { url: address }), ...(confirm ? { confirm: confirmOf(confirm) } : {}),
  }]
}

const confirmOf = ({ title, text, yes, style }: Confirm) => ({
  title: plain(title, LIMITS.confirmTitle), text: plain(text, LIMITS.confirmText), confirm: plain(yes, LIMITS.confirmButton), deny: plain('Not now', LIMITS.confirmButton),
  ...(style ? { style } : {}),
})

/** A choice. The value is ours and short, or the choice is left out. */
export const option = (words: string, value: string, more: { readonly description?: string } = {}): readonly Option[] =>
  value === '' || value.length > LIMITS.optionValue
    ? []
    : [{ text: plain(words, LIMITS.optionText), value, ...(more.description ? { description: plain(more.description, LIMITS.optionText) } : {}) }]

/** The menu behind the three dots. */
export const overflow = (actionId: string, options: readonly Option[]): readonly Part[] =>
  options.length === 0 ? [] : [{ type: 'overflow', action_id: actionId, options: options.slice(0, LIMITS.overflow) }]

/** What an input has besides its label. */
export interface InputMore {
  readonly optional?: boolean
  readonly hint?: string
}

/** One question of a modal. `id` is where its errors are shown. */
export const input = (id: string, label: string, element: Part, { optional = false, hint }: InputMore = {}): Part => ({
  type: 'input', block_id: clip(id, LIMITS.id), label: plain(label, LIMITS.label), optional, element: { ...element, action_id: VALUE },
  ...(hint ? { hint: plain(hint, LIMITS.hint) } : {}),
})

/** Each input has one element, so all are called the same. */
export const VALUE = 'value'

/** One of a list: all at a glance where Slack shows them so, else a menu; more than a menu holds is put under headings. */
export function oneOf(options: readonly Option[], chosen?: Option): Part {
  const initial = chosen ? { initial_option: chosen } : {}
  if (options.length <= LIMITS.choices) return { type: 'radio_buttons', options, ...initial }
  return { type: 'static_select', ...grouped(options), placeholder: plain('Choose one', LIMITS.placeholder), ...initial }
}

/** Several of a list. */
export function someOf(options: readonly Option[]): Part {
  if (options.length <= LIMITS.choices) return { type: 'checkboxes', options }
  return { type: 'multi_static_select', ...grouped(options), placeholder: plain('Choose all that fit', LIMITS.placeholder) }
}

function grouped(options: readonly Option[]): Readonly<Record<string, unknown>> {
  if (options.length <= LIMITS.options) return { options }
  const groups = Math.min(LIMITS.options, Math.ceil(options.length / LIMITS.options))
  return {
    option_groups: Array.from({ length: groups }, (_none, index) => ({
      label: plain(`${index * LIMITS.options + 1} to ${Math.min(options.length, (index + 1) * LIMITS.options)}`, LIMITS.optionText),
      options: options.slice(index * LIMITS.options, (index + 1) * LIMITS.options),
    })),
  }
}
