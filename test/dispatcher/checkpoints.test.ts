import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createCheckpointFile } from '../../adapters/checkpoints/file.ts'
import { putPublicKey, readCheckpointKey } from '../../adapters/checkpoints/key.ts'
import { append, sha256, type Rows } from '../../bench/audit/made.ts'
import { readCheckpoints } from '../../cli/audit/checkpoints.ts'
import { readKeys } from '../../cli/audit/keys.ts'
import { linesIn } from '../../cli/audit/lines.ts'
import { createFindings } from '../../cli/audit/verdict.ts'
import { createCheckpoints, type CheckpointCopy, type LastLine } from '../../dispatcher/checkpoints.ts'
import { HEADS_A_LINE } from '../../domain/audit/checkpoint.ts'
import { bucketOf, bucketRoot, createTree, rootOfHeads, type Head } from '../../domain/audit/merkle.ts'

const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'))
afterAll(() => rmSync(folder, { recursive: true }))
const BEGAN = Date.parse('2026-11-20T09:00:00Z')
const MINUTE = 60_000
let files = 0

/** Chains in memory, a real file and a real key. `restart` is what a new process knows. */
function house(amount: number) {
  const path = join(folder, `checkpoints-${(files += 1)}.jsonl`)
  const key = readCheckpointKey({ pem: undefined, file: `${path}.key`, make: true })
  const chains = new Map<string, Rows>(Array.from({ length: amount }, (_, nth) => [`case/C${String(nth).padStart(5, '0')}`, []]))
  const alarms: string[] = []
  let [now, told, moved]: [number, LastLine | undefined, Set<string>] = [BEGAN, undefined, new Set()]
  const heads = (): Head[] => [...chains].flatMap(([chain, rows]) => (rows.length === 0 ? [] : [{ chain, position: rows.length, hash: Buffer.from(rows.at(-1)!.hash).toString('hex') }]))
  const start = (copies: readonly CheckpointCopy[] = [], fails = false) => createCheckpoints({
    file: createCheckpointFile(path), copies, signer: key, sha256, now: () => now, alarms: { raise: async (kind, subject, message) => void alarms.push(`${kind} ${subject}: ${message}`) },
    heads: {
      last: async () => told,
      async look(keep) {
        const last = await keep({ async *all() { yield heads() }, moved: async () => heads().filter(({ chain }) => moved.has(chain)), inBuckets: async (buckets) => heads().filter(({ chain }) => buckets.includes(bucketOf(chain, sha256))) })
        if (fails) throw new Error('the database went away')
        ;[told, moved] = [last, new Set()]
      },
    },
  })
  return {
    path, key, chains, alarms, heads, start,
    grow(chain: string) { append(chains.get(chain)!, chain, {}, BEGAN); moved.add(chain) },
    later(minutes: number) { now += minutes * MINUTE },
    lines: () => readFileSync(path, 'utf8').split('\n').filter((line) => line !== ''),
    async read(asOf = now + MINUTE) {
      const findings = createFindings()
      const bytes = async function* () { yield readFileSync(path) }
      const read = await readCheckpoints(linesIn(bytes()), readKeys(key.publicKey), asOf, findings)
      return { ...read, faults: findings.faults, notes: findings.notes }
    },
  }
}

it('lists every chain first and then those that moved, with a root over all of them', async () => {
  const one = house(3)
  for (const chain of one.chains.keys()) one.grow(chain)
  const checkpoints = one.start()
  await checkpoints.write()
  one.later(1)
  one.grow('case/C00001')
  await checkpoints.write()
  one.later(1)
  await checkpoints.write()

  const said = one.lines().map((line) => JSON.parse(line) as { heads: [string, number, string][]; root: string; events: number; chains: number; whole?: true })
  expect(said.map(({ heads }) => heads.map(([chain, position]) => `${chain} ${position}`))).toEqual([['case/C00000 1', 'case/C00001 1', 'case/C00002 1'], ['case/C00001 2'], []])
  expect(said.map(({ whole, chains, events }) => [whole, chains, events])).toEqual([[true, 3, 3], [undefined, 3, 4], [undefined, 3, 4]])
  expect(said[2]!.root).toBe(Buffer.from(rootOfHeads(one.heads(), sha256)).toString('hex'))
  expect(await one.read()).toMatchObject({ from: 1, to: 3, faults: [], notes: [] })
  expect(one.alarms).toEqual([])
})

