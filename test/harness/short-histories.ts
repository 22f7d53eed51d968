import { spawn } from 'node:child_process'
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
  const server = spawn(cli.path, args, { stdio: 'ignore' })
  const address = `127.0.0.1:${port}`
  await eventually(async () => ((await answers(address)) ? true : undefined), 30_000)
  return {
    address,
    [Symbol.asyncDispose]: () => new Promise((resolve) => {
      server.once('exit', () => resolve())
      server.kill('SIGKILL')
    }),
  }
}
