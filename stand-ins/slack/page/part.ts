import { createHash } from 'node:crypto'

/** A part of the page that the script replaces when its content has changed, which it sees by the print. `more` are further attributes. */
export function part(tag: string, name: string, content: string, more = ''): string {
  const print = createHash('sha1').update(content).digest('hex').slice(0, 12)
  return `<${tag} data-part="${name}" data-print="${print}"${more}>${content}</${tag}>`
}
