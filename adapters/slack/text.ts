import type { PlainText, Mrkdwn } from './shapes.ts'

/** Markup of ours that Slack reads as markup. Whatever else is put into a text is shown as it is. */
export interface Markup {
  readonly markup: string
}

/** A piece of a text: data, which is escaped, or markup. */
export type Piece = string | Markup

/** Control characters that are no line break, halves of pairs, and marks that turn the text around them. */
const UNFIT = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/** Text as it may be shown: what could hide or turn other text becomes a space. */
export const clean = (text: string): string => text.replaceAll(UNFIT, ' ')

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Cuts text so that, written by `write`, it is at most `max` long; a cut ends in `…`. No character is halved. */
function fit(text: string, max: number, write: (character: string) => string): string {
  // Nothing further back can still fit, and taking 100 KB apart for it would only cost time.
  const near = clean(text.slice(0, max + 1))
  const parts: string[] = []
  let length = 0
  for (const character of near) {
    const part = write(character)
    if (length + part.length > max) return shortened(parts, length, max)
    parts.push(part)
    length += part.length
  }
  return parts.join('')
}

function shortened(parts: string[], length: number, max: number): string {
  let left = length
  while (left > max - 1 && parts.length > 0) left -= parts.pop()?.length ?? 0
  return max === 0 ? '' : `${parts.join('')}…`
}

/** Text of at most `max` units, with nothing else done to it than `clean`. */
export const clip = (text: string, max: number): string => fit(text, max, (character) => character)

/** Data as Slack's `mrkdwn` shows it letter for letter: no mention, no link, no `<!channel>` comes out of it. */
export const escaped = (text: string, max: number): string => fit(text, max, (character) => ENTITIES[character] ?? character)

/** Plain text of at most `max` units; Slack takes no empty one, so that becomes a dash. */
export const plain = (text: string, max: number): PlainText => ({ type: 'plain_text', text: clip(text.trim(), max).trim() || NOTHING, emoji: false })

/**
 * `mrkdwn` of at most `max` units out of pieces. Markup stays whole as long as there is room for it; what data there is is cut, the
 * last first. `verbatim` keeps Slack from finding links and channels in it by itself.
 */
export function marked(max: number, pieces: readonly Piece[]): Mrkdwn {
  return { type: 'mrkdwn', text: written(max, pieces), verbatim: true }
}

/** The text of `marked`, for places that take it bare; never empty, which Slack refuses. */
export function written(max: number, pieces: readonly Piece[]): string {
  let room = max - pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? 0 : piece.markup.length), 0)
  if (room < 0) return escaped(pieces.map((piece) => (typeof piece === 'string' ? piece : '')).join(' '), max).trim() || NOTHING
  const parts = pieces.map((piece) => {
    if (typeof piece !== 'string') return piece.markup
    const part = escaped(piece, room)
    room -= part.length
    return part
  })
  return parts.join('').trim() || NOTHING
}

const NOTHING = '–'

/** Markup of ours. */
export const mark = (markup: string): Markup => ({ markup })

const NEW_LINE = mark('\n')

/** A heading in bold above pieces. The heading is ours or an author's; asterisks would end the bold. */
export const under = (heading: string, ...pieces: readonly Piece[]): readonly Piece[] => [mark('*'), heading.replaceAll(/[*\n]/g, ' '), mark('*'), NEW_LINE, ...pieces]

/** A link; just its words where the address is none that a browser opens as a page. */
export function link(url: string, words: string): readonly Piece[] {
  const safe = webAddress(url)
  return safe === undefined ? [words] : [mark(`<${safe.replaceAll('&', '&amp;')}|`), words.replaceAll('|', '/').replaceAll('\n', ' '), mark('>')]
}

const LONGEST_URL = 2_000

/** The address, if it is one of a web page and has nothing in it that would end a link. */
export function webAddress(url: string): string | undefined {
  return /^https?:\/\/[^\s<>|"\\]+$/u.test(url) && url.length <= LONGEST_URL && URL.canParse(url) ? url : undefined
}
