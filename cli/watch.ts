import { existsSync, statSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import { Exit } from './exit.ts'

/** Editors write a file in several goes: what changes within this time is one change. */
const SETTLE_MS = 100

/** What SOPs are made of: SOPs, organisations and scenarios, and the letters they send. */
const CONCERNS = /\.(ya?ml|md)$/

/**
 * Runs at once, and again whenever a file beside these paths changes, one run after the other; resolves on Ctrl-C. Exit 3 when a path
 * does not exist or its folder cannot be watched.
 */
export async function watchSops(paths: readonly string[], run: () => Promise<void>): Promise<void> {
  const line = createLine(run)
  const watchers = [...new Set(paths.map(folderOf))].map((folder) =>
    watch(folder, { recursive: true }, (_kind, name) => {
      if (name !== null && CONCERNS.test(name)) line.changed()
    }),
  )
  try {
    line.changed()
    await Promise.race([
      interrupted(),
      line.broken,
      ...watchers.map((watcher) => new Promise<never>((_, reject) => watcher.once('error', reject))),
    ])
  } finally {
    for (const watcher of watchers) watcher.close()
    line.close()
  }
}

function folderOf(path: string): string {
  if (!existsSync(path)) throw new Exit(3, `"${path}" cannot be read (ENOENT): check the path`)
  return statSync(path).isDirectory() ? path : dirname(path)
}

const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })

/** Runs once for many changes, and never twice at the same time. */
function createLine(run: () => Promise<void>) {
  let timer: NodeJS.Timeout | undefined
  let last = Promise.resolve()
  let fail: (error: unknown) => void = () => undefined
  const broken = new Promise<never>((_, reject) => {
    fail = reject
  })
  return {
    broken,
    changed(): void {
      clearTimeout(timer)
      timer = setTimeout(() => {
        last = last.then(run).catch(fail)
      }, SETTLE_MS)
    },
    close: (): void => clearTimeout(timer),
  }
}
