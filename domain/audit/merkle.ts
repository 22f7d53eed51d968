import type { Sha256 } from './link.ts'

/** The end of one chain: `case/CASE1`, how many events it has, and the last hash, hex. */
export interface Head {
  readonly chain: string
  readonly position: number
  readonly hash: string
}

/** Chains are spread over so many buckets, so that a change of a few costs a few. */
export const BUCKETS = 4_096

const EMPTY = new Uint8Array(32)
const utf8 = new TextEncoder()

/** The bucket of a chain: the first 12 bits of the sha256 of its name. */
export function bucketOf(chain: string, sha256: Sha256): number {
  const [first = 0, second = 0] = sha256(utf8.encode(chain))
  return first * 16 + (second >> 4)
}

/**
 * The root over the heads of one bucket, in the order of the bytes of their names; 32 zero bytes for none. Leaves and nodes are hashed
 * as in RFC 6962, so that neither can be taken for the other; a leaf is the JSON text `["case/CASE1",12,"<hash>"]`.
 */
export function bucketRoot(heads: readonly Head[], sha256: Sha256): Uint8Array {
  const leaves = [...heads].sort((one, other) => bytewise(one.chain, other.chain))
    .map(({ chain, position, hash }) => sha256(tagged(0, utf8.encode(JSON.stringify([chain, position, hash])))))
  return rootOver(leaves, sha256)
}

/** The root over all buckets; a missing one is an empty one. */
export const rootOf = (buckets: ReadonlyMap<number, Uint8Array>, sha256: Sha256): Uint8Array =>
  rootOver(Array.from({ length: BUCKETS }, (_, bucket) => buckets.get(bucket) ?? EMPTY), sha256)

/** The root over any heads at once. */
export function rootOfHeads(heads: Iterable<Head>, sha256: Sha256): Uint8Array {
  const within = new Map<number, Head[]>()
  for (const head of heads) {
    const bucket = bucketOf(head.chain, sha256)
    const others = within.get(bucket)
    if (others) others.push(head)
    else within.set(bucket, [head])
  }
  return rootOf(new Map([...within].map(([bucket, list]) => [bucket, bucketRoot(list, sha256)])), sha256)
}

/** RFC 6962: the left side is the largest power of two that leaves something for the right. */
function rootOver(nodes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const [first] = nodes
  if (first === undefined) return EMPTY
  if (nodes.length === 1) return first
  let left = 1
  while (left * 2 < nodes.length) left *= 2
  return sha256(tagged(1, rootOver(nodes.slice(0, left), sha256), rootOver(nodes.slice(left), sha256)))
}

function tagged(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(1 + parts.reduce((sum, { length }) => sum + length, 0))
  bytes[0] = tag
  let at = 1
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function bytewise(one: string, other: string): number {
  const [left, right] = [utf8.encode(one), utf8.encode(other)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
