import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCheckpointFile } from '../../adapters/checkpoints/file.ts'
import { putPublicKey, readCheckpointKey } from '../../adapters/checkpoints/key.ts'
import { createAlarms } from '../../adapters/postgres/alarms.ts'
import { createAuditExport } from '../../adapters/postgres/audit-export.ts'
import { sha256 } from '../../adapters/postgres/chain.ts'
import { createCheckpointHeads } from '../../adapters/postgres/checkpoint-heads.ts'
import type { Database } from '../../adapters/postgres/database.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { createCheckpoints } from '../../dispatcher/checkpoints.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Person } from '../../domain/organisation.ts'
import { anEvent, aTurn } from '../adapters/postgres/builders.ts'
import { databaseLab } from '../adapters/postgres/lab.ts'
import { fakes, organisation } from '../api/fakes.ts'
import { sop, type Ran } from '../cli/io.ts'

/** A database, the file of its checkpoints, and an API over it that knows an auditor; all gone at the end. */
export async function auditLab() {
  const database = await databaseLab()
  const folder = mkdtempSync(join(tmpdir(), 'audit-'))
  const file = join(folder, 'checkpoints.jsonl')
  const key = readCheckpointKey({ pem: undefined, file: join(folder, 'key.pem'), make: true })
  putPublicKey(`${file}.pub`, key.publicKey)
  let now = Date.parse('2026-11-20T10:00:00Z')
  const checkpoints = createCheckpoints({
    heads: createCheckpointHeads(database), file: createCheckpointFile(file), copies: [], signer: key, sha256, alarms: createAlarms(database), now: () => now,
  })
  const as = (id: string, access: Person['access']) => ({ [id]: { ...organisation.people['ana']!, id, access } })
  const { app } = fakes({
    auditExport: createAuditExport(database), now: () => now,
    catalogue: { ...fakes().deps.catalogue, organisation: async () => ({ ...organisation, people: { ...as('ana', ['staff']), ...as('tom', ['auditor']) } }) },
  })
  const server = await new Promise<Server>((resolve) => { const one = app.listen(0, '127.0.0.1', () => resolve(one)) })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const env = { EVENKEEL_URL: url, EVENKEEL_PERSON: 'tom', EVENKEEL_CHECKPOINT_FILE: file }
  return {
    database, file, checkpoints, url, folder,
    later(minutes: number) { now += minutes * 60_000 },
    async export(...args: readonly string[]): Promise<Ran & { readonly bytes: Buffer }> {
      const chunks: Uint8Array[] = []
      const ran = await sop(['audit', 'export', ...args], { env, write: async (chunk) => void chunks.push(chunk) })
      return { ...ran, bytes: Buffer.concat(chunks) }
    },
    verify: (bytes: Buffer, ...args: readonly string[]) => sop(['audit', 'verify', '-', ...args], { env, chunks: async function* () { yield bytes } }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      rmSync(folder, { recursive: true })
      await database[Symbol.asyncDispose]()
    },
  }
}

/** Records and seals turns of a case, one event each. */
export async function seal(database: Database, caseId: string, events: readonly Partial<AuditEvent>[], from = 1): Promise<void> {
  const recorder = createRecorder(database)
  for (const [nth, event] of events.entries()) {
    const { token } = await recorder.record(aTurn({ caseId, turn: from + nth, events: [anEvent(event.type ?? 'decided', event)] }))
    await recorder.prove(caseId, [token])
  }
  await createSealingStore(database).chain((_caseId, error) => { throw error })
}
