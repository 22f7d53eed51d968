import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { WorkerOrder } from './worker-process.ts'

/** A worker that runs apart. */
export interface BenchWorker extends AsyncDisposable {
  /** CPU it has used since it began, all threads, in milliseconds. */
  cpuMs(): Promise<number>
}

interface Said {
  readonly cpu?: { readonly user: number; readonly system: number }
}

/** Starts a worker process; resolves when it is ready to work. Node's flags of this process are handed on, `--cpu-prof` among them. */
export async function startWorker(order: WorkerOrder): Promise<BenchWorker> {
  const child = fork(fileURLToPath(new URL('./worker-process.js', import.meta.url)), [JSON.stringify(order)], { stdio: ['ignore', 2, 2, 'ipc'] })
  // One question at a time, so that one listener hears every answer.
  let heard: (said: Said) => void = () => undefined
  let failed: (reason: Error) => void = () => undefined
  const answer = (): Promise<Said> => new Promise((resolve, reject) => { [heard, failed] = [resolve, reject] })
  child.on('message', (said) => heard(said as Said))
  child.on('exit', (code) => failed(new Error(`the "${order.side}" worker ended with code ${String(code)}`)))
  await answer()
  return {
    async cpuMs() {
      const answered = answer()
      child.send('cpu')
      const { cpu } = await answered
      return cpu ? (cpu.user + cpu.system) / 1000 : 0
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
