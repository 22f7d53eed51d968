import { valuesOf, type HeaderField } from './headers.ts'

interface Result {
  /** The place of the header that it stands in. */
  readonly header: number
  readonly method: string
  readonly says: string
  readonly properties: ReadonlyMap<string, string>
}

/**
 * Whether our own mail server found that a mail comes from the domain of its sender (RFC 8601). `server` is the name that it signs its
 * results with; results of others are anybody's. The server has to take results in its name off what comes in; what one may still slip
 * in is refused here as a contradiction.
 */
export function isAuthentic(fields: readonly HeaderField[], sender: string, server: string): boolean {
  const domain = sender.slice(sender.lastIndexOf('@') + 1)
  const values = valuesOf(fields, 'authentication-results').map(plainOf)
  // What cannot be read may be the finding that it is forged.
  if (values.includes(undefined)) return false
  const results = values.flatMap((value = '', header) => resultsIn(value, server, header))
  // One finding of each kind comes from one place.
  for (const method of ['dmarc', 'dkim', 'spf']) {
    const from = new Set(results.filter((result) => result.method === method).map(({ header }) => header))
    if (from.size > 1) return false
  }
  const signed = results.some(({ method, says, properties }) => method === 'dkim' && says === 'pass' && aligned(properties.get('header.d') ?? afterAt(properties.get('header.i')), domain))
  const sent = results.some(({ method, says, properties }) => method === 'spf' && says === 'pass' && aligned(afterAt(properties.get('smtp.mailfrom')), domain))
  const others = results.some(({ method }) => method === 'dkim' || method === 'spf')
  const dmarc = results.filter(({ method }) => method === 'dmarc')
  // Without DMARC only a signature of the very domain counts.
  if (dmarc.length === 0) return results.some(({ method, says, properties }) => method === 'dkim' && says === 'pass' && properties.get('header.d') === domain)
  return dmarc.every(({ says, properties }) => says === 'pass' && properties.get('header.from') === domain) && (!others || signed || sent)
}

const afterAt = (address: string | undefined): string | undefined => address?.slice(address.lastIndexOf('@') + 1)

/** DMARC's relaxed alignment, without a list of registries: the same, or one below the other. */
const aligned = (found: string | undefined, domain: string): boolean =>
  found !== undefined && found.includes('.') && (found === domain || domain.endsWith(`.${found}`) || found.endsWith(`.${domain}`))

function resultsIn(value: string, server: string, header: number): readonly Result[] {
  const [name = '', ...parts] = value.split(';')
  if (name.trim().toLowerCase().replace(/\s+\d+$/, '') !== server.toLowerCase()) return []
  return parts.flatMap((part) => {
    const [, method, says, rest = ''] = /^\s*([a-z-]+)(?:\s*\/\s*\d+)?\s*=\s*([a-z]+)\b(.*)$/is.exec(part) ?? []
    return method === undefined || says === undefined ? [] : [{ header, method: method.toLowerCase(), says: says.toLowerCase(), properties: propertiesIn(rest) }]
  })
}

/** What stands beside a finding; a property that is said twice is not said at all. */
function propertiesIn(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/(?<![\w.-])([a-z]+\.[a-z-]+)\s*=\s*([^\s;]+)/gi)].map(([, key = '', value = '']): [string, string] => [key.toLowerCase(), value.toLowerCase()])
  return new Map(found.filter(([key], at) => found.every(([other], index) => index === at || other !== key)))
}

const LONGEST = 8_000

/**
 * A value without its comments, which may hold anything, and with quoted texts, of which senders choose some, in letters that mean
 * nothing here. Undefined for one that is too long, or has a comment or quote without its end. RFC 5322, 3.2.
 */
function plainOf(value: string): string | undefined {
  if (value.length > LONGEST) return undefined
  let depth = 0
  let quoted = false
  let text = ''
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at)
    if (character === '\\') at++
    else if (character === '"' && depth === 0) quoted = !quoted
    else if (quoted) text += /[\w.@+-]/.test(character) ? character : '_'
    else if (character === '(') depth++
    else if (character === ')') depth--
    else if (depth === 0) text += character
    if (depth < 0) return undefined
  }
  return depth === 0 && !quoted ? text : undefined
}