it('goes on in a new process where the last one ended', async () => {
  const one = house(40)
  for (const chain of one.chains.keys()) one.grow(chain)
  await one.start().write()
  one.later(1)
  one.grow('case/C00007')
  await one.start().write()

  const { heads, root } = JSON.parse(one.lines()[1]!) as { heads: unknown[]; root: string }
  expect(heads).toHaveLength(1)
  expect(root).toBe(Buffer.from(rootOfHeads(one.heads(), sha256)).toString('hex'))
  expect((await one.read()).faults).toEqual([])
})

it('spreads many chains over several lines', async () => {
  const one = house(HEADS_A_LINE * 2 + 3)
  for (const chain of one.chains.keys()) one.grow(chain)
  await one.start().write()

  expect(one.lines()).toHaveLength(3)
  expect(await one.read()).toMatchObject({ to: 3, faults: [], notes: [] })
})

it('says again what a crash kept the database from being told of, and no torn line counts', async () => {
  const one = house(5)
  for (const chain of one.chains.keys()) one.grow(chain)
  await one.start().write()
  one.later(1)
  one.grow('case/C00002')
  await expect(one.start([], true).write()).rejects.toThrow('the database went away')
  appendFileSync(one.path, one.lines()[0]!.slice(0, 120))
  one.later(1)
  one.grow('case/C00003')
  await one.start().write()

  const read = await one.read()
  expect(read.faults).toEqual([])
  expect(read.must.get('case/C00002')).toMatchObject({ position: 2 })
  expect(read.must.get('case/C00003')).toMatchObject({ position: 2 })
  expect(read.to).toBe(3)
  expect(one.alarms).toEqual(['checkpoint-missing file: no checkpoint was written: the database went away'])
})

it('raises an alarm for a file that was taken away or put back, lists every chain anew, and a verifier sees the gap', async () => {
  const one = house(4)
  for (const chain of one.chains.keys()) one.grow(chain)
  const checkpoints = one.start()
  for (const minute of [0, 1, 1]) {
    one.later(minute)
    await checkpoints.write()
  }
  const [first = ''] = one.lines()
  truncateSync(one.path)
  appendFileSync(one.path, `${first}\n`)
  one.later(1)
  await checkpoints.write()

  expect(one.alarms).toEqual([expect.stringContaining('checkpoint-missing file: the file of checkpoints ends with line 1, and line 3 was written')])
  expect((await one.read()).faults).toEqual([{ chain: 'checkpoints', position: 2, reason: 'it is missing: line 4 follows line 1' }])
  expect(JSON.parse(one.lines()[1]!)).toMatchObject({ whole: true, number: 4, chains: 4 })

  rmSync(one.path)
  await checkpoints.write()
  expect(one.alarms.at(-1)).toContain('is not there, and line 4 was written')
  expect(await one.read()).toMatchObject({ from: 5, to: 5, faults: [] })
})

it('raises an alarm for a time without checkpoints, which a verifier notes too', async () => {
  const one = house(1)
  one.grow('case/C00000')
  await one.start().write()
  one.later(4)
  await one.start().write()

  expect(one.alarms).toEqual([expect.stringContaining('no checkpoint was made between 2026-11-20T09:00:00.000Z and 2026-11-20T09:04:00.000Z')])
  expect((await one.read()).notes).toEqual(['no checkpoint was made between 2026-11-20T09:00:00.000Z and 2026-11-20T09:04:00.000Z'])
})

it('keeps copies elsewhere, and a place that does not answer keeps nothing from the file', async () => {
  const one = house(1)
  one.grow('case/C00000')
  const kept: string[] = []
  const copies = [{ name: 'mail', keep: async () => { throw new Error('it is full') } }, { name: 'store', keep: async (lines: readonly string[], last: LastLine) => void kept.push(`${last.number} ${lines.length}`) }]
  await one.start(copies).write()

  expect(kept).toEqual(['1 1'])
  expect(one.alarms).toEqual(['checkpoint-missing mail: checkpoint 1 could not be kept by "mail": it is full'])
})

