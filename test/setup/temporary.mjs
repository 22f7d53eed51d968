import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is removed when the test or the hook's test is over. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-setup-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
