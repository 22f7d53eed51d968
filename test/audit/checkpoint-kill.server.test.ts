import { createReadStream, readFileSync, rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { jsonLines } from '../../api/audit/jsonl.ts'
import { readCheckpointKey } from '../../adapters/checkpoints/key.ts'
import { createAuditExport } from '../../adapters/postgres/audit-export.ts'
import { readKeys } from '../../cli/audit/keys.ts'
import { verifyExport } from '../../cli/audit/verify.ts'
import { aCrew } from '../adapters/postgres/crew.ts'
import { databaseLab } from '../adapters/postgres/lab.ts'
import { fileOf } from './checkpoint-file.ts'
import { seal } from './lab.ts'

const KILLS = 4

it('leaves checkpoints that verify, and every case under one, however often the writer is killed', async () => {
  await using lab = await databaseLab()
  const path = fileOf(lab.url)
  try {
    await using crew = await aCrew(1 + KILLS, new URL('./checkpoint-child.ts', import.meta.url), lab.url)
    const lines = (): number => { try { return readFileSync(path, 'utf8').split('\n').length } catch { return 0 } }
    crew.start()
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = lines()
      for (const caseId of ['A', 'B', 'C']) await seal(lab, `${caseId}${kill}`, [{}, {}])
      await expect.poll(lines, { timeout: 20_000, interval: 2 }).toBeGreaterThan(before + 2)
      crew.replace()
    }
    const last = lines()
    await expect.poll(lines, { timeout: 20_000 }).toBeGreaterThan(last + 2)

    const exporting = createAuditExport(lab)
    const exportedAt = new Date(Date.now() + 60_000).toISOString()
    const key = readCheckpointKey({ pem: undefined, file: `${path}.key`, make: false })
    const verdict = await verifyExport(jsonLines({ exportedAt, filter: {}, checkpoint: null }, exporting.rows({})), { checkpoints: () => createReadStream(path), keys: readKeys(key.publicKey) })
    expect(verdict).toMatchObject({ ok: true, events: KILLS * 6, chains: KILLS * 3, uncovered: 0, faults: [] })
    expect((await lab.pool.query('select * from alarm')).rows).toEqual([])
  } finally {
    rmSync(path, { force: true })
    rmSync(`${path}.key`, { force: true })
  }
}, 120_000)
