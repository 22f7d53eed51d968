/** A piece of a page. */
export interface Html {
  readonly html: string
}

type Part = string | number | Html | readonly Html[]

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** HTML in which whatever is put in is shown letter for letter, pieces of HTML apart. Attributes need their quotes. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  ({ html: strings.map((text, index) => text + written(parts[index] ?? '')).join('') })

function written(part: Part): string {
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
  if (typeof part === 'number') return String(part)
  return 'html' in part ? part.html : part.map((piece) => piece.html).join('')
}

/** Nothing. */
export const NONE: Html = { html: '' }

/** The piece if it is wanted. */
export const when = (wanted: boolean, piece: () => Html): Html => (wanted ? piece() : NONE)
