import { processIo, type CliIo } from './io.ts'
import { run } from './program.ts'

/** Runs the command line of this process and leaves with its exit code. */
export async function main(): Promise<void> {
  // A reader that leaves early (`sop cases | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3))
  const io: CliIo = {
    ...processIo(), desk: async (url) => (await import('../adapters/postgres/desk.ts')).openDesk(url),
    checks: async (systems) => (await import('../adapters/checks.ts')).createChecks(process.env, systems),
  }
  process.exitCode = await run(process.argv.slice(2), io, async () => {
    const [{ vocabulary }, { offIn }] = await Promise.all([import('../adapters/vocabulary.ts'), import('../adapters/off.ts')])
    return { ...vocabulary, off: offIn(process.env) }
  })
}
