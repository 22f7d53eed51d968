/** Something that cannot be believed. */
export interface Fault {
  /** `case/CASE1`, `roster` …; `checkpoints` and `export` for the files themselves. */
  readonly chain: string
  /** The first that cannot be believed: an event of the chain, a line of the checkpoints. */
  readonly position: number
  readonly reason: string
}

/** What was found. */
export interface Verdict {
  readonly ok: boolean
  readonly exportedAt: string | null
  /** What the export was asked for; empty for all of it. */
  readonly filter: Readonly<Record<string, unknown>>
  readonly chains: number
  readonly events: number
  /** Events of which only the hash is in the export. */
  readonly withheld: number
  /** Events beyond the last checkpoint before the export: their chain fits, and nothing outside the database vouches for it yet. */
  readonly uncovered: number
  readonly checkpoints: { readonly from: number; readonly to: number; readonly compared: number | null; readonly at: string | null; readonly hash: string; readonly signed: boolean } | null
  /** In the order in which they were found; at most 20 are kept, `faultCount` counts all. */
  readonly faults: readonly Fault[]
  readonly faultCount: number
  /** What was not proven, in sentences. */
  readonly notes: readonly string[]
}

const MOST = 20

/** Collects faults and notes. */
export interface Findings {
  fault(chain: string, position: number, reason: string): void
  note(text: string): void
  readonly faults: readonly Fault[]
  readonly notes: readonly string[]
  count(): number
}

/** Nothing found yet. */
export function createFindings(): Findings {
  const faults: Fault[] = []
  const notes: string[] = []
  let count = 0
  return {
    fault(chain, position, reason) {
      count += 1
      if (faults.length < MOST) faults.push({ chain, position, reason })
    },
    note: (text) => void notes.push(text),
    faults,
    notes,
    count: () => count,
  }
}
