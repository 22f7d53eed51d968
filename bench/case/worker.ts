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
  readonly ready?: boolean
  readonly cpu?: { readonly user: number; readonly system: number }
}

/** Starts a worker process; resolves when it is ready to work. Node's flags of this process are handed on, `--cpu-prof` among them. */
export async function startWorker(order: WorkerOrder): Promise<BenchWorker> {
  const child = fork(fileURLToPath(new URL('./worker-process.js', import.meta.url)), [JSON.stringify(order)], { stdio: ['ignore', 2, 2, 'ipc'] })
  const hear = async (wanted: (said: Said) => boolean): Promise<Said> => {
    for (;;) {
      const [said] = await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`the "${order.side}" worker ended with code ${String(code)}`) })]) as [Said]
      if (wanted(said)) return said
    }
  }
  await hear((said) => said.ready === true)
  return {
    async cpuMs() {
      child.send('cpu')
      const { cpu } = await hear((said) => said.cpu !== undefined)
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
