import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes the script that every worker loads. It runs in a sandbox without Node's modules and is a second's work, so it is
 * made once, here, and not by each worker.
 * @param {string} workflowsPath absolute path of `workflows/index`
 * @param {readonly string[]} preloadModules loaded once a worker and not once a workflow
 * @param {string} target
 */
export async function bundleWorkflows(workflowsPath, preloadModules, target) {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker')
  const { code } = await bundleWorkflowCode({
    workflowsPath, preloadModules: [...preloadModules], logger: new DefaultLogger('ERROR'),
  })
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(`${target}.${process.pid}`, code)
  renameSync(`${target}.${process.pid}`, target)
}
