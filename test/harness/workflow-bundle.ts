import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflows } from '../../scripts/setup/bundle.mjs'
import { digest, filesBelow } from '../../scripts/setup/sources.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The bundle of the workflow code as it is in the work tree now, made once for each state of it. */
export async function workflowBundle(): Promise<string> {
  const sources = ['domain', 'workflows'].flatMap((folder) => filesBelow(join(root, folder)))
  const target = join(root, '.data', 'test', `workflows-${digest(root, sources).slice(0, 16)}.js`)
  if (!existsSync(target)) await bundleWorkflows(join(root, 'workflows/index.ts'), [join(root, 'workflows/no-stacks.cjs')], target)
  return target
}
