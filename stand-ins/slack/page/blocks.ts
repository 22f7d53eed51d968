import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import { attributes, html } from './html.ts'
import { actionElement } from './elements.ts'
import { inputBlock } from './inputs.ts'
import { mrkdwn, plainText } from './mrkdwn.ts'
import type { Reading } from './mrkdwn.ts'

/** A text object as HTML. */
export const words = (value: unknown, reading: Reading): string => {
  const object = fieldsOf(value)
  return object['type'] === 'mrkdwn' ? mrkdwn(textOf(object['text']), reading) : plainText(textOf(object['text']))
}

const picture = (block: Fields): string => {
  const url = textOf(block['image_url'])
  const alt = html(textOf(block['alt_text']))
  return /^https:\/\/|^data:image\//.test(url) ? `<img alt="${alt}" src="${html(url)}">` : `<span class="noimage">${alt}</span>`
}

function section(block: Fields, reading: Reading): string {
  const text = block['text'] === undefined ? '' : `<div class="words">${words(block['text'], reading)}</div>`
  const fields = listOf(block['fields']).map((one) => `<div>${words(one, reading)}</div>`).join('')
  const accessory = fieldsOf(block['accessory'])
  const beside = block['accessory'] === undefined ? ''
    : `<div class="beside">${accessory['type'] === 'image' ? picture(accessory) : actionElement(block, accessory, reading)}</div>`
  return `<div class="section"><div class="main">${text}${fields === '' ? '' : `<div class="fields">${fields}</div>`}</div>${beside}</div>`
}

const context = (block: Fields, reading: Reading): string => `<div class="context">${listOf(block['elements']).map(fieldsOf).map((one) =>
  (one['type'] === 'image' ? picture(one) : `<span>${words(one, reading)}</span>`)).join('')}</div>`

/** The vendor's rich text, as far as words, links and mentions go. */
function richText(value: unknown, reading: Reading): string {
  const element = fieldsOf(value)
  const inner = (): string => listOf(element['elements']).map((one) => richText(one, reading)).join('')
  switch (element['type']) {
    case 'rich_text_section': return `<div>${inner()}</div>`
    case 'rich_text_list': return `<ul>${listOf(element['elements']).map((one) => `<li>${richText(one, reading)}</li>`).join('')}</ul>`
    case 'rich_text_quote': return `<blockquote>${inner()}</blockquote>`
    case 'rich_text_preformatted': return `<pre>${inner()}</pre>`
    case 'link': return mrkdwn(`<${textOf(element['url'])}|${textOf(element['text']) || textOf(element['url'])}>`, reading)
    case 'user': return mrkdwn(`<@${textOf(element['user_id'])}>`, reading)
    default: return styledText(element)
  }
}
function styledText(element: Fields): string {
  const style = fieldsOf(element['style'])
  const tags = ['bold:b', 'italic:i', 'strike:s', 'code:code'].map((one) => one.split(':')).filter(([name]) => style[name ?? ''] === true)
  return tags.reduce((text, [, tag]) => `<${tag ?? ''}>${text}</${tag ?? ''}>`, html(textOf(element['text'])))
}

function image(block: Fields, reading: Reading): string {
  const title = block['title'] === undefined ? '' : `<figcaption>${words(block['title'], reading)}</figcaption>`
  return `<figure>${title}${picture(block)}</figure>`
}

const RENDER: Readonly<Record<string, (block: Fields, reading: Reading) => string>> = {
  header: (block, reading) => `<h3 class="header">${words(block['text'], reading)}</h3>`,
  section,
  context,
  divider: () => '<hr>',
  image,
  actions: (block, reading) => `<div class="actions">${listOf(block['elements'])
    .map((one) => actionElement(block, fieldsOf(one), reading)).join('')}</div>`,
  input: inputBlock,
  rich_text: (block, reading) => `<div class="words">${listOf(block['elements']).map((one) => richText(one, reading)).join('')}</div>`,
  markdown: (block, reading) => `<div class="words">${mrkdwn(textOf(block['text']).replace(/\*\*(.+?)\*\*/g, '*$1*'), reading)}</div>`,
}

/** Blocks as HTML, each with its id, by which a click finds it. */
export const renderBlocks = (blocks: readonly Fields[], reading: Reading): string => blocks.map((block) => {
  const type = textOf(block['type'])
  const render = RENDER[type]
  const outer = attributes({ class: `block ${type}-block`, 'data-block': textOf(block['block_id']) })
  return `<div${outer}>${render?.(block, reading) ?? html(`(${type})`)}</div>`
}).join('')
