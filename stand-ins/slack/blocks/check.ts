import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { CONTEXT, ELEMENTS, IN_ACTIONS, IN_INPUT, IN_SECTION } from './elements.ts'
import { plain, text } from './objects.ts'
import { bool, both, byType, distinct, issue, list, only, shape, str } from './rules.ts'
import type { Issue, Rule } from './rules.ts'

const common = { 'type!': str(40), block_id: str(255) }

const textOrFields: Rule = (value, at) =>
  (fieldsOf(value)['text'] === undefined && fieldsOf(value)['fields'] === undefined ? issue('missing required field: text or fields', at)
    : [])

const picture: Rule = (value, at) => {
  const block = fieldsOf(value)
  return block['image_url'] === undefined && block['slack_file'] === undefined ? issue('missing required field: image_url', at) : []
}

/** A single-line or a multi-line text tells the app of nothing while it is typed unless it is asked to. */
const BLOCKS: Readonly<Record<string, Rule>> = {
  section: shape({ ...common, text: text(3000), fields: list(10, text(2000)), accessory: only(ELEMENTS, ...IN_SECTION), expand: bool },
    textOrFields),
  header: shape({ ...common, 'text!': plain(150) }),
  divider: shape(common),
  image: shape({ ...common, image_url: str(3000), slack_file: () => [], 'alt_text!': str(2000), title: plain(2000) }, picture),
  context: shape({ ...common, 'elements!': list(10, byType(CONTEXT)) }),
  actions: shape({ ...common, 'elements!': both(list(25, only(ELEMENTS, ...IN_ACTIONS)), distinct('action_id')) }),
  input: shape({
    ...common, 'label!': plain(2000), 'element!': only(ELEMENTS, ...IN_INPUT), hint: plain(2000), optional: bool, dispatch_action: bool,
  }),
  rich_text: shape({ ...common, 'elements!': list(100, () => []) }),
  markdown: shape({ ...common, 'text!': str(12_000) }),
}

/** A message's blocks: at most 50, their ids all different, no upload among them. */
export function checkMessageBlocks(blocks: unknown): readonly Issue[] {
  const issues = both(list(50, byType(BLOCKS), 0), distinct('block_id'))(blocks, '/blocks')
  const uploads = listOf(blocks).flatMap((block, index) =>
    (elementType(block) === 'file_input' ? issue('unsupported type: file_input', `/blocks/${index}/element/type`) : []))
  return [...issues, ...uploads]
}

const elementType = (block: unknown): string => textOf(fieldsOf(fieldsOf(block)['element'])['type'])
const { markdown: _, ...ON_VIEWS } = BLOCKS

const viewBase = {
  'type!': str(20), 'blocks!': both(list(100, byType(ON_VIEWS), 0), distinct('block_id')), private_metadata: str(3000, 0),
  callback_id: str(255, 0),
  external_id: str(255, 0),
}
const MODAL: Rule = shape({
  ...viewBase, 'title!': plain(24), submit: plain(24), close: plain(24), clear_on_close: bool, notify_on_close: bool, submit_disabled: bool,
}, (value, at) => {
  const view = fieldsOf(value)
  const asks = listOf(view['blocks']).some((block) => fieldsOf(block)['type'] === 'input')
  return asks && view['submit'] === undefined ? issue('`submit` is required when an `input` is within blocks', at) : []
})
const noUploads: Rule = (value, at) => listOf(fieldsOf(value)['blocks']).flatMap((block, index) =>
  (elementType(block) === 'file_input' ? issue('unsupported type: file_input', `${at}/blocks/${index}/element/type`) : []))
const HOME: Rule = shape(viewBase, noUploads)

/** A modal or a Home: at most 100 blocks, a title, and a submit button where something is asked. */
export function checkView(view: Fields, type: 'modal' | 'home'): readonly Issue[] {
  if (view['type'] !== type) return issue(`must be of type ${type}`, '/view/type')
  const focused = JSON.stringify(view['blocks'] ?? []).split('"focus_on_load":true').length - 1
  return [
    ...(type === 'modal' ? MODAL : HOME)(view, '/view'),
    ...(focused > 1 ? issue('only one element can have `focus_on_load` set to true', '/view/blocks') : []),
  ]
}
