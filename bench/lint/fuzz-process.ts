import { numbersFrom } from '../numbers.ts'
import { fuzzInput } from './inputs.ts'
import { createJudge, PATIENCE_MS, seedFiles } from './judge.ts'

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
  readonly slowestMs: number
  readonly rssMb: number
  readonly crashes: readonly { readonly input: number; readonly error: string }[]
}

/** Compiles inputs in a process of its own, because what brings down a parser may bring down more than an exception can tell. */
function main(): void {
  const order = JSON.parse(process.argv[2] ?? '{}') as FuzzOrder
  const seeds = seedFiles(order.projectFolder)
  const judge = createJudge(seeds)
  let slowestMs = 0
  let crashes: { input: number; error: string }[] = []
  for (let at = order.from; at < order.to; at++) {
    try {
      const input = fuzzInput(numbersFrom(order.seed * 1_000_003 + at), seeds)
      const ms = judge(input)
      // Something else may have had the processor meanwhile: a second look counts CPU.
      slowestMs = Math.max(slowestMs, ms > PATIENCE_MS ? Math.min(ms, cpuMs(() => judge(input))) : ms)
    } catch (error) {
      crashes.push({ input: at, error: error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' | ') : String(error) })
    }
    if ((at + 1 - order.from) % order.tellEvery > 0 && at + 1 < order.to) continue
    process.send?.({ done: at + 1, slowestMs, rssMb: process.resourceUsage().maxRSS / 1024, crashes } satisfies FuzzNews)
    crashes = []
  }
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

main()