it('sees a chain of which a later checkpoint says less', async () => {
  const one = house(2)
  for (const chain of ['case/C00000', 'case/C00000', 'case/C00001']) one.grow(chain)
  const checkpoints = one.start()
  await checkpoints.write()
  one.later(1)
  one.chains.get('case/C00000')!.pop()
  one.chains.get('case/C00000')!.pop()
  one.grow('case/C00000')
  await checkpoints.write()

  expect((await one.read()).faults).toEqual([{ chain: 'case/C00000', position: 2, reason: expect.stringContaining('its chain had 2 events and then 1') }])
})

it('builds a tree that is the same however it is built, and another one for whatever is changed', () => {
  const heads: Head[] = Array.from({ length: 13 }, (_, nth) => ({ chain: `case/${String(nth).padStart(2, '0')}`, position: nth + 1, hash: 'ab'.repeat(32) }))
  for (let amount = 0; amount <= heads.length; amount++) {
    const tree = createTree(sha256)
    for (const head of heads.slice(0, amount)) tree.add(head)
    expect(Buffer.from(tree.root()).toString('hex')).toBe(Buffer.from(bucketRoot(heads.slice(0, amount).reverse(), sha256)).toString('hex'))
    expect(Buffer.from(tree.root()).toString('hex')).toBe(byDefinition(heads.slice(0, amount)).toString('hex'))
  }
  expect(rootOfHeads(heads, sha256)).not.toEqual(rootOfHeads(heads.slice(1), sha256))
  expect(rootOfHeads(heads, sha256)).not.toEqual(rootOfHeads(heads.with(3, { ...heads[3]!, position: 9 }), sha256))
})

/** RFC 6962, word for word. */
function byDefinition(heads: readonly Head[]): Buffer {
  const [only] = heads
  if (!only) return Buffer.alloc(32)
  if (heads.length === 1) return Buffer.from(sha256(Buffer.concat([Buffer.from([0]), Buffer.from(JSON.stringify([only.chain, only.position, only.hash]))])))
  let left = 1
  while (left * 2 < heads.length) left *= 2
  return Buffer.from(sha256(Buffer.concat([Buffer.from([1]), byDefinition(heads.slice(0, left)), byDefinition(heads.slice(left))])))
}

it('makes a key in a demo alone, and says what is wrong with one', () => {
  const file = join(folder, 'other.pem')
  expect(() => readCheckpointKey({ pem: undefined, file, make: false })).toThrow(`"EVENKEEL_CHECKPOINT_KEY_FILE" names "${file}", which is not there`)
  expect(() => readCheckpointKey({ pem: 'hello', file: undefined, make: false })).toThrow('"EVENKEEL_CHECKPOINT_KEY" holds no private Ed25519 key')
  expect(() => readCheckpointKey({ pem: undefined, file: undefined, make: true })).toThrow('no key is')
  const made = readCheckpointKey({ pem: undefined, file, make: true })
  expect(made.made).toBe(true)
  const again = readCheckpointKey({ pem: readFileSync(file, 'utf8').replaceAll('\n', '\\n'), file: undefined, make: false })
  expect(again).toMatchObject({ made: false, key: made.key, publicKey: made.publicKey })
  for (const key of [made, again, readCheckpointKey({ pem: undefined, file: join(folder, 'third.pem'), make: true })]) putPublicKey(join(folder, 'keys.pub'), key.publicKey)
  expect(readFileSync(join(folder, 'keys.pub'), 'utf8').match(/BEGIN PUBLIC KEY/g)).toHaveLength(2)
  expect(readKeys(readFileSync(join(folder, 'keys.pub'), 'utf8')).judge(made.key, 'a', made.sign('a'))).toBe('right')
})

it('raises an alarm for a file in which no checkpoint can be read, and adds to it all the same', async () => {
  const one = house(1)
  one.grow('case/C00000')
  writeFileSync(one.path, 'hello\n')
  await one.start().write()

  expect(one.alarms).toEqual([expect.stringContaining('cannot be read and is added to all the same')])
  expect(await one.read()).toMatchObject({ from: 1, to: 1, faults: [] })
})

it('is read without a fault where the clock of whoever wrote it went back', async () => {
  const one = house(2)
  const checkpoints = one.start()
  for (const minutes of [0, 10, -8]) {
    one.later(minutes)
    one.grow('case/C00001')
    await checkpoints.write()
  }

  expect(await one.read(BEGAN + 5 * MINUTE)).toMatchObject({ faults: [], compared: { number: 3 } })
})
