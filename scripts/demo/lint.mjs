import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { projectFolder } from '../setup/paths.mjs'

/** @returns {string | undefined} what `sop lint` says of the demo's SOPs; undefined when there is no mistake */
export function lintSops() {
  const folder = process.env.SOP_DIR ?? join(projectFolder, 'sops')
  const lint = spawnSync(process.execPath, [join(projectFolder, 'cli/sop.js'), 'lint', folder], { encoding: 'utf8', timeout: 20_000 })
  // A machine that is too busy to lint has found no mistake.
  return lint.status === 0 || lint.status === null ? undefined : `${lint.stdout}${lint.stderr}`.trim()
}
