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

/** Takes heads in the order of the bytes of their names; `root` is over those that came so far, 32 zero bytes for none. */
export interface Tree {
  add(head: Head): void
  root(): Uint8Array
}

/**
 * The tree over the heads of one bucket, of which only the roots of full parts are kept. Leaves and nodes are hashed as in RFC 6962, so
 * that neither can be taken for the other; a leaf is the JSON text `["case/CASE1",12,"<hash>"]`.
 */
export function createTree(sha256: Sha256): Tree {
  const full: { readonly size: number; readonly hash: Uint8Array }[] = []
  return {
    add({ chain, position, hash }) {
      let part = { size: 1, hash: sha256(tagged(0, utf8.encode(JSON.stringify([chain, position, hash])))) }
      for (let left = full.at(-1); left?.size === part.size; left = full.at(-1)) {
        full.pop()
        part = { size: left.size * 2, hash: sha256(tagged(1, left.hash, part.hash)) }
      }
      full.push(part)
    },
    root: () => (full.length === 0 ? EMPTY : full.map(({ hash }) => hash).reduceRight((right, left) => sha256(tagged(1, left, right)))),
  }
}

/** The root over the heads of one bucket, in whatever order they are given. */
export function bucketRoot(heads: readonly Head[], sha256: Sha256): Uint8Array {
  const tree = createTree(sha256)
  const named = heads.map((head) => ({ head, name: utf8.encode(head.chain) }))
  for (const { head } of named.sort((one, other) => bytewise(one.name, other.name))) tree.add(head)
  return tree.root()
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

/** Over a number of nodes that is a power of two. Where nothing is, each level has one hash, which is made once. */
function rootOver(nodes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  let level = nodes
  let empty: Uint8Array = EMPTY
  while (level.length > 1) {
    const [below, above] = [empty, sha256(tagged(1, empty, empty))]
    const over = (left: Uint8Array, right: Uint8Array): Uint8Array => (left === below && right === below ? above : sha256(tagged(1, left, right)))
    const nodesBelow = level
    level = Array.from({ length: nodesBelow.length / 2 }, (_, at) => over(nodesBelow[at * 2] ?? below, nodesBelow[at * 2 + 1] ?? below))
    empty = above
  }
  return level[0] ?? EMPTY
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

function bytewise(one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < Math.min(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference
  }
  return one.length - other.length
}
