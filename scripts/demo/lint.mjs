import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from '../setup/paths.mjs'

/** @returns {string | undefined} what `sop lint` says of the demo's SOPs; undefined when there is no mistake */
export function lintSops() {
  const folder = process.env.SOP_DIR ?? join(projectFolder, 'sops')
  const lint = spawnSync(process.execPath, [join(projectFolder, 'cli/sop.js'), 'lint', folder], { encoding: 'utf8', timeout: 20_000 })
  return lint.status === 0 ? undefined : `${lint.stdout}${lint.stderr}`.trim()
}
