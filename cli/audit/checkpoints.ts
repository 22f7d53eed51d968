import { hash } from 'node:crypto'
import { NO_LINE, readLine, type Checkpoint } from '../../domain/audit/checkpoint.ts'
import { rootOfHeads } from '../../domain/audit/merkle.ts'
import { sha256 } from './sha256.ts'
import type { Keys } from './keys.ts'
import type { Findings } from './verdict.ts'

/** An end of a chain that a checkpoint names. */
export interface Known {
  readonly position: number
  /** Hex. */
  readonly hash: string
  /** The line that says so. */
  readonly line: number
}

/** What the file of checkpoints says. */
export interface Checkpoints {
  /** What every chain must have had when the export began. */
  readonly must: Map<string, Known>
  /** What some had later, which an export that took its time may have. */
  readonly later: ReadonlyMap<string, Known>
  readonly from: number
  readonly to: number
  /** The last line that the export must agree with. */
  readonly compared: { readonly number: number; readonly at: number } | null
  readonly hash: string
}

/** Two clocks may differ by so much, and a look at the chains takes its time. Milliseconds. */
const TOLERANCE_MS = 10_000
/** From one checkpoint to the next. */
const GAP_MS = 150_000

/**
 * Reads a file of checkpoints: every signature, every line after the one before. `asOf` is when the export began, epoch milliseconds.
 * Without keys the signatures are not judged.
 */
export async function readCheckpoints(lines: AsyncIterable<readonly Buffer[]>, keys: Keys | undefined, asOf: number, findings: Findings): Promise<Checkpoints> {
  const reading = createReading(keys, asOf, findings)
  for await (const some of lines) for (const line of some) if (line.length > 0) reading.take(line.toString('utf8'))
  return reading.end()
}

/** All ends of one chain that a file names, by position: where in a chain that was rebuilt the difference begins. */
export async function endsOf(chain: string, lines: AsyncIterable<readonly Buffer[]>): Promise<readonly Known[]> {
  const ends: Known[] = []
  const name = JSON.stringify(chain)
  for await (const some of lines) for (const line of some) {
    if (!line.includes(name)) continue
    const read = readLine(line.toString('utf8'))
    for (const head of read?.checkpoint.heads ?? []) if (head.chain === chain && read) ends.push({ position: head.position, hash: head.hash, line: read.checkpoint.number })
  }
  return ends.sort((one, other) => one.position - other.position)
}

interface Reading {
  take(line: string): void
  end(): Checkpoints
}

function createReading(keys: Keys | undefined, asOf: number, findings: Findings): Reading {
  const must = new Map<string, Known>()
  const later = new Map<string, Known>()
  let [from, before, torn, compared]: [number | undefined, Checkpoint | undefined, number, Checkpoints['compared']] = [undefined, undefined, 0, null]
  let beforeHash = NO_LINE
  let whole: Checkpoint['over'] | undefined
  let complete = false
  const told = new Set<number>()
  const takeHeads = (checkpoint: Checkpoint): void => {
    const to = checkpoint.at <= asOf - TOLERANCE_MS ? must : later
    for (const { chain, position, hash: head } of checkpoint.heads) {
      const known = later.get(chain) ?? must.get(chain)
      const fault = known && wentBack(known, position, head)
      if (fault) findings.fault(chain, Math.min(known.position, position + 1), `${fault}: see lines ${known.line} and ${checkpoint.number} of the checkpoints`)
      else {
        // Where the clock went back a line of before the export follows one of after it.
        if (to === must) later.delete(chain)
        to.set(chain, { position, hash: head, line: checkpoint.number })
      }
    }
    if (to === must) compared = { number: checkpoint.number, at: checkpoint.at }
  }
  return {
    take(line) {
      const read = readLine(line)
      if (!read) {
        torn += 1
        return
      }
      const { checkpoint, signed, signature } = read
      const fault = (keys && signatureFault(keys.judge(checkpoint.key, signed, signature), checkpoint)) ?? orderFault(checkpoint, before, beforeHash)
      // A line by another key, or one that was changed, says nothing about chains.
      // What is wrong with one line is seen at the next one too.
      if (fault && !told.has(fault.number)) findings.fault('checkpoints', fault.number, fault.reason)
      if (fault) told.add(fault.number)
      if (fault?.drop) return
      if (before && !before.more && checkpoint.at - before.at > GAP_MS) findings.note(`no checkpoint was made between ${instant(before.at)} and ${instant(checkpoint.at)}`)
      from ??= checkpoint.number
      if (checkpoint.whole && before?.whole !== true) complete = true
      takeHeads(checkpoint)
      whole = checkpoint.over
      before = checkpoint
      beforeHash = hash('sha256', line)
    },
    end() {
      if (torn > 0) findings.note(`${torn} ${torn === 1 ? 'line of the checkpoints is' : 'lines of the checkpoints are'} no checkpoint and counted for nothing: torn by a crash, if the lines around follow each other`)
      if (whole && complete && findings.count() === 0 && rootOver(must, later) !== whole.root)
        findings.fault('checkpoints', before?.number ?? 0, 'its root is not that of the ends it was made over: whoever signed it did not see the chains that the lines name')
      return { must, later, from: from ?? 0, to: before?.number ?? 0, compared, hash: beforeHash }
    },
  }
}

function rootOver(must: ReadonlyMap<string, Known>, later: ReadonlyMap<string, Known>): string {
  const heads = function* () {
    for (const [chain, known] of must) if (!later.has(chain)) yield { chain, position: known.position, hash: known.hash }
    for (const [chain, known] of later) yield { chain, position: known.position, hash: known.hash }
  }
  return Buffer.from(rootOfHeads(heads(), sha256)).toString('hex')
}

function wentBack(known: Known, position: number, head: string): string | undefined {
  if (position < known.position) return `its chain had ${known.position} events and then ${position}`
  return position === known.position && head !== known.hash ? 'its end had another hash before' : undefined
}

interface LineFault {
  readonly number: number
  readonly reason: string
  readonly drop: boolean
}

function signatureFault(judged: 'right' | 'wrong' | 'unknown', { number, key }: Checkpoint): LineFault | undefined {
  if (judged === 'right') return undefined
  return { number, drop: true, reason: judged === 'wrong' ? 'it was changed after it was signed' : `it is signed by the key "${key}", which is none of those given` }
}

function orderFault({ number, previous, whole }: Checkpoint, before: Checkpoint | undefined, beforeHash: string): LineFault | undefined {
  if (before && number <= before.number) return { number, drop: true, reason: `it stands after line ${before.number}` }
  if (before && number > before.number + 1) return { number: before.number + 1, drop: false, reason: `it is missing: line ${number} follows line ${before.number}` }
  if (!before && number > 1 && !whole) return { number: number - 1, drop: false, reason: `it is missing: line ${number} is the first, and does not list every chain` }
  const expected = before ? beforeHash : number === 1 ? NO_LINE : previous
  return previous === expected ? undefined : { number: before?.number ?? number, drop: false, reason: `it is not the line that line ${number} was written after` }
}

const instant = (at: number): string => new Date(at).toISOString()
