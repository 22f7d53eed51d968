import type { z } from 'zod'
import type { Given } from '../domain/evidence.ts'
import type { EvidenceStore } from '../domain/ports.ts'
import { Refused } from '../domain/refusal.ts'
import type { Evidence } from '../domain/state.ts'
import type { EvidenceBody } from './schema/evidence.ts'

type Sent = z.output<typeof EvidenceBody>

/** The proof with what its uploads were, whatever the sender says of them. Refuses what was never uploaded. */
export async function lookedUp(store: Pick<EvidenceStore, 'about'>, sent: Sent): Promise<Given> {
  const entries = Object.entries(sent).map(async ([name, items]): Promise<[string, readonly Evidence[]]> =>
    [name, await Promise.all(items.map((item, index) => withUpload(store, name, item, index + 1)))])
  return Object.fromEntries(await Promise.all(entries))
}

async function withUpload(store: Pick<EvidenceStore, 'about'>, rule: string, item: Sent[string][number], number: number): Promise<Evidence> {
  if ('text' in item) return item
  const upload = await store.about(item.sha256)
  if (upload) return { kind: item.kind, sha256: item.sha256, name: item.name ?? item.sha256.slice(0, 12), type: upload.type, bytes: upload.bytes }
  const message = `number ${number} was never uploaded: send the file to "POST /api/evidence" first`
  throw new Refused({ code: 'wrong-form', message: `evidence.${rule}: ${message}`, fields: [{ field: `evidence.${rule}`, message }] })
}
