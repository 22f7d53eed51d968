import { createHash } from 'node:crypto'
import { leavesOut } from '../../domain/audit/export.ts'
import { isObject, type JsonObject } from '../../domain/json.ts'
import { createWalk, type Contradicted, type Counts } from './chains.ts'
import { endsOf, readCheckpoints, type Checkpoints } from './checkpoints.ts'
import type { Keys } from './keys.ts'
import { linesIn } from './lines.ts'
import { parsed, readRow } from './row.ts'
import { createFindings, type Findings, type Verdict } from './verdict.ts'

/** What an export is held against. */
export interface Against {
  /** Opens the file of checkpoints; it is read more than once where something is wrong. */
  readonly checkpoints?: () => AsyncIterable<Uint8Array>
  readonly keys?: Keys
}

/**
 * Verifies an export by its bytes, and against checkpoints where they are given. Memory is that of the chains' ends, not of the events.
 * Nothing is asked of anybody: what is proven is proven by what was handed over.
 */
export async function verifyExport(chunks: AsyncIterable<Uint8Array>, { checkpoints: open, keys }: Against): Promise<Verdict> {
  const findings = createFindings()
  const reading = createReading(findings)
  let checkpoints: Checkpoints | undefined
  let walk: ReturnType<typeof createWalk> | undefined
  for await (const lines of linesIn(chunks)) {
    for (const line of lines) {
      if (!reading.begun()) {
        const exportedAt = reading.begin(line)
        if (open && exportedAt !== undefined) checkpoints = await readCheckpoints(linesIn(open()), keys, exportedAt, findings)
        walk = createWalk(checkpoints, { whole: reading.head()['bodiesLeftOut'] !== true, findings })
        continue
      }
      const row = reading.next(line)
      if (row) walk?.take(row)
    }
    reading.digest(lines)
  }
  const counts = walk?.end() ?? NOTHING
  reading.over(counts)
  if (open) for (const one of counts.contradicted) await locate(one, linesIn(open()), findings)
  if (checkpoints) missing(checkpoints, reading.head(), findings)
  return verdictOf({ head: reading.head(), checkpoints, signed: keys !== undefined, counts, findings })
}

const NOTHING: Counts = { chains: 0, events: 0, withheld: 0, uncovered: 0, unlinked: 0, old: 0, contradicted: [] }

/** The lines of an export: the first, the events, the last. */
function createReading(findings: Findings) {
  const digest = createHash('sha256')
  let head: JsonObject | undefined
  let begun = false
  let end: JsonObject | undefined
  let closed = false
  let written = ''
  let lines = 0
  const wrong = (line: number, reason: string): undefined => {
    findings.fault('export', line, reason)
    return undefined
  }
  return {
    begun: () => begun,
    head: () => head ?? {},
    /** Takes the first line; when the export was made, epoch milliseconds. */
    begin(line: Buffer): number | undefined {
      begun = true
      const said = parsed(line.toString('utf8'))
      if (!isObject(said) || said['evenkeel'] !== 'audit' || said['format'] !== 1) return wrong(1, 'this is no export of "sop audit export": its first line is missing or was changed')
      head = said
      if (!saysWhatItIs(said)) findings.fault('export', 1, 'it does not say rightly which part of the record it is: its first line was changed')
      const at = typeof said['exportedAt'] === 'string' ? Date.parse(said['exportedAt']) : Number.NaN
      return Number.isNaN(at) ? wrong(1, 'it does not say when it was made') : at
    },
    next(line: Buffer) {
      lines += 1
      if (end) return wrong(lines + 1, 'something stands after its last line')
      if (line.length < 400 && line.includes('"end":true')) {
        const said = parsed(line.toString('utf8'))
        if (isObject(said) && said['end'] === true) {
          end = said
          written = line.toString('utf8')
          return undefined
        }
      }
      const row = readRow(line)
      if (!row) findings.fault('export', lines + 1, 'the line is no event: it was changed or broken off')
      return row
    },
    /** Lines that lie behind each other; the last line of the export and what follows do not count. */
    digest(some: readonly Buffer[]): void {
      const [first] = some
      if (!first || closed) return
      closed = end !== undefined
      const last = closed ? some.findIndex((line) => line.length < 400 && line.includes('"end":true')) - 1 : some.length - 1
      const upTo = some[last]
      if (upTo) digest.update(Buffer.from(first.buffer, first.byteOffset, upTo.byteOffset + upTo.length - first.byteOffset)).update('\n')
    },
    over({ chains, events, withheld }: Counts): void {
      if (!begun) return findings.fault('export', 1, 'it is empty')
      if (!end) return findings.fault('export', lines + 2, 'its last line is missing: it broke off, or was cut')
      if (findings.count() > 0) return
      if (end['events'] !== events || end['chains'] !== chains || end['withheld'] !== withheld) return findings.fault('export', lines + 1, `it has ${events} events of ${chains} chains, and its last line says ${String(end['events'])} of ${String(end['chains'])}`)
      const sha = digest.digest('hex')
      if (end['sha256'] !== sha) return findings.fault('export', 1, 'its lines are not those that were exported, although each event is: its first line or the writing of others was changed')
      if (written !== JSON.stringify({ end: true, chains, events, withheld, sha256: sha })) findings.fault('export', lines + 1, 'its last line is written otherwise than it was')
    },
  }
}

