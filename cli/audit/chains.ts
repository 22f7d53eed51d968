import { GENESIS_HASH, linkOf, linkOfHash } from '../../domain/audit/link.ts'
import type { Checkpoints, Known } from './checkpoints.ts'
import { saidBy, type Row } from './row.ts'
import { sha256 } from './sha256.ts'
import type { Findings } from './verdict.ts'

/** Walks through the chains of an export. */
export interface Walk {
  take(row: Row): void
  /** The last chain is over too. */
  end(): Counts
}

/** What was walked through. */
export interface Counts {
  readonly chains: number
  readonly events: number
  readonly withheld: number
  readonly uncovered: number
  /** Left out and of the first format, whose link needs the body: their hash was taken at its word. */
  readonly unlinked: number
  /** Uncovered, and recorded well before the last checkpoint. */
  readonly old: number
  /** Chains that a checkpoint contradicts, to be looked at more closely. */
  readonly contradicted: readonly Contradicted[]
}

/** A chain that fits in itself and not to a checkpoint. */
export interface Contradicted {
  readonly chain: string
  readonly known: Known
  /** Hashes of the chain as the export has it, hex, by position from 1 on. */
  readonly hashes: readonly string[]
}

/** Hashes that are kept of one chain, to say where in it a difference begins. */
const TRAIL = 100_000
const MOST_CONTRADICTED = 20
/** Sealed so long after it was recorded an event is worth a word. Milliseconds. */
const LATE_MS = 900_000
const GENESIS = Buffer.from(GENESIS_HASH)

interface Chain {
  readonly name: string
  readonly must: Known | undefined
  readonly later: Known | undefined
  position: number
  /** Of the last event, as bytes and in hex. */
  hash: Buffer
  hex: string
  trail: string[]
  bad: boolean
}

/** Begins before the first row. Of all chains only the one at hand is kept. In an export with `whole` bodies none may be missing. */
export function createWalk(checkpoints: Checkpoints | undefined, { whole, findings }: { readonly whole: boolean; readonly findings: Findings }): Walk {
  const counts = { chains: 0, events: 0, withheld: 0, uncovered: 0, unlinked: 0, old: 0 }
  const contradicted: Contradicted[] = []
  const lateBefore = (checkpoints?.compared?.at ?? 0) - LATE_MS
  let chain: Chain | undefined

  const close = ({ name, must, position, bad }: Chain): void => {
    checkpoints?.must.delete(name)
    if (!bad && must && position < must.position) findings.fault(name, position + 1, `the end is cut off: line ${must.line} of the checkpoints says that there were ${must.position} events`)
  }
  const open = (name: string, before: Chain | undefined): Chain => {
    if (before) close(before)
    counts.chains += 1
    const opened: Chain = { name, must: checkpoints?.must.get(name), later: checkpoints?.later.get(name), position: 0, hash: GENESIS, hex: GENESIS.toString('hex'), trail: [], bad: false }
    if (before && Buffer.compare(Buffer.from(before.name), Buffer.from(name)) >= 0) fail(opened, 1, `the chain stands after "${before.name}": somebody has put it there`)
    return opened
  }
  const fail = (at: Chain, position: number, reason: string): void => {
    at.bad = true
    findings.fault(at.name, position, reason)
  }
  const compare = (at: Chain, known: Known | undefined): void => {
    if (at.bad || known?.position !== at.position || at.hex === known.hash) return
    at.bad = true
    if (contradicted.length < MOST_CONTRADICTED) contradicted.push({ chain: at.name, known, hashes: at.trail })
    else findings.fault(at.name, at.position, `the chain was rebuilt: line ${known.line} of the checkpoints has another hash here`)
  }
  const take = (at: Chain, row: Row): void => {
    const link = linkOfRow(at.hash, row)
    const fault = faultOf(at, row, link)
    if (fault) return fail(at, fault.position, fault.reason)
    if (whole && !row.body) return fail(at, row.position, 'its bytes are missing, and nothing was asked for that leaves them out')
    const { agrees, recordedAt } = row.body ? saidBy(row) : { agrees: true, recordedAt: undefined }
    if (!agrees) return fail(at, row.position, 'what stands beside it is not what its bytes say')
    if (!row.body) counts.withheld += 1
    if (!row.body && row.bodyHash === undefined) counts.unlinked += 1
    at.position = row.position
    at.hash = link ?? Buffer.from(row.hash, 'hex')
    at.hex = row.hash
    if (checkpoints && at.trail.length < TRAIL) at.trail.push(row.hash)
    compare(at, at.must)
    compare(at, at.later)
    if (checkpoints && row.position > (at.must?.position ?? 0)) {
      counts.uncovered += 1
      if (recordedAt !== undefined && recordedAt < lateBefore) counts.old += 1
    }
  }
  return {
    take(row) {
      counts.events += 1
      if (chain?.name !== row.chain) chain = open(row.chain, chain)
      if (!chain.bad) take(chain, row)
    },
    end() {
      if (chain) close(chain)
      return { ...counts, contradicted }
    },
  }
}

function faultOf({ position, hex }: Chain, row: Row, link: Buffer | undefined): { readonly position: number; readonly reason: string } | undefined {
  if (row.position > position + 1) return { position: position + 1, reason: `an event is missing: the next one is ${row.position}` }
  if (row.position <= position) return { position: row.position, reason: 'it stands there twice, or stands in another place than it was' }
  if (row.previous !== hex) return { position: row.position, reason: 'it does not follow the event before it' }
  return link === undefined || link.toString('hex') === row.hash ? undefined : { position: row.position, reason: 'its bytes were changed after it was sealed' }
}

function linkOfRow(before: Buffer, { body, bodyHash }: Row): Buffer | undefined {
  if (body) return asBuffer(linkOf(before, body, sha256))
  return bodyHash === undefined ? undefined : asBuffer(linkOfHash(before, Buffer.from(bodyHash, 'hex'), sha256))
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

