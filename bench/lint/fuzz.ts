import { fork } from 'node:child_process'
import { slower, type Spent } from '../numbers.ts'
import type { FuzzNews, FuzzOrder } from './fuzz-process.ts'

/** What came of all inputs. A crash is an exception, an improper answer, or the end of the process. */
export interface Fuzzed {
  readonly crashes: readonly { readonly input: number; readonly error: string }[]
  readonly slowest: Spent
  readonly rssMb: number
}

const TELL_EVERY = 200
/** No answer for so long counts as a crash of the input that it is at. */
const SILENCE_MS = 30_000

/** Runs the inputs in child processes, the next one where the last one died. */
export async function fuzz(projectFolder: string, seed: number, amount: number, note: (text: string) => void): Promise<Fuzzed> {
  const crashes: { input: number; error: string }[] = []
  let slowest: Spent = { cpuMs: 0, wallMs: 0 }
  let [rssMb, done, tellEvery] = [0, 0, TELL_EVERY]
  const hear = (news: FuzzNews): void => {
    if (Math.floor(news.done / 10_000) > Math.floor(done / 10_000)) note(`${news.done} of ${amount} inputs`)
    done = news.done
    slowest = slower(slowest, news.slowest)
    rssMb = Math.max(rssMb, news.rssMb)
    crashes.push(...news.crashes)
  }
  while (done < amount) {
    const end = await child({ projectFolder, seed, from: done, to: tellEvery === 1 ? Math.min(amount, done + TELL_EVERY) : amount, tellEvery }, hear)
    const died = end !== 'exit 0'
    if (died && tellEvery === 1) {
      crashes.push({ input: done, error: `the process ended: ${end}` })
      done++
    }
    // Somewhere in the last few hundred: they are gone through again, one by one.
    tellEvery = died ? 1 : TELL_EVERY
  }
  return { crashes, slowest, rssMb }
}

function child(order: FuzzOrder, hear: (news: FuzzNews) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const process = fork(new URL('./fuzz-process.js', import.meta.url), [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    let silence = setTimeout(() => process.kill('SIGKILL'), SILENCE_MS)
    process.on('message', (news) => {
      clearTimeout(silence)
      silence = setTimeout(() => process.kill('SIGKILL'), SILENCE_MS)
      hear(news as FuzzNews)
    })
    process.on('error', reject)
    process.on('exit', (code, signal) => {
      clearTimeout(silence)
      resolve(signal === null ? `exit ${code}` : signal)
    })
  })
}
