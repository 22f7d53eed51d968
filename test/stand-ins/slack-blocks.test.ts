import { describe, expect, it } from 'vitest'
import { checkMessageBlocks, checkView } from '../../stand-ins/slack/blocks/check.ts'
import { buttonRow, marked, modal, plain, section } from './slack-desk.ts'

const x = (length: number) => 'x'.repeat(length)
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain('Label'), element, ...more })
const options = (count: number) => times(count, (index) => ({ text: plain(`choice ${index}`), value: `v${index}` }))
const select = (more: object = {}) => ({ type: 'static_select', action_id: 's', placeholder: plain('Choose'), options: options(2), ...more })
const context = (count: number) => ({ type: 'context', elements: times(count, () => marked('a')) })
const row = (...elements: object[]) => ({ type: 'actions', elements })
const button = (more: object = {}) => buttonRow(more).elements[0]!
const fields = (count: number, length = 1) => ({ type: 'section', fields: times(count, () => marked(x(length))) })
const confirm = (more: object = {}) => ({ title: plain('Sure?'), text: marked('Really'), confirm: plain('Yes'), deny: plain('No'), ...more })

const told = (blocks: unknown): string[] => checkMessageBlocks(blocks).map((one) => `${one.message} [${one.pointer}]`)
const toldOfView = (view: object): string[] => checkView(view as never, (view as { type: 'modal' }).type).map((one) => `${one.message} [${one.pointer}]`)

/** The largest that the vendor takes, the smallest that it does not, and what it says. */
const LIMITS: readonly [what: string, most: object, over: object, message: string][] = [
  ['the text of a section', section(x(3000)), section(x(3001)), 'must be less than 3001 characters [/blocks/0/text/text]'],
  ['the fields of a section', fields(10), fields(11), 'no more than 10 items allowed [/blocks/0/fields]'],
  ['one field', fields(1, 2000), fields(1, 2001), 'must be less than 2001 characters [/blocks/0/fields/0/text]'],
  ['a header', { type: 'header', text: plain(x(150)) }, { type: 'header', text: plain(x(151)) }, 'must be less than 151 characters [/blocks/0/text/text]'],
  ['a context', context(10), context(11), 'no more than 10 items allowed [/blocks/0/elements]'],
  ['a row of actions', row(...times(25, (n) => button({ action_id: `a${n}` }))), row(...times(26, (n) => button({ action_id: `a${n}` }))), 'no more than 25 items allowed [/blocks/0/elements]'],
  ['the words on a button', buttonRow({ text: plain(x(75)) }), buttonRow({ text: plain(x(76)) }), 'must be less than 76 characters [/blocks/0/elements/0/text/text]'],
  ['the value of a button', buttonRow({ value: x(2000) }), buttonRow({ value: x(2001) }), 'must be less than 2001 characters [/blocks/0/elements/0/value]'],
  ['the link of a button', buttonRow({ url: x(3000) }), buttonRow({ url: x(3001) }), 'must be less than 3001 characters [/blocks/0/elements/0/url]'],
  ['an action id', buttonRow({ action_id: x(255) }), buttonRow({ action_id: x(256) }), 'must be less than 256 characters [/blocks/0/elements/0/action_id]'],
  ['a block id', { ...section('a'), block_id: x(255) }, { ...section('a'), block_id: x(256) }, 'must be less than 256 characters [/blocks/0/block_id]'],
  ['a question before acting', buttonRow({ confirm: confirm({ title: plain(x(100)), text: marked(x(300)), confirm: plain(x(30)), deny: plain(x(30)) }) }), buttonRow({ confirm: confirm({ deny: plain(x(31)) }) }), 'must be less than 31 characters [/blocks/0/elements/0/confirm/deny/text]'],
  ['the choices of a menu', row(select({ options: options(100) })), row(select({ options: options(101) })), 'no more than 100 items allowed [/blocks/0/elements/0/options]'],
  ['the words of a choice', row(select({ options: [{ text: plain(x(75)), value: 'a' }] })), row(select({ options: [{ text: plain(x(76)), value: 'a' }] })), 'must be less than 76 characters [/blocks/0/elements/0/options/0/text/text]'],
  ['radio buttons', row({ type: 'radio_buttons', options: options(10) }), row({ type: 'radio_buttons', options: options(11) }), 'no more than 10 items allowed [/blocks/0/elements/0/options]'],
  ['checkboxes', row({ type: 'checkboxes', options: options(10) }), row({ type: 'checkboxes', options: options(11) }), 'no more than 10 items allowed [/blocks/0/elements/0/options]'],
  ['an overflow menu', row({ type: 'overflow', options: options(5) }), row({ type: 'overflow', options: options(6) }), 'no more than 5 items allowed [/blocks/0/elements/0/options]'],
  ['the label of an input', input(select(), { label: plain(x(2000)) }), input(select(), { label: plain(x(2001)) }), 'must be less than 2001 characters [/blocks/0/label/text]'],
  ['the hint of an input', input(select(), { hint: plain(x(2000)) }), input(select(), { hint: plain(x(2001)) }), 'must be less than 2001 characters [/blocks/0/hint/text]'],
]

