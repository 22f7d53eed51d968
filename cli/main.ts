import { createRequire } from 'node:module'
import { processIo, type CliIo } from './io.ts'
import { createMemory, type KeptMemory } from './memory.ts'
import { run } from './program.ts'

/** What a bundle knows of itself: where beside it something may be kept, and what tells it from any other. */
export interface Bundled {
  readonly keepAt: string
  readonly digest: string
}

/** Runs the command line of this process and leaves with its exit code. Only out of a bundle is anything remembered. */
export async function main(bundled?: Bundled): Promise<void> {
  // A reader that leaves early (`sop cases | head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3))
  const io: CliIo = {
    ...processIo(), memory: bundled && (() => memoryOf(bundled)), desk: async (url) => (await import('../adapters/postgres/desk.ts')).openDesk(url),
    checks: async (systems) => (await import('../adapters/checks.ts')).createChecks(process.env, systems),
  }
  process.exitCode = await run(process.argv.slice(2), io, async () => {
    const [{ vocabulary }, { offIn }] = await Promise.all([import('../adapters/vocabulary.ts'), import('../adapters/off.ts')])
    return { ...vocabulary, off: offIn(process.env) }
  })
}

/** What is found out depends on the program and on what it takes from Node and from the calendar of holidays, which no bundle holds. */
function memoryOf({ keepAt, digest }: Bundled): KeptMemory {
  const { node, icu, tz } = process.versions
  const holidays = createRequire(import.meta.url)('date-holidays/package.json') as { readonly version: string }
  return createMemory(keepAt, JSON.stringify([digest, node, icu, tz, holidays.version]))
}
