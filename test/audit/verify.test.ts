import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { append, chunk, createWitness, exported, sha256, type Rows } from '../../bench/audit/made.ts'
import { readKeys } from '../../cli/audit/keys.ts'
import { verifyExport } from '../../cli/audit/verify.ts'
import type { ExportFilter } from '../../domain/audit/export.ts'
import { linkOf } from '../../domain/audit/link.ts'

const BEGAN = Date.parse('2026-11-20T09:00:00Z')
const MINUTE = 60_000

/** Two cases of four events, with a checkpoint after two and after four. */
async function record() {
  const chains = new Map<string, Rows>([['case/A', []], ['case/B', []]])
  const witness = createWitness(chains)
  for (let nth = 1; nth <= 4; nth++) {
    for (const [name, rows] of chains) append(rows, name, { rule: nth }, BEGAN + nth)
    if (nth % 2 === 0) await witness.write(BEGAN + nth * MINUTE)
  }
  const verify = async (bytes: Uint8Array, lines: readonly string[] | undefined = witness.lines, keys = witness.keys) => {
    const file = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    return verifyExport(chunk(bytes), { checkpoints: () => chunk(file), keys })
  }
  return { chains, witness, verify, later: BEGAN + 10 * MINUTE }
}

it('proves a record by its checkpoints and says what it was held against', async () => {
  const { chains, verify, later } = await record()

  expect(await verify(await exported(chains, later))).toMatchObject({ ok: true, chains: 2, events: 8, uncovered: 0, faults: [], notes: [], checkpoints: { from: 1, to: 2, compared: 2, signed: true } })
})

it('finds a byte that is another one, wherever in the export it stands', async () => {
  const { chains, verify, later } = await record()
  const bytes = await exported(chains, later)
  for (let at = 0; at < bytes.length; at += 19) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect((await verify(changed)).ok, `byte ${at}: ${bytes.subarray(Math.max(0, at - 20), at + 20).toString()}`).toBe(false)
  }
})

it('names the case and the event of which a byte was changed', async () => {
  const { chains, verify, later } = await record()
  const text = (await exported(chains, later)).toString()
  const changed = text.replace('"position":3,"runId"', '"position":3,"runID"')
  expect(changed).not.toBe(text)

  expect((await verify(Buffer.from(changed))).faults).toEqual([{ chain: 'case/A', position: 3, reason: 'its bytes were changed after it was sealed' }])
})

it('says between which checkpoints a chain was built anew, and that without any it would not have been seen', async () => {
  const { chains, verify, later } = await record()
  const rows = chains.get('case/B') ?? []
  const forged: Rows = rows.slice(0, 2)
  append(forged, 'case/B', { rule: 'forged' }, BEGAN + 3)
  append(forged, 'case/B', { rule: 4 }, BEGAN + 4)
  chains.set('case/B', forged)
  const bytes = await exported(chains, later)

  expect((await verify(bytes)).faults).toEqual([{ chain: 'case/B', position: 3, reason: 'the chain was rebuilt: by line 2 of the checkpoints event 4 has another hash, so one of 3 to 4 was changed' }])
  expect(await verifyExport(chunk(bytes), {})).toMatchObject({ ok: true, notes: [expect.stringContaining('no checkpoints were given')] })
})

it('misses a whole case that was taken away, and an end that was cut', async () => {
  const { chains, verify, later } = await record()
  chains.set('case/A', (chains.get('case/A') ?? []).slice(0, 3))
  chains.delete('case/B')

  expect((await verify(await exported(chains, later))).faults).toEqual([
    { chain: 'case/A', position: 4, reason: 'the end is cut off: line 2 of the checkpoints says that there were 4 events' },
    { chain: 'case/B', position: 1, reason: 'the whole chain is gone: line 2 of the checkpoints says that there were 4 events' }])
})

it('takes no checkpoint of another key, none that was altered, and misses those that are gone', async () => {
  const { chains, witness, verify, later } = await record()
  const last = await witness.write(BEGAN + 5 * MINUTE)
  const [one = '', two = '', three = ''] = witness.lines
  const bytes = await exported(chains, later, last)
  const faults = async (lines: readonly string[], keys = witness.keys) => (await verify(bytes, lines, keys)).faults.map(({ chain, position }) => `${chain} ${position}`)

  expect(await faults([one, two, three])).toEqual([])
  expect(await faults([one, two.replace('"case/A",4', '"case/A",3'), three])).toEqual(['checkpoints 2'])
  expect(await faults([one, three])).toEqual(['checkpoints 2'])
  expect(await faults([two, one, three])).toContain('checkpoints 1')
  expect(await faults([two, three])).toEqual(['checkpoints 1'])
  expect(await faults([one, two])).toEqual(['checkpoints 3'])
  const stranger = createWitness(chains)
  await stranger.write(BEGAN + 2 * MINUTE)
  expect((await verify(bytes, stranger.lines)).faults[0]).toMatchObject({ chain: 'checkpoints', position: 1, reason: expect.stringContaining('none of those given') })
})

it('counts a torn line for nothing', async () => {
  const { chains, witness, verify, later } = await record()
  const [one = '', two = ''] = witness.lines

  expect(await verify(await exported(chains, later), [one, two.slice(0, 90), two, two.slice(0, 200)])).toMatchObject({ ok: true, notes: [expect.stringContaining('2 lines of the checkpoints are no checkpoint')] })
})

