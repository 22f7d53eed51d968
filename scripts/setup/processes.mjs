import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { identity } from './identity.mjs'

/**
 * @typedef {object} Started
 * @property {string} name
 * @property {number} pid
 * @property {string} logFile
 * @property {Promise<{ code: number | null, signal: string | null }>} exited
 * @property {() => boolean} alive
 * @property {() => Promise<void>} stop asks politely, then kills; resolves when it is gone
 *
 * @typedef {object} Entry what is remembered of a process, so that it can be stopped after its starter died
 * @property {string} name
 * @property {number} pid
 * @property {string} began see `identity`
 * @property {number} at
 * @property {NodeJS.Signals} signal
 */

const patienceMs = 10_000

/**
 * Starts a process in its own group, so that Ctrl-C reaches the supervisor alone, and notes it in `runFolder`.
 * @param {object} wanted
 * @param {string} wanted.name unique within the run folder
 * @param {string} wanted.command
 * @param {readonly string[]} wanted.args
 * @param {NodeJS.ProcessEnv} [wanted.env]
 * @param {string} [wanted.cwd]
 * @param {string} wanted.runFolder
 * @param {string} wanted.logFile receives everything it prints
 * @param {{ uid: number, gid: number }} [wanted.user]
 * @param {NodeJS.Signals} [wanted.signal] that asks it to end; SIGTERM unless told
 * @returns {Started}
 */
export function startProcess(wanted) {
  const signal = wanted.signal ?? 'SIGTERM'
  mkdirSync(wanted.runFolder, { recursive: true })
  mkdirSync(dirname(wanted.logFile), { recursive: true })
  const log = openSync(wanted.logFile, 'a')
  const child = spawn(wanted.command, [...wanted.args], {
    cwd: wanted.cwd, env: wanted.env ?? process.env, detached: true, stdio: ['ignore', log, log],
    ...(wanted.user && { uid: wanted.user.uid, gid: wanted.user.gid }),
  })
  closeSync(log)
  const { pid } = child
  const note = join(wanted.runFolder, `${wanted.name}.json`)
  if (pid !== undefined) writeFileSync(note, JSON.stringify(entryOf(wanted.name, pid, signal)))
  const exited = new Promise((resolve) => {
    child.once('error', (error) => { resolve({ code: null, signal: error.message }) })
    child.once('exit', (code, by) => {
      forget(note, pid ?? 0)
      resolve({ code, signal: by })
    })
  })
  child.unref()
  return {
    name: wanted.name, pid: pid ?? 0, logFile: wanted.logFile, exited,
    alive: () => pid !== undefined && child.exitCode === null && child.signalCode === null,
    stop: async () => {
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      await end(pid, identity(pid), signal)
      await exited
    },
  }
}

/** @param {string} name @param {number} pid @param {NodeJS.Signals} signal @returns {Entry} */
const entryOf = (name, pid, signal) => ({ name, pid, began: identity(pid) ?? '', at: performance.timeOrigin + performance.now(), signal })

/** @param {string} note @param {number} pid */
function forget(note, pid) {
  try {
    if (JSON.parse(readFileSync(note, 'utf8')).pid === pid) rmSync(note)
  } catch {
    // Already gone, or a successor's half-written one.
  }
}

/**
 * @param {number} pid
 * @param {string | undefined} began only a process that began then is touched
 * @param {NodeJS.Signals} signal
 */
async function end(pid, began, signal) {
  const there = () => began !== undefined && identity(pid) === began
  const giveUpAt = Date.now() + patienceMs
  send(pid, signal, there)
  while (there() && Date.now() < giveUpAt) await pause(20)
  send(pid, 'SIGKILL', there)
  while (there()) await pause(20)
}

/** @param {number} pid @param {NodeJS.Signals} signal @param {() => boolean} there */
function send(pid, signal, there) {
  try {
    if (there()) process.kill(pid, signal)
  } catch {
    // It ended between the two calls.
  }
}

/**
 * Stops what an earlier, killed run has left behind, the last started first.
 * @param {string} runFolder
 * @returns {Promise<string[]>} the names of what was still running
 */
export async function stopLeftovers(runFolder) {
  const stopped = []
  for (const { note, entry } of entriesIn(runFolder)) {
    if (identity(entry.pid) === entry.began) {
      await end(entry.pid, entry.began, entry.signal)
      stopped.push(entry.name)
    }
    // A new run may have noted a process of the same name meanwhile: only this one is struck off.
    forget(note, entry.pid)
  }
  return stopped
}

/** @param {string} runFolder @returns {{ note: string, entry: Entry }[]} */
function entriesIn(runFolder) {
  const found = []
  for (const file of listOrNothing(runFolder)) {
    const note = join(runFolder, file)
    try {
      found.push({ note, entry: JSON.parse(readFileSync(note, 'utf8')) })
    } catch {
      rmSync(note, { force: true })
    }
  }
  return found.sort((a, b) => b.entry.at - a.entry.at)
}

/** @param {string} folder */
function listOrNothing(folder) {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.json'))
  } catch {
    return []
  }
}
