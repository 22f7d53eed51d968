import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { attributes } from './html.ts'
import { control } from './inputs.ts'
import type { Reading } from './mrkdwn.ts'
import { mrkdwn, plainText } from './mrkdwn.ts'

const label = (value: unknown): string => plainText(textOf(fieldsOf(value)['text']))
/** What is asked before the action is sent, for the script to show. */
function confirmOf(element: Fields, reading: Reading): string | undefined {
  const given = fieldsOf(element['confirm'])
  const words = (name: string): string => textOf(fieldsOf(given[name])['text'])
  if (element['confirm'] === undefined) return undefined
  const body = fieldsOf(given['text'])['type'] === 'mrkdwn' ? mrkdwn(words('text'), reading) : plainText(words('text'))
  return JSON.stringify({ title: words('title'), body, yes: words('confirm'), no: words('deny'), style: textOf(given['style'])
    || 'primary' })
}

const where = (block: Fields, element: Fields, reading: Reading): Readonly<Record<string, string | undefined>> => ({
  'data-block': textOf(block['block_id']), 'data-action': textOf(element['action_id']), 'data-confirm': confirmOf(element, reading),
})

function button(block: Fields, element: Fields, reading: Reading): string {
  const style = textOf(element['style'])
  return `<button type="button"${attributes({
    class: `button ${style}`, 'data-act': 'click', 'data-url': element['url'] === undefined ? undefined : textOf(element['url']),
    'aria-label': element['accessibility_label'] === undefined ? undefined : textOf(element['accessibility_label']), ...where(block, element, reading),
  })}>${label(element['text'])}</button>`
}

function overflow(block: Fields, element: Fields, reading: Reading): string {
  const items = listOf(element['options']).map(fieldsOf).map((option) => {
    const described = option['description'] === undefined ? '' : `<small>${label(option['description'])}</small>`
    return `<button type="button" role="menuitem"${attributes({
      'data-act': 'click', 'data-value': textOf(option['value']), 'data-url': option['url'] === undefined ? undefined : textOf(option['url']),
      ...where(block, element, reading),
    })}>${label(option['text'])}${described}</button>`
  })
  return `<details class="overflow"><summary class="button" aria-label="More actions">⋯</summary><div class="menu" role="menu">${items.join('')}</div></details>`
}

/** An element that acts at once when it is clicked or chosen in. */
export function actionElement(block: Fields, element: Fields, reading: Reading): string {
  switch (element['type']) {
    case 'button': return button(block, element, reading)
    case 'overflow': return overflow(block, element, reading)
    default: {
      const named = textOf(fieldsOf(element['placeholder'])['text']) || 'Choose'
      return `<span class="chooser"${attributes({ 'data-act': 'choose', ...where(block, element, reading) })}>${control(block, element, reading, named)}</span>`
    }
  }
}
