import { existsSync, readdirSync, statSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { Exit } from './exit.ts'

/** Editors write a file in several goes: what changes within this time is one change. */
const SETTLE_MS = 100

/** What SOPs are made of: SOPs, organisations and scenarios, and the letters they send. */
const CONCERNS = /\.(ya?ml|md)$/

/**
 * Runs at once, and again whenever a file beside these paths changes, one run after the other; resolves on Ctrl-C. Exit 3 when a path
 * does not exist.
 */
export async function watchSops(paths: readonly string[], run: () => Promise<void>): Promise<void> {
  const line = createLine(run)
  const folders = createWatchers(paths.map(folderOf), line.changed)
  try {
    line.changed()
    await Promise.race([interrupted(), line.broken])
  } finally {
    folders.close()
    line.close()
  }
}

/** Watches each folder by itself: what an editor puts in the place of a file would be lost to a watch of the file, or of a whole tree. */
function createWatchers(roots: readonly string[], changed: () => void) {
  const watchers = new Map<string, ReturnType<typeof watch>>()
  /** Whether there are folders that were not there before. */
  const look = (): boolean => {
    const fresh = roots.flatMap(foldersIn).filter((folder) => !watchers.has(folder))
    for (const folder of new Set(fresh)) add(folder)
    return fresh.length > 0
  }
  function add(folder: string): void {
    const drop = (): void => {
      watchers.get(folder)?.close()
      watchers.delete(folder)
    }
    const watcher = watch(folder, (kind, name) => {
      if (!existsSync(folder)) drop()
      const hasGrown = kind === 'rename' && look()
      if (hasGrown || name === null || CONCERNS.test(name)) changed()
    })
    watchers.set(folder, watcher.once('error', drop))
  }
  look()
  return {
    close(): void {
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !/^\.|^node_modules$/.test(entry.name))
  return [folder, ...inner.flatMap(({ name }) => foldersIn(join(folder, name)))]
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
