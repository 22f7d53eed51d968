import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { duration } from './progress.mjs'
import { run } from './run.mjs'
import { searchPath } from './search-path.mjs'
import { lastLines } from './trouble.mjs'

// 5 min 24 s from nothing on two cores of a rented machine.
const estimate = 'about 5 min on 2 cores'

/**
 * Builds the command line from its Go module into a folder beside its place, then moves it there in one step.
 * The caller holds the lock, so whatever an interrupted build has left behind is removed first.
 * @param {string} path where it shall be
 * @param {string} version
 * @param {(text: string) => void} note
 * @returns {Promise<string | undefined>} why it failed, undefined when it went well
 */
export async function installCliWithGo(path, version, note) {
  const go = searchPath('go')
  if (go === undefined) return 'Go is not on PATH'
  const home = dirname(dirname(path))
  mkdirSync(home, { recursive: true })
  for (const file of readdirSync(home)) if (file.startsWith('.build-')) rmSync(join(home, file), { recursive: true, force: true })
  const folder = join(home, `.build-${process.pid}`)
  const logFile = join(home, `build-${version}.log`)
  const since = Date.now()
  const tell = () => note(`building the Temporal command line, once (${duration(Date.now() - since)} of ${estimate})`)
  tell()
  const timer = setInterval(tell, 1000)
  try {
    const module = `github.com/temporalio/cli/cmd/temporal@v${version}`
    const env = { ...process.env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: withoutMod(process.env.GOFLAGS) }
    const built = await run(go, ['install', '-ldflags=-s -w', module], { cwd: home, env, logFile })
    const program = join(folder, basename(path))
    if (!built.ok || !existsSync(program)) return `${built.reason}\n${lastLines(logFile, 5)}`
    mkdirSync(dirname(path), { recursive: true })
    renameSync(program, path)
    rmSync(logFile, { force: true })
    return undefined
  } finally {
    clearInterval(timer)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A `-mod=` meant for the user's own modules makes `go install module@version` fail. @param {string | undefined} flags */
const withoutMod = (flags) => (flags ?? '').split(' ').filter((flag) => !flag.startsWith('-mod')).join(' ')
