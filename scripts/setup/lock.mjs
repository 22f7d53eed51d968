import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { identity } from './identity.mjs'

const beatMs = 2000
// A holder in another container has a number that means nothing here: its beat is what counts then.
const silentMs = 30_000

/**
 * Does the work alone among all processes that use the same lock file. The lock of a dead process is taken over.
 * @template T
 * @param {string} file
 * @param {() => void} onWait called once when somebody else holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(file, onWait, work) {
  mkdirSync(dirname(file), { recursive: true })
  const mine = `${process.pid} ${identity(process.pid)}`
  for (let waited = false; !take(file, mine); waited = true) {
    if (!waited) onWait()
    await pause(200)
  }
  const beat = setInterval(() => touch(file), beatMs)
  try {
    return await work()
  } finally {
    clearInterval(beat)
    rmSync(file, { force: true })
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // Removed by hand while we work: nothing to keep alive.
  }
}

/** @param {string} file @param {string} mine @returns {boolean} */
function take(file, mine) {
  try {
    writeFileSync(file, mine, { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
  removeWhenDead(file)
  return false
}

/** @param {string} file */
function removeWhenDead(file) {
  const holder = readHolder(file)
  if (holder === undefined || !isDead(file, holder)) return
  // Between reading and moving, somebody may have taken over already: their lock goes back.
  const moved = `${file}.${process.pid}.stale`
  try {
    renameSync(file, moved)
    if (readHolder(moved) !== holder) linkSync(moved, file)
  } catch {
    // Another waiter was quicker.
  }
  rmSync(moved, { force: true })
}

/** @param {string} file */
function readHolder(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} file @param {string} holder */
function isDead(file, holder) {
  const [pid, ...began] = holder.split(' ')
  const silent = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > silentMs
  return silent || (holder !== '' && identity(Number(pid)) !== began.join(' '))
}
