import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identity } from '../setup/identity.mjs'
import { dataFolder } from '../setup/paths.mjs'
import { Trouble } from '../setup/trouble.mjs'

const file = join(dataFolder, 'demo.json')

/** Throws when a demo of this checkout is running. */
export function expectNoOther() {
  const other = runningDemo()
  if (other === undefined) return
  throw new Trouble(
    `the demo of this checkout is running already${other.api === undefined ? '' : ` at ${other.api}`} (process ${other.pid}).`,
    `Use that one, or end it first: Ctrl-C in its terminal, or "kill ${other.pid}".`,
  )
}

/** @typedef {{ pid: number, began: string } & Readonly<Record<string, string>>} Note the addresses are missing while it starts */

/** @returns {Note | undefined} where the demo of this checkout is, if one is running */
export function runningDemo() {
  const note = read()
  return note !== undefined && identity(note.pid) === note.began ? note : undefined
}

/** @returns {Note | undefined} */
function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Tells `sop` and other programs of this checkout where the demo is; read by whoever finds `pid` alive.
 * @param {Record<string, string>} addresses
 */
export function writeNote(addresses) {
  mkdirSync(dataFolder, { recursive: true })
  writeFileSync(`${file}.half`, `${JSON.stringify({ pid: process.pid, began: identity(process.pid), ...addresses }, null, 2)}\n`)
  renameSync(`${file}.half`, file)
}

/** The demo has ended. */
export function removeNote() {
  rmSync(file, { force: true })
}
