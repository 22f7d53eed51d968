import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflows } from '../../scripts/setup/bundle.mjs'
import { digest, filesBelow } from '../../scripts/setup/sources.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What production loads once a worker: every script of the folder. */
const preloaded = (folder: string): readonly string[] => filesBelow(join(folder, 'workflows')).filter((file) => file.endsWith('.cjs'))

/** The bundle of the workflow code as it is in the work tree now, made once for each state of it. */
export async function workflowBundle(): Promise<string> {
  const sources = ['domain', 'workflows'].flatMap((folder) => filesBelow(join(root, folder)))
  const target = join(root, '.data', 'test', `workflows-${digest(root, sources).slice(0, 16)}.js`)
  if (!existsSync(target)) await bundleWorkflows(join(root, 'workflows/index.ts'), preloaded(root), target)
  return target
}

/** The bundle of a copy of the workflow code in which one piece of text is replaced: what a careless change would deploy. */
export async function changedBundle(file: string, from: string, to: string): Promise<string> {
  mkdirSync(join(root, '.data'), { recursive: true })
  const folder = mkdtempSync(join(root, '.data', 'changed-'))
  try {
    for (const name of ['domain', 'workflows', 'activities']) cpSync(join(root, name), join(folder, name), { recursive: true })
    const text = readFileSync(join(folder, file), 'utf8')
    if (!text.includes(from)) throw new Error(`"${file}" has no "${from}" to change`)
    writeFileSync(join(folder, file), text.replace(from, to))
    const target = join(folder, 'bundle.js')
    await bundleWorkflows(join(folder, 'workflows/index.ts'), preloaded(folder), target)
    const kept = join(root, '.data', 'test', `changed-${process.pid}.js`)
    mkdirSync(dirname(kept), { recursive: true })
    renameSync(target, kept)
    return kept
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
