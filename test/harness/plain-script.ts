import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const kept = fileURLToPath(new URL('../../.data/test', import.meta.url))

/**
 * The script and all of ours that it imports, as one file of plain JavaScript: whoever starts it many times translates it once. Its path is
 * its content's, so that nobody runs what another test made. Nothing in it may ask for `import.meta.url`, which is the file's.
 */
export async function plainScript(script: URL): Promise<string> {
  const { outputFiles: [made] } = await build({ entryPoints: [fileURLToPath(script)], bundle: true, write: false, format: 'esm', platform: 'node', packages: 'external', logLevel: 'error' })
  if (!made) throw new Error(`nothing came of "${script.href}"`)
  const target = join(kept, `${basename(script.pathname, '.ts')}-${createHash('sha256').update(made.contents).digest('hex').slice(0, 16)}.mjs`)
  if (existsSync(target)) return target
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(`${target}.${process.pid}`, made.contents)
  renameSync(`${target}.${process.pid}`, target)
  return target
}