/** Whether what an export says of itself is what its filter makes of it: else a part could pass for the whole. */
function saysWhatItIs({ filter, partial, bodiesLeftOut }: JsonObject): boolean {
  return isObject(filter) && partial === Object.keys(filter).length > 0 && bodiesLeftOut === leavesOut(filter)
}

/** A chain that was built anew fits in itself; which of its events differ first is between two checkpoints that name it. */
async function locate({ chain, known, hashes }: Contradicted, lines: AsyncIterable<readonly Buffer[]>, findings: Findings): Promise<void> {
  let good = 0
  for (const { position, hash, line } of await endsOf(chain, lines)) {
    if (position > hashes.length) break
    if (hashes[position - 1] === hash) good = position
    else return findings.fault(chain, good + 1, `the chain was rebuilt: by line ${line} of the checkpoints event ${position} has another hash${position > good + 1 ? `, so one of ${good + 1} to ${position} was changed` : ''}`)
  }
  findings.fault(chain, known.position, `the chain was rebuilt: line ${known.line} of the checkpoints has another hash here`)
}

/** Chains that checkpoints know and the export, which should have them, does not. */
function missing({ must, to, hash }: Checkpoints, head: JsonObject, findings: Findings): void {
  const filter = isObject(head['filter']) ? head['filter'] : {}
  const told = head['checkpoint']
  if (isObject(told) && typeof told['number'] === 'number') {
    if (told['number'] > to) findings.fault('checkpoints', to + 1, `the end is cut off: the export knows of line ${told['number']}`)
    else if (told['number'] === to && told['hash'] !== hash) findings.fault('checkpoints', to, 'it is not the line that the export knows')
  }
  if (head['bodiesLeftOut'] === true || typeof filter['sop'] === 'string') return
  const only = typeof filter['case'] === 'string' ? `case/${filter['case']}` : undefined
  for (const [chain, { position, line }] of must)
    if (only === undefined || chain === only) findings.fault(chain, 1, `the whole chain is gone: line ${line} of the checkpoints says that there were ${position} events`)
}

interface Judged {
  readonly head: JsonObject
  readonly checkpoints: Checkpoints | undefined
  readonly signed: boolean
  readonly counts: Counts
  readonly findings: Findings
}

function verdictOf({ head, checkpoints, signed, counts, findings }: Judged): Verdict {
  for (const note of notesOn({ head, checkpoints, signed, counts, findings })) findings.note(note)
  const { chains, events, withheld, uncovered } = counts
  return {
    ok: findings.count() === 0,
    exportedAt: typeof head['exportedAt'] === 'string' ? head['exportedAt'] : null,
    filter: isObject(head['filter']) ? head['filter'] : {},
    chains, events, withheld, uncovered,
    checkpoints: checkpoints
      ? {
          from: checkpoints.from, to: checkpoints.to, compared: checkpoints.compared?.number ?? null,
          at: checkpoints.compared ? new Date(checkpoints.compared.at).toISOString() : null, hash: checkpoints.hash, signed,
        }
      : null,
    faults: findings.faults, faultCount: findings.count(), notes: findings.notes,
  }
}

function* notesOn({ head, checkpoints, signed, counts }: Judged): Generator<string> {
  if (!checkpoints) yield 'no checkpoints were given: that a chain was cut at its end, rebuilt as a whole or taken away as a whole is not seen'
  else if (!signed) yield 'no key was given: whoever can write the file of checkpoints can have written this one'
  if (checkpoints && checkpoints.compared === null) yield 'no checkpoint is older than the export: nothing outside the database vouches for it'
  if (head['bodiesLeftOut'] === true) yield `this is a part: of ${counts.withheld} events only the hash is there, and chains without any that was asked for are not; what is there stands in its chain as it was sealed, that nothing else was asked for is not proven`
  else if (head['partial'] === true) yield 'this is a part: each chain that is there is whole, and that no other chain was asked for is not proven'
  if (counts.unlinked > 0) yield `${counts.unlinked} events that are left out were sealed under the first format: their hash is taken at its word`
  if (counts.old > 0) yield `${counts.old} events were recorded well before checkpoint ${checkpoints?.compared?.number ?? 0} and sealed after it: their turns were long in doubt, or somebody put them in`
}
