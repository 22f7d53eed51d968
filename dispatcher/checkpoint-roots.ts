import type { Sha256 } from '../domain/audit/link.ts'
import { bucketOf, bucketRoot, createTree, rootOf, type Head, type Tree } from '../domain/audit/merkle.ts'

/** The roots of all buckets, and how much is under them. */
export interface Roots {
  /** Takes all heads there are, batch by batch, in the order of their names. */
  build(heads: readonly Head[]): void
  /** No more come. */
  built(): void
  bucketsOf(heads: readonly Head[]): readonly number[]
  /** These buckets hold exactly these heads now. */
  replace(heads: readonly Head[], buckets: readonly number[]): void
  /** Over everything; the root in hex. */
  over(): { readonly chains: number; readonly events: number; readonly root: string }
}

interface Bucket {
  readonly root: Uint8Array
  readonly chains: number
  readonly events: number
}

interface Growing {
  readonly tree: Tree
  chains: number
  events: number
}

/** Roots of no chain yet. Memory is that of the buckets, not of the chains. */
export function createRoots(sha256: Sha256): Roots {
  const buckets = new Map<number, Bucket>()
  const growing = new Map<number, Growing>()
  return {
    build(heads) {
      for (const head of heads) {
        const bucket = bucketOf(head.chain, sha256)
        const one = growing.get(bucket) ?? { tree: createTree(sha256), chains: 0, events: 0 }
        one.tree.add(head)
        one.chains += 1
        one.events += head.position
        growing.set(bucket, one)
      }
    },
    built() {
      for (const [bucket, { tree, chains, events }] of growing) buckets.set(bucket, { root: tree.root(), chains, events })
      growing.clear()
    },
    bucketsOf: (heads) => [...new Set(heads.map(({ chain }) => bucketOf(chain, sha256)))],
    replace(heads, which) {
      const within = new Map<number, Head[]>(which.map((bucket) => [bucket, []]))
      for (const head of heads) within.get(bucketOf(head.chain, sha256))?.push(head)
      for (const [bucket, list] of within)
        buckets.set(bucket, { root: bucketRoot(list, sha256), chains: list.length, events: list.reduce((sum, { position }) => sum + position, 0) })
    },
    over: () => ({
      chains: [...buckets.values()].reduce((sum, { chains }) => sum + chains, 0),
      events: [...buckets.values()].reduce((sum, { events }) => sum + events, 0),
      root: hex(rootOf(new Map([...buckets].filter(([, { chains }]) => chains > 0).map(([bucket, { root }]) => [bucket, root])), sha256)),
    }),
  }
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
