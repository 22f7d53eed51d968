import { fieldsOf, listOf, textOf } from '../json.ts'
import { bool, byType, distinct, both, issue, list, shape, str } from './rules.ts'
import type { Rule } from './rules.ts'

const typed: Rule = str(40)

/** `plain_text` of so many characters. */
export const plain = (max: number): Rule => byType({ plain_text: shape({ 'type!': typed, 'text!': str(max), emoji: bool }) })

/** `plain_text` or `mrkdwn` of so many characters. */
export const text = (max: number): Rule => byType({
  plain_text: shape({ 'type!': typed, 'text!': str(max), emoji: bool }),
  mrkdwn: shape({ 'type!': typed, 'text!': str(max), verbatim: bool }),
})

/** The question before something dangerous is done. */
export const confirm: Rule = shape({
  'title!': plain(100), 'text!': text(300), 'confirm!': plain(30), 'deny!': plain(30), style: (value, at) =>
    (value === 'primary' || value === 'danger' ? [] : issue('must be a valid enum value', at)),
})

/** A choice in a menu or, with `rich`, among radio buttons and checkboxes, whose words may be `mrkdwn`. */
const option = (rich: boolean): Rule => {
  const words = rich ? text(75) : plain(75)
  return shape({ 'text!': words, 'value!': str(75), description: words })
}
/** A choice in an overflow menu may lead somewhere. */
const overflowOption: Rule = shape({ 'text!': plain(75), 'value!': str(75), description: plain(75), url: str(3000) })

/** So many choices, no value of them twice. */
export const options = (max: number, rich = false): Rule => both(list(max, option(rich)), distinct('value'))
/** The choices of an overflow menu. */
export const overflowOptions: Rule = both(list(5, overflowOption), distinct('value'))
/** Choices under headings. */
export const optionGroups: Rule = list(100, shape({ 'label!': plain(75), 'options!': list(100, option(false)) }))

const same = (one: unknown, other: unknown): boolean => {
  const [a, b] = [fieldsOf(one), fieldsOf(other)]
  return a['value'] === b['value'] && textOf(fieldsOf(a['text'])['text']) === textOf(fieldsOf(b['text'])['text'])
}

/** What is chosen at first must be one of the choices, word for word. */
export const initialAmongOptions: Rule = (value, at) => {
  const element = fieldsOf(value)
  const groups = listOf(element['option_groups']).flatMap((group) => listOf(fieldsOf(group)['options']))
  const all = [...listOf(element['options']), ...groups]
  const chosen = element['initial_option'] === undefined ? listOf(element['initial_options']) : [element['initial_option']]
  const field = element['initial_option'] === undefined ? 'initial_options' : 'initial_option'
  return chosen.some((one) => !all.some((other) => same(one, other)))
    ? issue(`\`${field}\` must exactly match one of the provided options`, `${at}/${field}`)
    : []
}

/** A menu has choices, or choices under headings. */
export const optionsOrGroups: Rule = (value, at) => {
  const element = fieldsOf(value)
  return (element['options'] === undefined) === (element['option_groups'] === undefined)
    ? issue('exactly one of `options` and `option_groups` is required', at)
    : []
}
