import { createHash, generateKeyPairSync, hash, sign } from 'node:crypto'
import { jsonLines } from '../../api/audit/jsonl.ts'
import { readKeys, type Keys } from '../../cli/audit/keys.ts'
import { createCheckpoints, type CheckpointFile, type LastLine } from '../../dispatcher/checkpoints.ts'
import { readLine } from '../../domain/audit/checkpoint.ts'
import type { ExportFilter, ExportRow } from '../../domain/audit/export.ts'
import { linkOf, type Sha256 } from '../../domain/audit/link.ts'
import { bucketOf, type Head } from '../../domain/audit/merkle.ts'

export const sha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer')

/** A chain as a database has it, and as whoever owns the database can change it. */
export type Rows = ExportRow[]

/** An event sealed after another one. The body has the size of a middling one. */
export function sealed(chain: string, position: number, previous: Uint8Array, said: object, at: number): ExportRow {
  const event = { type: 'decided', at, actor: 'engine', step: 'eligibility', detail: said }
  const body = Buffer.from(JSON.stringify({
    format: 2, caseId: chain.slice('case/'.length), position, runId: '0199b1c0-7e6a-7cc3-9d2b-6f3a1d2c4b5e', turn: position, token: '4f9d2c6e-8a51-4a08-9b7e-1d5f0c3a2b48',
    proven: true, recordedAt: at, event,
  }))
  return { chain, position, type: event.type, at, previous, hash: linkOf(previous, body, sha256), body, bodyHash: null }
}

/** One more event at the end. */
export function append(rows: Rows, chain: string, said: object, at: number): void {
  rows.push(sealed(chain, rows.length + 1, rows.at(-1)?.hash ?? new Uint8Array(32), said, at))
}

/** The export of some chains, in the order of their names, as the API gives it. */
export async function exported(chains: ReadonlyMap<string, readonly ExportRow[]>, exportedAt: number, checkpoint: LastLine | null = null, filter: ExportFilter = {}): Promise<Buffer> {
  const names = [...chains.keys()].sort()
  const batches = async function* (): AsyncGenerator<readonly ExportRow[]> {
    for (const name of names) yield chains.get(name) ?? []
  }
  const parts: Buffer[] = []
  const head = { exportedAt: new Date(exportedAt).toISOString(), filter, checkpoint: checkpoint && { number: checkpoint.number, hash: checkpoint.hash } }
  for await (const part of jsonLines(head, batches())) parts.push(part)
  return Buffer.concat(parts)
}

/** Checkpoints over chains in memory, by the code that writes them in earnest. */
export interface Witness {
  readonly lines: string[]
  readonly keys: Keys
  /** A checkpoint over how the chains are now. */
  write(at: number): Promise<LastLine>
}

/** A witness with a key of its own. */
export function createWitness(chains: ReadonlyMap<string, readonly ExportRow[]>): Witness {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const key = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16)
  const lines: string[] = []
  let [now, told, seen]: [number, LastLine | undefined, ReadonlyMap<string, number>] = [0, undefined, new Map()]
  const heads = (): readonly Head[] => [...chains].sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([chain, rows]) => { const last = rows.at(-1); return last ? [{ chain, position: rows.length, hash: Buffer.from(last.hash).toString('hex') }] : [] })
  const checkpoints = createCheckpoints({
    file: memoryFile(lines), copies: [], sha256, now: () => now, alarms: { raise: (_kind, _subject, message) => Promise.reject(new Error(message)) },
    signer: { key, sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64') }, gapMs: Number.POSITIVE_INFINITY,
    heads: {
      last: async () => told,
      async look(keep) {
        told = await keep({
          async *all() { yield heads() },
          moved: async () => heads().filter(({ chain, position }) => seen.get(chain) !== position),
          inBuckets: async (buckets) => heads().filter(({ chain }) => buckets.includes(bucketOf(chain, sha256))),
        })
        seen = new Map(heads().map(({ chain, position }) => [chain, position]))
      },
    },
  })
  return {
    lines,
    keys: readKeys(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    write(at) {
      now = at
      return checkpoints.write()
    },
  }
}

const memoryFile = (lines: string[]): CheckpointFile => ({
  async last() {
    const line = lines.at(-1)
    const read = line === undefined ? undefined : readLine(line)
    return line !== undefined && read ? { number: read.checkpoint.number, at: read.checkpoint.at, hash: hash('sha256', line) } : undefined
  },
  async append(fresh) {
    lines.push(...fresh)
  },
})

/** Bytes as one chunk. */
export async function* chunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
