import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.mjs'
import { cacheFolder } from './paths.mjs'
import { searchPath } from './search-path.mjs'
import { downloadCli } from './temporal-download.mjs'
import { installCliWithGo } from './temporal-go.mjs'
import { Trouble } from './trouble.mjs'

/** The release everything is tried with; newer ones cannot be installed as a Go module. */
export const cliVersion = '1.5.1'

const program = process.platform === 'win32' ? 'temporal.exe' : 'temporal'

/**
 * @typedef {object} Cli
 * @property {string} path
 * @property {string} version names the database file: one file a version
 * @property {string} from where it was found, in words
 */

/**
 * Finds the Temporal command line or gets it: `TEMPORAL_CLI`, PATH, the user's cache, the SDK's download, a Go install.
 * @param {(text: string) => void} note
 * @returns {Promise<Cli>}
 */
export async function findTemporalCli(note) {
  const given = process.env.TEMPORAL_CLI
  if (given) return { ...probe(given, 'TEMPORAL_CLI'), from: 'TEMPORAL_CLI' }
  const onPath = searchPath('temporal')
  if (onPath !== undefined) return { ...probe(onPath, 'PATH'), from: 'PATH' }
  const folder = join(cacheFolder(), 'temporal-cli', cliVersion)
  const cached = { path: join(folder, program), version: cliVersion }
  if (existsSync(cached.path)) return { ...cached, from: 'the cache' }
  const waiting = () => note('another run is getting the Temporal command line: waiting for it')
  const from = await alone(`${folder}.lock`, waiting, () => obtain(cached.path, note))
  return { ...cached, from }
}

/** @param {string} path @param {(text: string) => void} note @returns {Promise<string>} */
async function obtain(path, note) {
  if (existsSync(path)) return 'the cache'
  note('downloading the Temporal command line')
  const download = await downloadCli(path, cliVersion)
  if (download === undefined) return 'a download'
  const build = await installCliWithGo(path, cliVersion, note)
  if (build === undefined) return 'a build with Go'
  throw new Trouble(
    `the Temporal command line ${cliVersion} is not here and could not be had.\n` +
    `  TEMPORAL_CLI, PATH: not there\n  cache: no "${path}"\n  download: ${download}\n  go install: ${build}`,
    'One of these helps: put "temporal" on PATH or its path into TEMPORAL_CLI; install Go 1.24 or newer; allow the download;\n' +
    'or set TEMPORAL_ADDRESS to a Temporal server that runs already.',
  )
}

/** @param {string} path @param {string} source @returns {{ path: string, version: string }} */
function probe(path, source) {
  const answer = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 15_000 })
  const words = /version (\S+) \(Server ([^,)]+)/.exec(answer.stdout ?? '')
  if (words === null) {
    throw new Trouble(
      `"${path}" from ${source} is not a Temporal command line${answer.error ? ` (${answer.error.message})` : ''}.`,
      `Correct ${source}, or unset it so that evenkeel gets version ${cliVersion} by itself.`,
    )
  }
  // A build from source calls itself 0.0.0-DEV, whatever it is: the server inside tells the versions apart.
  return { path, version: words[1] === '0.0.0-DEV' ? `server-${words[2]}` : String(words[1]) }
}
