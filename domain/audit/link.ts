/** sha256 of bytes, 32 bytes: what runs here brings none of its own. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** Before the first link of every chain. */
export const GENESIS_HASH = new Uint8Array(32)

/** A body says in its first field by which rule it is linked; only the first was in use until bodies could be left out. */
export const FIRST_FORMAT = '{"format":1,'

/**
 * The hash of a link. Format 2, in use now: sha256 of the hash before and of the sha256 of the body, so that a chain can be checked where a
 * body is not shown or is gone. Format 1: sha256 of the hash before and the body itself. A body begins by naming its format, and no body
 * has the 32 bytes of a hash, so one cannot be taken for the other.
 */
export function linkOf(previous: Uint8Array, body: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(joined(previous, isFirstFormat(body) ? body : sha256(body)))
}

/** The same for a body of format 2 of which only the hash is known. */
export const linkOfHash = (previous: Uint8Array, bodyHash: Uint8Array, sha256: Sha256): Uint8Array => sha256(joined(previous, bodyHash))

/** Whether a body is linked by the first rule. */
export function isFirstFormat(body: Uint8Array): boolean {
  for (let at = 0; at < FIRST_FORMAT.length; at++) if (body[at] !== FIRST_FORMAT.charCodeAt(at)) return false
  return true
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
