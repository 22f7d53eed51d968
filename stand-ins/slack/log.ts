import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Fields } from './json.ts'

/** Everything that reached the workspace or left it, in order, as ground truth for tests; append-only. */
export interface GroundTruth {
  /** Numbers the entry from 1 (`seq`), adds `at` (ISO 8601, UTC), and writes it before returning. */
  add(entry: Fields): number
  all(): readonly Fields[]
}

/** Keeps the log in memory and, when `file` is given, as one JSON line an entry; an existing file is continued. */
export function createLog(file: string | null): GroundTruth {
  const entries: Fields[] = file !== null && existsSync(file) ? readLines(file) : []
  return {
    add(entry) {
      const seq = entries.length + 1
      const full = { seq, at: new Date().toISOString(), ...entry }
      if (file !== null) appendFileSync(file, `${JSON.stringify(full)}\n`)
      entries.push(full)
      return seq
    },
    all: () => entries,
  }
}

const readLines = (file: string): Fields[] =>
  readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Fields)
