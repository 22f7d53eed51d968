import type { Sha256 } from '../domain/audit/link.ts'
import type { Head } from '../domain/audit/merkle.ts'
import type { Alarms } from '../domain/ports.ts'
import { createRoots, type Roots } from './checkpoint-roots.ts'
import { createLineWriter } from './checkpoint-lines.ts'

/** The last line of the file, or what the database knows of it. */
export interface LastLine {
  readonly number: number
  /** Epoch milliseconds. */
  readonly at: number
  /** sha256 of the line, hex. */
  readonly hash: string
}

/** The ends of all chains at one moment. */
export interface HeadsView {
  /** In the order of the bytes of their names, in batches. */
  all(): AsyncIterable<readonly Head[]>
  /** Those that moved since the checkpoint before. */
  moved(): Promise<readonly Head[]>
  /** All of these buckets, in any order. */
  inBuckets(buckets: readonly number[]): Promise<readonly Head[]>
}

/** Where the chains are. */
export interface CheckpointHeads {
  /** The last line that the database was told of. */
  last(): Promise<LastLine | undefined>
  /** Gives a look at one moment. Only when `keep` has resolved, what moved until then counts as told, and its last line is remembered. */
  look(keep: (view: HeadsView) => Promise<LastLine>): Promise<void>
}

/** A file that is only ever added to. */
export interface CheckpointFile {
  /** The last line that is whole; undefined for a file that is not there or empty. Rejects where none can be read. */
  last(): Promise<LastLine | undefined>
  /** Resolves once the lines are on disk. */
  append(lines: readonly string[]): Promise<void>
}

/** A further place for the line that ends a checkpoint: the auditor's mailbox, an object store. */
export interface CheckpointCopy {
  readonly name: string
  /** `lines` are all of the checkpoint, unless there are many, which only the file gets. */
  keep(lines: readonly string[], last: LastLine): Promise<void>
}

/** Signs with a key whose name it tells. */
export interface Signer {
  readonly key: string
  /** Base64. */
  sign(text: string): string
}

/** What checkpoints are made of. */
export interface CheckpointDeps {
  readonly heads: CheckpointHeads
  readonly file: CheckpointFile
  readonly copies: readonly CheckpointCopy[]
  readonly signer: Signer
  readonly sha256: Sha256
  readonly alarms: Pick<Alarms, 'raise'>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** So long without a checkpoint is told. Milliseconds. */
  readonly gapMs?: number
}

const GAP_MS = 150_000

/**
 * Makes a checkpoint with each call. Only the roots of the buckets are kept in memory, however many chains there are. A call that fails is
 * told of as an alarm and leaves nothing that the next one does not put right: what moved stays noted, and a line that nobody ended is
 * followed by a checkpoint that lists every chain.
 */
export function createCheckpoints(deps: CheckpointDeps): { write(): Promise<LastLine> } {
  let known: Roots | undefined
  const make = async (): Promise<LastLine> => {
    const { before, follows } = await beginning(deps)
    const roots = follows ? known : undefined
    known = undefined
    let made: { readonly last: LastLine; readonly lines: readonly string[] } | undefined
    let fresh: Roots | undefined
    await deps.heads.look(async (view) => {
      fresh = roots ?? createRoots(deps.sha256)
      made = await writeLines(deps, view, fresh, { before, whole: !follows, empty: roots === undefined })
      return made.last
    })
    if (!made) throw new Error('no look at the chains was given')
    known = fresh
    await copyTo(deps, made)
    return made.last
  }
  return {
    write: () => make().catch(async (error: unknown) => {
      await deps.alarms.raise('checkpoint-missing', 'file', `no checkpoint was written: ${messageOf(error)}`)
      throw error
    }),
  }
}

interface Beginning {
  readonly before: LastLine | undefined
  /** The file ends with the line that the database was told of: only what moved since need be said. */
  readonly follows: boolean
}

/** Where the next line goes. What does not fit together is told, and then every chain is listed anew. */
async function beginning({ file, heads, alarms, now, gapMs = GAP_MS }: CheckpointDeps): Promise<Beginning> {
  const told = await heads.last()
  const there = await file.last().catch(async (error: unknown) => {
    await alarms.raise('checkpoint-missing', 'file', `the file of checkpoints cannot be read and is added to all the same: ${messageOf(error)}`)
    return undefined
  })
  if (told && (there === undefined || there.number < told.number || (there.number === told.number && there.hash !== told.hash))) {
    const ends = there === undefined ? 'is not there' : `ends with line ${there.number}`
    await alarms.raise('checkpoint-missing', 'file', `the file of checkpoints ${ends}, and line ${told.number} was written: see who took it away, and keep what is left of it`)
    return { before: told, follows: false }
  }
  if (there && now() - there.at > gapMs) {
    const [from, to] = [there.at, now()].map((at) => new Date(at).toISOString())
    await alarms.raise('checkpoint-missing', 'gap', `no checkpoint was made between ${from} and ${to}: what was changed in the database meanwhile shows only by the checkpoint before`)
  }
  return { before: there, follows: told !== undefined && there?.number === told.number }
}

const LINES_AT_ONCE = 20

async function writeLines(
  { file, signer, sha256, now }: CheckpointDeps, view: HeadsView, roots: Roots, { before, whole, empty }: { readonly before: LastLine | undefined; readonly whole: boolean; readonly empty: boolean },
): Promise<{ readonly last: LastLine; readonly lines: readonly string[] }> {
  const writer = createLineWriter({ before, whole, at: now(), signer, sha256 })
  let [written, lines]: [number, string[]] = [0, []]
  const append = async (fresh: readonly string[], least: number): Promise<void> => {
    lines.push(...fresh)
    if (lines.length < least) return
    await file.append(lines)
    written += lines.length
    lines = []
  }
  if (empty) {
    for await (const heads of view.all()) {
      roots.build(heads)
      if (whole) await append(writer.add(heads), LINES_AT_ONCE)
    }
    roots.built()
  }
  if (!whole) {
    const moved = await view.moved()
    if (!empty) roots.replace(await view.inBuckets(roots.bucketsOf(moved)), roots.bucketsOf(moved))
    await append(writer.add(moved), LINES_AT_ONCE)
  }
  const { fresh, last } = writer.end(roots.over())
  const tail = [...lines, ...fresh]
  await append(fresh, 1)
  return { last, lines: written > tail.length ? [] : tail }
}

/** A place that cannot be reached is told, and keeps no checkpoint from the file. */
async function copyTo({ copies, alarms }: CheckpointDeps, { last, lines }: { readonly last: LastLine; readonly lines: readonly string[] }): Promise<void> {
  for (const { name, keep } of copies)
    await keep(lines, last).catch((error: unknown) => alarms.raise('checkpoint-missing', name, `checkpoint ${last.number} could not be kept by "${name}": ${messageOf(error)}`))
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
