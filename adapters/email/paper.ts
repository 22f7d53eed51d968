import { escaped } from './html.ts'

/** What a mail to staff consists of; text and HTML say the same. */
export type Block =
  | { readonly is: 'title' | 'text' | 'strong' | 'heading' | 'note'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] }
  | { readonly is: 'facts'; readonly rows: readonly { readonly label: string; readonly value: string; readonly from: string }[] }
  | { readonly is: 'links'; readonly links: readonly { readonly words: string; readonly url: string }[] }

/** Lines of plain text that need nothing besides. */
export const asText = (blocks: readonly Block[]): string => `${blocks.map(textOf).join('\n').trim()}\n`

function textOf(block: Block): string {
  switch (block.is) {
    case 'title': return block.text
    case 'heading': return `\n${block.text.toUpperCase()}`
    case 'note': return `\n${block.text}`
    case 'text': case 'strong': return block.text
    case 'list': return block.items.map((item) => `- ${item}`).join('\n')
    // What stands behind a label stays there: a customer's words never look like a heading or a link of ours.
    case 'facts': return block.rows.map(({ label, value, from }) => `${label}: ${value.replaceAll(/\s*\n\s*/g, '\n    ')}${from === '' ? '' : ` (${from})`}`).join('\n')
    case 'links': return block.links.map(({ words, url }) => `${words}:\n${url}\n`).join('\n')
  }
}

/**
 * A page of HTML without pictures, scripts or anything to fetch. It says no colour of its own, so it is as readable dark as light.
 * `locale` is that of its words.
 */
export function asHtml(blocks: readonly Block[], locale: string): string {
  const head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
  const page = 'margin:0;padding:16px;font:16px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif'
  return `<!doctype html><html lang="${escaped(locale)}"><head>${head}</head><body style="${page}"><div style="max-width:38em">${blocks.map(htmlOf).join('')}</div></body></html>`
}

function htmlOf(block: Block): string {
  switch (block.is) {
    case 'title': return `<h1 style="margin:0 0 8px;font-size:22px;line-height:1.3">${broken(block.text)}</h1>`
    case 'heading': return `<h2 style="margin:20px 0 4px;font-size:14px">${broken(block.text)}</h2>`
    case 'text': return `<p style="margin:0 0 8px">${broken(block.text)}</p>`
    case 'strong': return `<p style="margin:0 0 8px"><strong>${broken(block.text)}</strong></p>`
    case 'note': return `<p style="margin:20px 0 8px;font-size:14px">${broken(block.text)}</p>`
    case 'list': return `<ul style="margin:0 0 8px;padding-left:20px">${block.items.map((item) => `<li>${broken(item)}</li>`).join('')}</ul>`
    case 'facts': return `<table role="presentation" cellpadding="0" cellspacing="0" border="0">${block.rows.map(factRow).join('')}</table>`
    case 'links': return block.links.map(({ words, url }) => `<p style="margin:0 0 8px"><a href="${escaped(url)}" style="display:inline-block;padding:10px 16px;border:1px solid;border-radius:6px;text-decoration:none"><strong>${escaped(words)}</strong></a></p>`).join('')
  }
}

const factRow = ({ label, value, from }: { readonly label: string; readonly value: string; readonly from: string }): string =>
  `<tr><td style="padding:2px 16px 2px 0;vertical-align:top">${escaped(label)}</td><td style="padding:2px 0;vertical-align:top"><strong>${broken(value)}</strong>${from === '' ? '' : `<br><small>${escaped(from)}</small>`}</td></tr>`

const broken = (text: string): string => escaped(text).replace(/\r?\n/g, '<br>')
