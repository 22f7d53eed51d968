import type { Card } from '../../domain/card/card.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'

type Looks = Pick<CliIo, 'width' | 'colour'>

const COLUMN = 17

/** A card as text, folded into the terminal or 100 columns. */
export function cardText(io: Looks, card: Card): string {
  const line = (label: string, text: string): string => folded(io, label, text)
  const head = [paint(io, 'bold', card.title), `${card.sop}, version ${card.version}`, card.why, '', ...card.starts.map((text) => line('Starts', text)), ...card.whole.map((text) => line('Whole case', text)), line('Owner', card.owner)]
  const steps = card.steps.flatMap((step) => ['', paint(io, 'bold', `${step.number}. ${step.title}`), line('Who', step.who), ...(step.due === null ? [] : [line('Due', step.due)]), ...step.lines.map(([label, text]) => line(label, text))])
  const ends = card.outcomes.map(({ name, from }) => line('Ends as', `${name}${from.length === 0 ? '' : ` (from ${from.join(', ')})`}`))
  return [...head, ...steps, '', ...ends, ...card.limits.map((text) => line('Limit', text)), ...card.ask.map((text) => line('Ask', text))].join('\n')
}

function folded({ width }: Looks, label: string, text: string): string {
  const room = Math.max(30, (width ?? 100) - COLUMN)
  const lines = text.split('\n').flatMap((part) => part.split(' ').reduce<readonly string[]>((all, word) => {
    const last = all.at(-1)
    return last === undefined || last.length + 1 + word.length > room ? [...all, word] : [...all.slice(0, -1), `${last} ${word}`]
  }, []))
  return lines.map((one, at) => `${(at === 0 ? `  ${label}` : '').padEnd(COLUMN)}${one}`.trimEnd()).join('\n')
}

/** A card as a page of its own, to be printed: no script, no outside file, black on white. */
export function cardHtml(card: Card): string {
  const list = (label: string, items: readonly string[]): string => (items.length === 0 ? '' : `<h2>${escape(label)}</h2><ul>${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`)
  const steps = card.steps.map(({ number, title, who, due, lines }) =>
    `<section><h3>${escape(`${number}. ${title}`)}</h3><dl>${[['Who', who], ...(due === null ? [] : [['Due', due]]), ...lines].map(([label = '', text = '']) => `<dt>${escape(label)}</dt><dd>${escape(text)}</dd>`).join('')}</dl></section>`)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(card.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escape(card.title)}</h1><p>${escape(card.why)}</p>
${list('What starts it', card.starts)}${list('The whole case', card.whole)}
<h2>Steps</h2>${steps.join('\n')}
${list('How it ends', card.outcomes.map(({ name, from }) => `${name}${from.length === 0 ? '' : ` (from ${from.join(', ')})`}`))}${list('Limits', card.limits)}${list('Whom to ask', card.ask)}
<footer>${escape(`${card.sop}, version ${card.version}; owner: ${card.owner}`)}</footer></main></body></html>
`
}

const STYLE = 'body{font:11pt/1.4 system-ui,sans-serif;margin:1.5rem auto;max-width:48rem;padding:0 1rem;color:#111;background:#fff;overflow-wrap:anywhere}h1{margin:0}h2{font-size:1.05rem;margin:1.2em 0 .3em}h3{font-size:1rem;margin:0 0 .2em}section{break-inside:avoid;border-top:1px solid #999;padding:.5em 0}dl{display:grid;grid-template-columns:8rem 1fr;gap:.1em .8em;margin:0}dt{color:#444}dd{margin:0;white-space:pre-line}footer{margin-top:1em;color:#444;font-size:.85rem}@media(max-width:30rem){dl{grid-template-columns:1fr}}@page{margin:12mm}'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
