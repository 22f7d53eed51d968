import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGuardian } from './guardian.mjs'
import { startPostgres } from './postgres.mjs'
import { stopLeftovers } from './processes.mjs'
import { findTemporalCli } from './temporal-cli.mjs'
import { startTemporal } from './temporal-server.mjs'

/**
 * A PostgreSQL and a Temporal dev server on ports of their own, in a temporary folder, for one run of tests.
 * They are gone after `stop`, and also when this process is killed.
 * @param {(text: string) => void} [note] hears what takes long
 * @returns {Promise<{ databaseUrl: string, temporalAddress: string, stop: () => Promise<void> }>}
 */
export async function startTestServers(note = () => undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-test-'))
  // PostgreSQL runs as another user where we are root, and must be able to pass through.
  chmodSync(folder, 0o711)
  const runFolder = join(folder, 'run')
  mkdirSync(runFolder)
  const dismiss = startGuardian(runFolder, [folder])
  const stop = async () => {
    await stopLeftovers(runFolder)
    await rm(folder, { recursive: true, force: true })
    dismiss()
  }
  try {
    const [postgres, address] = await Promise.all([
      startPostgres({ runFolder, logFile: join(folder, 'postgres.log'), data: join(folder, 'postgres'), throwaway: true }),
      temporalAddress(runFolder, folder, note),
    ])
    return { databaseUrl: postgres.url, temporalAddress: address, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** @param {string} runFolder @param {string} folder @param {(text: string) => void} note */
async function temporalAddress(runFolder, folder, note) {
  const cli = await findTemporalCli(note)
  const server = await startTemporal({
    cli: cli.path, database: join(folder, 'temporal.db'), runFolder, logFile: join(folder, 'temporal.log'),
  })
  return server.address
}
