import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { jsonLines } from '../../api/audit/jsonl.ts'
import { verifyExport } from '../../cli/audit/verify.ts'
import type { Verdict } from '../../cli/audit/verdict.ts'
import { stopwatch } from '../numbers.ts'
import { append, chunk, createWitness, type Rows } from './made.ts'

const EVENTS_A_CASE = 10
const AT = Date.parse('2026-11-20T09:00:00Z')

/** What verifying an export took. */
export interface Speed {
  readonly events: number
  readonly eventsPerCpuSecond: number
  /** Of this process after it, in MB, and before. */
  readonly rssMb: number
  readonly rssBeforeMb: number
  readonly verdict: Verdict
}

/** Writes an export of so many cases of 10 events with its checkpoint, each of the size of a middling event, and verifies it from the file. */
export async function speedOf(folder: string, cases: number): Promise<Speed> {
  const file = join(folder, `export-${cases}.jsonl`)
  const ends = new Map<string, Rows>()
  const witness = createWitness(ends)
  const batches = async function* (): AsyncGenerator<Rows> {
    for (let nth = 0; nth < cases; nth++) {
      const [chain, rows]: [string, Rows] = [`case/${String(nth).padStart(9, '0')}`, []]
      for (let event = 0; event < EVENTS_A_CASE; event++)
        append(rows, chain, { rule: event, because: 'in_window', inputs: { days: nth % 40, value: `${nth % 500}.00`, country: 'DE', condition: 'as new', channel: 'online shop' }, evidence: 'photo of the parcel, front and back' }, AT)
      yield rows
    }
  }
  const head = { exportedAt: new Date(AT + 3_600_000).toISOString(), filter: {}, checkpoint: null }
  const heads = async function* (): AsyncGenerator<Rows> {
    for await (const rows of batches()) {
      // The witness looks at the length and at the last one alone.
      ends.set(rows[0]?.chain ?? '', rows)
      yield rows
    }
  }
  await pipeline(Readable.from(jsonLines(head, heads())), createWriteStream(file))
  await witness.write(AT)
  ends.clear()
  const checkpoints = Buffer.from(`${witness.lines.join('\n')}\n`)
  const rssBefore = process.memoryUsage().rss
  const spent = stopwatch()
  const verdict = await verifyExport(createReadStream(file, { highWaterMark: 1_048_576 }), { checkpoints: () => chunk(checkpoints), keys: witness.keys })
  const { cpuMs } = spent()
  return { events: verdict.events, eventsPerCpuSecond: Math.round((verdict.events / cpuMs) * 1_000), rssMb: mb(process.memoryUsage().rss), rssBeforeMb: mb(rssBefore), verdict }
}

const mb = (bytes: number): number => Math.round(bytes / 1_048_576)
