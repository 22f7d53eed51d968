import { setTimeout as pause } from 'node:timers/promises'
import type { Bench, Measured, Stage } from './contract.ts'
import { median, rounded } from './numbers.ts'
import { answering, openProduct, type Product } from './product.ts'

/** How long the product needs after a kill -9 of each of its processes, which are started again at once. The longest of the repeats counts. */
export const recoveryBench: Bench = {
  name: 'recovery',
  what: 'from a process killed with -9 to the case moving again, and the second start of the demo',
  keys: ['workerKillMs', 'apiKillMs', 'temporalKillMs', 'postgresKillMs', 'secondStartMs'],
  run,
}

/** Between two kills, so that one recovery does not count for the next. */
const REST_MS = 1_500

type Killed = 'worker' | 'workerAtWork' | 'api' | 'temporal' | 'postgres'
type Times = Readonly<Record<Killed, readonly number[]>>

async function run(stage: Stage): Promise<Measured> {
  const times = await killAll(stage, stage.quick ? 1 : 5)
  const second = await stage.secondDemoStart().then((ms) => ({ ms, reason: '' }), (error: unknown) => ({ ms: null, reason: reasonOf(error) }))
  const worst = (...samples: readonly (readonly number[])[]): number => Math.round(Math.max(...samples.flat()))
  return {
    figures: {
      workerKillMs: worst(times.worker, times.workerAtWork), apiKillMs: worst(times.api), temporalKillMs: worst(times.temporal), postgresKillMs: worst(times.postgres),
      secondStartMs: second.ms === null ? null : Math.round(second.ms),
    },
    reasons: { secondStartMs: second.reason },
    lines: [
      'the longest of the repeats counts; each repeat in ms:',
      ...Object.entries(times).map(([name, sample]) => `  ${words[name as Killed].padEnd(44)} ${sample.map((ms) => Math.round(ms)).join(', ')}, median ${rounded(median(sample), 0)}`),
    ],
    details: { times: Object.fromEntries(Object.entries(times).map(([name, sample]) => [name, sample.map((ms) => Math.round(ms))])) },
  }
}

const words: Readonly<Record<Killed, string>> = {
  worker: 'worker, the case idle, until a click is answered',
  workerAtWork: 'worker, right after a click, until it is answered',
  api: 'API, until it is ready again',
  temporal: 'Temporal, until a click is answered',
  postgres: 'PostgreSQL, until a click is answered',
}

async function killAll(stage: Stage, repeats: number): Promise<Times> {
  await using product = await openProduct(stage)
  const { temporal, postgres } = await stage.servers()
  const times: Record<Killed, number[]> = { worker: [], workerAtWork: [], api: [], temporal: [], postgres: [] }
  const clickAfter = (kill: () => Promise<void>) => async (): Promise<number> => {
    const caseId = await product.park()
    const since = performance.now()
    const restarted = kill()
    await Promise.all([restarted, product.finish(caseId)])
    return performance.now() - since
  }
  const trials: Readonly<Record<Killed, () => Promise<number>>> = {
    worker: clickAfter(product.worker.killAndRestart),
    workerAtWork: () => killAtWork(product),
    api: () => timed(async () => { await product.api.killAndRestart(); await answering(`${product.url}/readyz`) }),
    temporal: clickAfter(temporal.killAndRestart),
    postgres: clickAfter(postgres.killAndRestart),
  }
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const [name, trial] of Object.entries(trials) as [Killed, () => Promise<number>][]) {
      stage.note(`${repeat} of ${repeats}: kills ${words[name].split(',')[0] ?? name}`)
      times[name].push(await trial())
      await settled(product)
    }
  }
  return times
}

/** The click is on its way when the worker dies: its workflow task has to time out before another worker gets it. */
async function killAtWork(product: Product): Promise<number> {
  const caseId = await product.park()
  const finished = product.finish(caseId)
  await pause(5)
  return timed(async () => { await Promise.all([product.worker.killAndRestart(), finished]) })
}

/** A whole case goes through, so that whatever was killed is well again. */
async function settled(product: Product): Promise<void> {
  await product.finish(await product.park())
  await pause(REST_MS)
}

async function timed(work: () => Promise<void>): Promise<number> {
  const since = performance.now()
  await work()
  return performance.now() - since
}

const reasonOf = (error: unknown): string => (error instanceof Error ? (error.message.split('\n')[0] ?? error.message) : String(error))
