import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** One line of the log; `seq` counts from 1 and `at` is ISO 8601 in UTC, both added by the log. */
export type Entry = Readonly<Record<string, unknown>>

/** Everything that reached the help desk or left it, in order, as ground truth for tests; append-only. */
export interface GroundTruth {
  /** Numbers the entry, and writes it before returning. */
  add(entry: Entry): number
  all(): readonly Entry[]
}

/** Keeps the log in memory and, when `file` is given, as one JSON line an entry; an existing file is continued. */
export function createLog(file: string | null): GroundTruth {
  const entries: Entry[] = file !== null && existsSync(file) ? linesOf(file) : []
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

const linesOf = (file: string): Entry[] => readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as Entry)
