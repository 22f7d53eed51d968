import { numbersFrom, slower, type Spent } from '../numbers.ts'
import { fuzzInput } from './inputs.ts'
import { createJudge, seedFiles } from './judge.ts'

/** What the parent hands over as the one argument, in JSON: which inputs, and after how many it wants to hear. */
export interface FuzzOrder {
  readonly projectFolder: string
  readonly seed: number
  readonly from: number
  readonly to: number
  readonly tellEvery: number
}
/** What the parent hears: how far it got, and what was found since. */
export interface FuzzNews {
  readonly done: number
  /** The most CPU that one input took, and the longest that one took by the clock; not always the same input. */
  readonly slowest: Spent
  readonly rssMb: number
  readonly crashes: readonly { readonly input: number; readonly error: string }[]
}

/** Compiles inputs in a process of its own, because what brings down a parser may bring down more than an exception can tell. */
function main(): void {
  const order = JSON.parse(process.argv[2] ?? '{}') as FuzzOrder
  const seeds = seedFiles(order.projectFolder)
  const judge = createJudge(seeds)
  let slowest: Spent = { cpuMs: 0, wallMs: 0 }
  let crashes: { input: number; error: string }[] = []
  for (let at = order.from; at < order.to; at++) {
    try {
      slowest = slower(slowest, judge(fuzzInput(numbersFrom(order.seed * 1_000_003 + at), seeds)))
    } catch (error) {
      crashes.push({ input: at, error: error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ') : String(error) })
    }
    if ((at + 1 - order.from) % order.tellEvery > 0 && at + 1 < order.to) continue
    process.send?.({ done: at + 1, slowest, rssMb: process.resourceUsage().maxRSS / 1024, crashes } satisfies FuzzNews)
    crashes = []
  }
}

main()
