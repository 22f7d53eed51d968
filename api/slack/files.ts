import type { FileToFetch } from '../../domain/interaction.ts'
import type { Evidence } from '../../domain/state.ts'
import { Refused } from '../../domain/refusal.ts'
import { takeIn } from '../evidence.ts'
import { TAKEN } from '../file-type.ts'
import type { ActDeps } from './deps.ts'

/** As much as the browser may upload. */
export const LARGEST = 12_000_000

type FileDeps = Pick<ActDeps, 'evidence' | 'pictures'> & { readonly slack: Pick<ActDeps['slack'], 'desk'> }

/** Fetches what was given as proof and keeps it under its hash. Refuses what is none, at the field of its rule. */
export async function fetchProof(deps: FileDeps, files: Readonly<Record<string, readonly FileToFetch[]>>, by: string): Promise<Readonly<Record<string, readonly Evidence[]>>> {
  const proof: Record<string, readonly Evidence[]> = {}
  for (const [rule, list] of Object.entries(files)) {
    const kept: Evidence[] = []
    // One after the other: ten photos at once would hold 120 MB.
    for (const [index, file] of list.entries()) kept.push(await fetchOne(deps, file, by, (message) => refusedAt(rule, `number ${index + 1} ${message}`)))
    proof[rule] = kept
  }
  return proof
}

const refusedAt = (rule: string, message: string): Refused => new Refused({ code: 'wrong-form', message: `evidence.${rule}: ${message}`, fields: [{ field: `evidence.${rule}`, message }] })

async function fetchOne(deps: FileDeps, { id, kind, name }: FileToFetch, by: string, refused: (message: string) => Refused): Promise<Evidence> {
  const file = await deps.slack.desk.file(id, LARGEST).catch((error: unknown) => {
    if (error instanceof RangeError) throw refused(`cannot be taken: ${error.message}`)
    throw error
  })
  const taken = await takeIn(deps, file.body, file.type, by)
  if ('unfit' in taken) throw refused(`cannot be taken: ${taken.unfit}`)
  if ('refused' in taken) throw refused(`is none that is taken as evidence: send ${TAKEN}`)
  if (kind === 'photo' && !taken.photo) throw refused('is no photo: upload a JPEG, PNG, WebP or HEIC picture')
  const { sha256, type, bytes, original } = taken
  return { kind, sha256, name: nameOf(name, id), type, bytes, ...(original === sha256 ? {} : { original }) }
}

/** The file's name as a record takes it: one short line. */
const nameOf = (name: string, id: string): string => name.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').trim().slice(0, 200).replace(/\p{Cs}$/u, '') || id