it('holds an older export against the checkpoints of its time only', async () => {
  const { chains, verify } = await record()
  const older = new Map([...chains].map(([name, rows]) => [name, rows.slice(0, 3)]))

  expect(await verify(await exported(older, BEGAN + 3 * MINUTE))).toMatchObject({ ok: true, events: 6, uncovered: 2, checkpoints: { compared: 1 } })
})

it('tells that the end of the export itself is missing, and whatever stands after it', async () => {
  const { chains, verify, later } = await record()
  const bytes = await exported(chains, later)
  const lines = bytes.toString().trimEnd().split('\n')

  expect((await verify(Buffer.from(lines.slice(0, -1).join('\n')))).faults.at(-1)).toMatchObject({ chain: 'export', reason: expect.stringContaining('its last line is missing') })
  expect((await verify(Buffer.from([...lines, lines[2]].join('\n')))).ok).toBe(false)
  expect((await verify(Buffer.from(''))).faults).toEqual([{ chain: 'export', position: 1, reason: 'it is empty' }])
  expect((await verify(Buffer.from('{"a":1}\n'))).ok).toBe(false)
})

it('links what is left out by its hash, and says that it is a part', async () => {
  const { chains, verify, later } = await record()
  const part = new Map([...chains].map(([name, rows]) => [name, rows.map((row, at) => (at === 1 ? row : { ...row, body: null, bodyHash: Buffer.from(sha256(row.body ?? new Uint8Array())) }))]))
  const asked = { from: BEGAN }
  const bytes = await exported(part, later, null, asked)

  expect(await verify(bytes)).toMatchObject({ ok: true, events: 8, withheld: 6 })
  const forged = new Map([...part].map(([name, rows]) => [name, rows.map((row) => (row.body ? { ...row, body: Buffer.from(Buffer.from(row.body).toString().replace('"rule":2', '"rule":9')) } : row))]))
  expect((await verify(await exported(forged, later, null, asked))).faults).toMatchObject([{ chain: 'case/A', position: 2 }, { chain: 'case/B', position: 2 }])
})

it('takes no event without its bytes where all were asked for', async () => {
  const { chains, verify, later } = await record()
  const [first, second, ...rest] = chains.get('case/A') ?? []
  chains.set('case/A', [first!, { ...second!, body: null, bodyHash: Buffer.from(sha256(second!.body!)) }, ...rest])

  expect((await verify(await exported(chains, later))).faults).toEqual([{ chain: 'case/A', position: 2, reason: 'its bytes are missing, and nothing was asked for that leaves them out' }])
})

it('takes no part for the whole, although its first line says so and its sum was made anew', async () => {
  const { chains, verify, later } = await record()
  chains.delete('case/B')
  const lying = async (asked: ExportFilter, was: string, is: string): Promise<Buffer> => {
    const text = (await exported(chains, later, null, asked)).toString()
    const changed = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1).replace(was, is)
    const sum = createHash('sha256').update(changed).digest('hex')
    return Buffer.from(`${changed}${text.slice(text.lastIndexOf('\n', text.length - 2) + 1).replace(/"sha256":"\w+"/, `"sha256":"${sum}"`)}`)
  }
  const fault = { chain: 'export', position: 1, reason: expect.stringContaining('which part of the record') }

  expect((await verify(await lying({ sop: 'refunds' }, '"partial":true', '"partial":false'))).faults).toEqual([fault])
  expect((await verify(await lying({}, '"bodiesLeftOut":false', '"bodiesLeftOut":true'))).faults).toEqual([fault])
})

it('shows bytes that are no line of text as they are', async () => {
  const { chains, verify, later } = await record()
  const rows = chains.get('case/A') ?? []
  const [first] = rows
  rows[0] = { ...first!, body: Buffer.concat([Buffer.from(first!.body!), Buffer.from('\n\xff', 'latin1')]) }

  expect((await verify(await exported(chains, later))).faults).toEqual([{ chain: 'case/A', position: 1, reason: 'its bytes were changed after it was sealed' }])
})

it('links a body of the first format by the body itself', async () => {
  const body = Buffer.from('{"format":1,"caseId":"A","position":1,"event":{"type":"decided","at":5}}')
  const previous = new Uint8Array(32)
  expect(Buffer.from(linkOf(previous, body, sha256)).equals(Buffer.from(sha256(Buffer.concat([previous, body]))))).toBe(true)
  const row = { chain: 'case/A', position: 1, type: 'decided', at: 5, previous, hash: linkOf(previous, body, sha256), body, bodyHash: null }

  expect(await verifyExport(chunk(await exported(new Map([['case/A', [row]]]), BEGAN)), {})).toMatchObject({ ok: true, events: 1 })
  expect(await verifyExport(chunk(await exported(new Map([['case/A', [{ ...row, body: null }]]]), BEGAN, null, { from: BEGAN })), {})).toMatchObject({ ok: true, notes: [expect.anything(), expect.stringContaining('this is a part'), expect.stringContaining('its word')] })
})

it('refuses a file without a key', () => {
  expect(() => readKeys('hello')).toThrow('it holds no public key')
})
