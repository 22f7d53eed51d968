import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGuardian } from '../../scripts/setup/guardian.mjs'
import { startProcess } from '../../scripts/setup/processes.mjs'
import { findTemporalCli } from '../../scripts/setup/temporal-cli.mjs'
import { freePort } from '../../scripts/setup/ports.mjs'
import { answers } from '../../scripts/setup/temporal-server.mjs'
import { eventually } from './eventually.ts'

/** A Temporal server in memory that suggests continue-as-new after a handful of events, so that a short case does it too. */
export async function serverWithShortHistories(events: number): Promise<{ readonly address: string } & AsyncDisposable> {
  const cli = await findTemporalCli(() => undefined)
  const port = await freePort()
  const args = [
    'server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'never',
    '--dynamic-config-value', 'frontend.enableServerVersionCheck=false',
    '--dynamic-config-value', `limit.historyCount.suggestContinueAsNew=${events}`,
  ]
  const runFolder = mkdtempSync(join(tmpdir(), 'evenkeel-short-'))
  // A test that is killed or runs out of time must not leave a server behind.
  const dismiss = startGuardian(runFolder, [runFolder])
  const server = startProcess({ name: 'temporal', command: cli.path, args, runFolder, logFile: join(runFolder, 'temporal.log') })
  const address = `127.0.0.1:${port}`
  await eventually(async () => ((await answers(address)) ? true : undefined), 30_000)
  return {
    address,
    async [Symbol.asyncDispose]() {
      await server.stop()
      await rm(runFolder, { recursive: true, force: true })
      dismiss()
    },
  }
}
