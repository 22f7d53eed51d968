import { createHash } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Memory } from '../compiler/remembered.ts'

/** A memory that outlives the run. */
export interface KeptMemory extends Memory {
  /** Writes down what was learnt, where there is something and where it may be written. */
  save(): void
}

/** Beyond this what no run has asked for the longest is forgotten, and never what this run did: a hundred large SOPs take half of it. */
const MOST_CHARACTERS = 8 * 1024 * 1024

type Entries = Record<string, unknown>

/**
 * A memory in one file, which belongs to one `product`: what another version has found out does not count. A file that is torn, foreign
 * or changed is none, and of runs side by side the last one is kept: a memory is never needed, and never wrong.
 * @param file absolute path
 * @param product what tells this version, and all that it reckons with, from any other
 */
export function createMemory(file: string, product: string): KeptMemory {
  const known = read(file, product)
  const learnt: Entries = {}
  const asked: Entries = {}
  return {
    get(name) {
      if (Object.hasOwn(learnt, name)) return learnt[name]
      if (!Object.hasOwn(known, name)) return undefined
      asked[name] = known[name]
      return known[name]
    },
    set: (name, value) => {
      learnt[name] = value
    },
    save() {
      if (Object.keys(learnt).length === 0) return
      write(file, product, textOf({ ...asked, ...learnt }, known))
    },
  }
}

/** What this run had to do with, and of the rest what was asked for last, as far as there is room. */
function textOf(now: Entries, before: Entries): string {
  const lines = Object.entries(now).map(lineOf)
  let length = lines.reduce((sum, line) => sum + line.length, 0)
  for (const entry of Object.entries(before)) {
    if (Object.hasOwn(now, entry[0])) continue
    const line = lineOf(entry)
    length += line.length
    if (length > MOST_CHARACTERS) break
    lines.push(line)
  }
  return `{${lines.join(',')}}`
}

const lineOf = ([name, value]: readonly [string, unknown]): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`

/** The first line says what the rest must be. */
const sealOf = (product: string, text: string): string => createHash('sha256').update(product).update('\0').update(text).digest('hex')

function read(file: string, product: string): Entries {
  try {
    const whole = readFileSync(file, 'utf8')
    const end = whole.indexOf('\n')
    const text = whole.slice(end + 1)
    return whole.slice(0, end) === sealOf(product, text) ? (JSON.parse(text) as Entries) : {}
  } catch {
    // Not there, or not to be read: nothing is known.
    return {}
  }
}

function write(file: string, product: string, text: string): void {
  const half = `${file}.${process.pid}`
  try {
    writeFileSync(half, `${sealOf(product, text)}\n${text}`)
    renameSync(half, file)
  } catch {
    // A folder that is not ours to write in, or a full disk: nothing is kept.
    rmSync(half, { force: true })
  }
}
