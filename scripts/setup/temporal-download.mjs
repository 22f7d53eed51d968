import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.mjs'
import { lastLines } from './trouble.mjs'

const self = fileURLToPath(import.meta.url)

/**
 * Lets the Temporal SDK download the command line, in a process of its own because the SDK also starts what it got.
 * @param {string} path where it shall be
 * @param {string} version
 * @returns {Promise<string | undefined>} why it failed, undefined when it went well
 */
export async function downloadCli(path, version) {
  const half = join(dirname(dirname(path)), `.download-${process.pid}`)
  const logFile = `${half}.log`
  mkdirSync(half, { recursive: true })
  try {
    const { ok } = await run(process.execPath, [self, half, version], { logFile })
    const got = readdirSync(half).find((file) => file.startsWith('temporal') && !file.endsWith('.downloading'))
    if (!ok || got === undefined) return lastLines(logFile, 1).trim().slice(0, 300)
    chmodSync(join(half, got), 0o755)
    mkdirSync(dirname(path), { recursive: true })
    renameSync(join(half, got), path)
    return undefined
  } finally {
    rmSync(half, { recursive: true, force: true })
    rmSync(logFile, { force: true })
  }
}

async function download() {
  const [folder, version] = process.argv.slice(2)
  const { Runtime } = await import('@temporalio/worker')
  const runtime = Runtime.instance()
  const server = await runtime.createEphemeralServer({
    type: 'dev-server', namespace: 'default', ip: '127.0.0.1', port: null, uiPort: null, dbFilename: null, ui: false,
    exe: { type: 'cached-download', downloadDir: folder ?? '', version: `v${version}`, ttl: 0, sdkName: 'sdk-typescript', sdkVersion: '1.24.0' },
    log: { format: 'pretty', level: 'error' }, extraArgs: [],
  })
  await runtime.shutdownEphemeralServer(server)
}

if (process.argv[1] === self) {
  await download().catch((error) => {
    console.error(String(error.message).replaceAll('\n', ' '))
    process.exitCode = 1
  })
}
