import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { PHOTO_TYPES, type Given } from '../domain/evidence.ts'
import type { EvidenceFile, EvidenceStore } from '../domain/ports.ts'
import { Refused } from '../domain/refusal.ts'
import type { Evidence } from '../domain/state.ts'
import type { ApiDeps } from './deps.ts'
import { fileType } from './file-type.ts'
import type { EvidenceBody } from './schema/evidence.ts'

type Sent = z.output<typeof EvidenceBody>

/** What became of a file: what is kept of it under `sha256`, or why it is not taken; `unfit` is missing for a type that is never taken. */
export type TakenIn =
  | (Omit<EvidenceFile, 'body'> & { readonly original: string; readonly photo: boolean })
  | { readonly refused: 'type' }
  | { readonly refused: 'picture'; readonly unfit: string }

/** Keeps a file that somebody sent by any channel: known by its first bytes, a picture made clean. The same bytes again are the same file. */
export async function takeIn({ evidence, pictures }: Pick<ApiDeps, 'evidence' | 'pictures'>, body: Buffer, declared: string, by: string): Promise<TakenIn> {
  const type = fileType(body, declared)
  if (type === undefined) return { refused: 'type' }
  const original = hashOf(body)
  const known = await evidence.ofOriginal(original)
  if (known) return said(known, original)
  if (!PHOTO_TYPES.includes(type)) {
    const file = { sha256: original, type, bytes: body.length }
    await evidence.keep({ ...file, body, by, original, small: null })
    return said(file, original)
  }
  const clean = await pictures.clean(body, type)
  if ('unfit' in clean) return { refused: 'picture', unfit: clean.unfit }
  const file = { sha256: hashOf(clean.body), type, bytes: clean.body.length }
  const small = clean.small && { ...clean.small, sha256: hashOf(clean.small.body), bytes: clean.small.body.length }
  await evidence.keep({ ...file, body: clean.body, by, original, small })
  return said(file, original)
}

const said = ({ sha256, type, bytes }: Omit<EvidenceFile, 'body'>, original: string) => ({ sha256, original, type, bytes, photo: PHOTO_TYPES.includes(type) })

const hashOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex')

/** The proof with what its uploads were, whatever the sender says of them. Refuses what was never uploaded. */
export async function lookedUp(store: Pick<EvidenceStore, 'about'>, sent: Sent): Promise<Given> {
  const entries = Object.entries(sent).map(async ([name, items]): Promise<[string, readonly Evidence[]]> =>
    [name, await Promise.all(items.map((item, index) => withUpload(store, name, item, index + 1)))])
  return Object.fromEntries(await Promise.all(entries))
}

async function withUpload(store: Pick<EvidenceStore, 'about'>, rule: string, item: Sent[string][number], number: number): Promise<Evidence> {
  if ('text' in item) return item
  const upload = await store.about(item.sha256)
  const original = item.original ?? upload?.originals[0] ?? item.sha256
  if (upload?.originals.includes(original)) {
    const { sha256, type, bytes } = upload
    return { kind: item.kind, sha256, name: item.name ?? sha256.slice(0, 12), type, bytes, ...(original === sha256 ? {} : { original }) }
  }
  const message = `number ${number} was never uploaded: send the file to "POST /api/evidence" first`
  throw new Refused({ code: 'wrong-form', message: `evidence.${rule}: ${message}`, fields: [{ field: `evidence.${rule}`, message }] })
}
