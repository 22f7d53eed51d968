import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import type { Stage } from '../contract.ts'
import { freePort } from '../product.ts'
import type { TwinOrder } from './twin-process.ts'

/** The hand-written version: a door and a worker, each a process of its own as ours are. */
export interface Twin extends AsyncDisposable {
  readonly port: number
}

/** Starts both; resolves when they work. */
export async function openTwin(stage: Stage): Promise<Twin> {
  const { temporalAddress: address } = await stage.servers()
  const bundle = join(stage.folder, 'twin-intake.js')
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./twin.workflow.js', import.meta.url)),
    preloadModules: [fileURLToPath(new URL('../../workflows/no-stacks.cjs', import.meta.url))],
    logger: new DefaultLogger('ERROR'),
  })
  writeFileSync(bundle, code)
  const port = await freePort()
  const parts = await Promise.all((['door', 'worker'] as const).map((part) => start({ part, address, bundle, port })))
  return {
    port,
    async [Symbol.asyncDispose]() {
      await Promise.all(parts.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const gone = once(child, 'exit')
        child.disconnect()
        await gone
      }))
    },
  }
}

async function start(order: TwinOrder): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./twin-process.js', import.meta.url)), [JSON.stringify(order)], { stdio: ['ignore', 2, 2, 'ipc'] })
  await Promise.race([once(child, 'message'), once(child, 'exit').then(([code]) => { throw new Error(`the hand-written ${order.part} ended with code ${String(code)}`) })])
  return child
}
