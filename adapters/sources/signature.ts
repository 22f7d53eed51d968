import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Source } from '../../domain/organisation.ts'

/** What is known of a signature. All but `ok` are answered 401; the word helps whoever sets up the secret. */
export type Verdict = 'ok' | 'missing' | 'doubled' | 'malformed' | 'wrong'

/** How many bytes each digest has. */
const BYTES: Readonly<Record<Source['signature']['algorithm'], number>> = { 'hmac-sha256': 32, 'hmac-sha1': 20, 'hmac-sha512': 64 }

/**
 * Compares the header that the organisation file names with the HMAC of the body exactly as received, in constant time over all
 * secrets. `sha256=` before it, as some senders write, is taken off. Never throws, whatever the headers hold.
 */
export function verifySource(rawBody: Buffer, headers: IncomingHttpHeaders, { header, algorithm, encoding }: Source['signature'], secrets: readonly string[]): Verdict {
  const given = headers[header.toLowerCase()]
  if (given === undefined || given === '') return 'missing'
  if (typeof given !== 'string' || given.includes(',')) return 'doubled'
  const hash = algorithm.slice('hmac-'.length)
  const text = given.replace(new RegExp(`^(hmac-)?${hash}=`), '')
  const candidate = encoding === 'hex' ? text.toLowerCase() : text
  if (!shapeOf(BYTES[algorithm], encoding).test(candidate)) return 'malformed'
  let matches = false
  for (const secret of secrets) {
    const expected = createHmac(hash, secret).update(rawBody).digest(encoding)
    // Texts, not bytes: several base64 texts decode to the same bytes, and only one of them is the signature.
    matches = timingSafeEqual(Buffer.from(candidate, 'ascii'), Buffer.from(expected, 'ascii')) || matches
  }
  return matches ? 'ok' : 'wrong'
}

function shapeOf(bytes: number, encoding: 'hex' | 'base64'): RegExp {
  if (encoding === 'hex') return new RegExp(`^[0-9a-f]{${bytes * 2}}$`)
  const padding = (3 - (bytes % 3)) % 3
  return new RegExp(`^[A-Za-z0-9+/]{${Math.ceil(bytes / 3) * 4 - padding}}={${padding}}$`)
}
