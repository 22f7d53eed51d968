import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { LoadOrder, LoadResult } from './load-process.ts'

export type { LoadOrder, LoadResult }

interface Said {
  readonly result?: LoadResult
  readonly done?: number
  readonly of?: number
  readonly ms?: number
}

/** Sends from a process of its own, which no other work here makes late. `say` is told how far it is and how long it still takes. */
export function load(order: LoadOrder, say: (text: string) => void): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('./load-process.js', import.meta.url)), [JSON.stringify(order)], { stdio: ['ignore', 2, 2, 'ipc'] })
  return new Promise((resolve, reject) => {
    let result: LoadResult | undefined
    child.on('message', (message) => {
      const said = message as Said
      result = said.result ?? result
      if (said.done !== undefined && said.of !== undefined && said.ms !== undefined) say(progressOf(said.done, said.of, said.ms))
    })
    child.on('exit', (code) => { if (result) resolve(result); else reject(new Error(`the load generator ended with code ${String(code)}`)) })
  })
}

const progressOf = (done: number, of: number, ms: number): string =>
  `${done} of ${of} (${Math.round((done * 1000) / ms)} a second, about ${Math.ceil((done === 0 ? 0 : ((of - done) * ms) / done) / 1000)} s more)`
