import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { leavesOut, type ExportFilter, type ExportRow } from '../../domain/audit/export.ts'

/** What the first line of an export says of it. */
export interface ExportHead {
  readonly exportedAt: string
  readonly filter: ExportFilter
  /** The last line of the file of checkpoints, as far as the database knows. */
  readonly checkpoint: { readonly number: number; readonly hash: string } | null
}

/**
 * The record as lines of JSON: what the export is, one line an event, and a last line with the counts and the sha256 of everything before
 * it. The bytes of an event stand in its line as they are stored, after `"body":` and up to the last brace, so that they can be hashed as
 * they stand. Where the filter leaves a body out there is `bodyHash` instead, which the chain is linked by just as well.
 */
export async function* jsonLines({ exportedAt, filter, checkpoint }: ExportHead, batches: AsyncIterable<readonly ExportRow[]>): AsyncGenerator<Buffer> {
  const digest = createHash('sha256')
  const told = (chunk: Buffer): Buffer => {
    digest.update(chunk)
    return chunk
  }
  const head = { evenkeel: 'audit', format: 1, exportedAt, filter: asWritten(filter), partial: Object.keys(filter).length > 0, bodiesLeftOut: leavesOut(filter), checkpoint }
  yield told(Buffer.from(`${JSON.stringify(head)}\n`))
  let [events, withheld, chains, chain]: [number, number, number, string | undefined] = [0, 0, 0, undefined]
  for await (const rows of batches) {
    const parts: Buffer[] = []
    for (const row of rows) {
      events += 1
      if (row.body === null) withheld += 1
      if (row.chain !== chain) chains += 1
      chain = row.chain
      parts.push(...lineOf(row))
    }
    yield told(Buffer.concat(parts))
  }
  yield Buffer.from(`${JSON.stringify({ end: true, chains, events, withheld, sha256: digest.digest('hex') })}\n`)
}

const END = Buffer.from('}\n')
const CONTROL = /[\0-\x1f]/

function lineOf({ chain, position, type, at, previous, hash, body, bodyHash }: ExportRow): readonly Buffer[] {
  const said = { chain, position, type, at: new Date(at).toISOString(), previous: hex(previous), hash: hex(hash) }
  if (body === null) return [Buffer.from(`${JSON.stringify({ ...said, ...(bodyHash === null ? {} : { bodyHash: hex(bodyHash) }) })}\n`)]
  // What is stored is one line of JSON. Where it is not somebody has been at it, and it must be seen all the same.
  if (!isOneLine(body)) return [Buffer.from(`${JSON.stringify({ ...said, bytes: Buffer.from(body).toString('base64') })}\n`)]
  return [Buffer.from(`${JSON.stringify(said).slice(0, -1)},"body":`), Buffer.from(body), END]
}

const isOneLine = (body: Uint8Array): boolean => isUtf8(body) && !CONTROL.test(Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1'))

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const asWritten = ({ from, to, ...rest }: ExportFilter): object =>
  ({ ...rest, ...(from === undefined ? {} : { from: new Date(from).toISOString() }), ...(to === undefined ? {} : { to: new Date(to).toISOString() }) })