describe('blocks of a message', () => {
  it.each(LIMITS)('keep the limit of %s', (_, most, over, message) => {
    expect(told([most])).toEqual([])
    expect(told([over])).toEqual([message])
  })

  it('are at most 50', () => {
    expect(told(times(50, () => ({ type: 'divider' })))).toEqual([])
    expect(told(times(51, () => ({ type: 'divider' })))).toEqual(['no more than 50 items allowed [/blocks]'])
  })

  it.each([
    ['a block id twice', [{ ...section('a'), block_id: 'b' }, { ...section('a'), block_id: 'b' }], '`block_id` "b" already exists [/blocks/1/block_id]'],
    ['an action id twice in a row', [row(button(), button())], '`action_id` "done" already exists [/blocks/0/elements/1/action_id]'],
    ['the value of two choices', [row(select({ options: [...options(1), ...options(1)] }))], '`value` "v0" already exists [/blocks/0/elements/0/options/1/value]'],
    ['an empty text', [section('')], 'must be more than 0 characters [/blocks/0/text/text]'],
    ['a section that says nothing', [{ type: 'section' }], 'missing required field: text or fields [/blocks/0]'],
    ['markup on a button', [buttonRow({ text: marked('*a*') })], 'unsupported type: mrkdwn [/blocks/0/elements/0/text/type]'],
    ['a header in markup', [{ type: 'header', text: marked('a') }], 'unsupported type: mrkdwn [/blocks/0/text/type]'],
    ['a colour of its own', [buttonRow({ style: 'green' })], 'must be a valid enum value [/blocks/0/elements/0/style]'],
    ['a block that nobody knows', [{ type: 'banner' }], 'unsupported type: banner [/blocks/0/type]'],
    ['a field that nobody knows', [{ ...section('a'), colour: 'red' }], 'invalid additional property: colour [/blocks/0]'],
    ['a typed text among actions', [row({ type: 'plain_text_input' })], 'unsupported type: plain_text_input [/blocks/0/elements/0/type]'],
    ['a first choice that is none', [row(select({ initial_option: { text: plain('other'), value: 'v0' } }))], '`initial_option` must exactly match one of the provided options [/blocks/0/elements/0/initial_option]'],
    ['a menu without choices', [row(select({ options: undefined }))], 'exactly one of `options` and `option_groups` is required [/blocks/0/elements/0]'],
    ['an upload', [input({ type: 'file_input', action_id: 'f' })], 'unsupported type: file_input [/blocks/0/element/type]'],
  ])('may not have %s', (_, blocks, message) => {
    expect(told(blocks)).toEqual([message])
  })
})

describe('a modal', () => {
  it.each([
    ['title', { title: plain(x(24)) }, { title: plain(x(25)) }, 'must be less than 25 characters [/view/title/text]'],
    ['submit button', { submit: plain(x(24)) }, { submit: plain(x(25)) }, 'must be less than 25 characters [/view/submit/text]'],
    ['close button', { close: plain(x(24)) }, { close: plain(x(25)) }, 'must be less than 25 characters [/view/close/text]'],
    ['private metadata', { private_metadata: x(3000) }, { private_metadata: x(3001) }, 'must be less than 3001 characters [/view/private_metadata]'],
    ['callback id', { callback_id: x(255) }, { callback_id: x(256) }, 'must be less than 256 characters [/view/callback_id]'],
    ['external id', { external_id: x(255) }, { external_id: x(256) }, 'must be less than 256 characters [/view/external_id]'],
    ['number of blocks', { blocks: times(100, () => ({ type: 'divider' })) }, { blocks: times(101, () => ({ type: 'divider' })) }, 'no more than 100 items allowed [/view/blocks]'],
  ])('keeps the limit of its %s', (_, most, over, message) => {
    expect(toldOfView(modal(most))).toEqual([])
    expect(toldOfView(modal(over))).toEqual([message])
  })

  it('that asks something has a button to send it off', () => {
    expect(toldOfView(modal({ submit: undefined }))).toEqual(['`submit` is required when an `input` is within blocks [/view]'])
    expect(toldOfView(modal({ submit: undefined, blocks: [section('a')] }))).toEqual([])
  })

  it('takes an upload of up to ten files', () => {
    const upload = (max: number) => modal({ blocks: [input({ type: 'file_input', action_id: 'f', max_files: max })] })
    expect(toldOfView(upload(10))).toEqual([])
    expect(toldOfView(upload(11))).toEqual(['must be a whole number from 1 to 10 [/view/blocks/0/element/max_files]'])
  })
})

it('an App Home has no title and takes no upload', () => {
  expect(toldOfView({ type: 'home', blocks: [section('a')] })).toEqual([])
  expect(toldOfView({ type: 'home', blocks: [], title: plain('a') })).toEqual(['invalid additional property: title [/view]'])
  expect(toldOfView({ type: 'home', blocks: [input({ type: 'file_input' })] })).toEqual(['unsupported type: file_input [/view/blocks/0/element/type]'])
})
