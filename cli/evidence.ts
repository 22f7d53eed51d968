import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import type { EvidenceItem, Uploaded } from '../api/schema/evidence.ts'
import type { Task } from '../api/schema/tasks.ts'
import type { Client } from './client.ts'
import { Exit } from './exit.ts'

type Item = z.input<typeof EvidenceItem>

/**
 * `name=FILE`, `name=URL` and `name=text` as evidence: what the step calls by that name says which it is. Files are uploaded.
 * Exit 3 when one cannot be read.
 */
export async function readEvidence(client: Client, person: string, stepPath: string, pairs: readonly string[]): Promise<object> {
  if (pairs.length === 0) return {}
  const { task } = await client.get<{ task: z.output<typeof Task> | null }>(stepPath, person)
  const evidence: Record<string, Item[]> = {}
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    if (at < 1) throw new Exit(2, `"${pair}" is no evidence: write it as name=FILE, name=URL or name=text`)
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const kind = task?.evidence?.find((wanted) => wanted.name === name)?.kind ?? 'scan'
    const given = Object.hasOwn(evidence, name) ? (evidence[name] ?? []) : []
    evidence[name] = [...given, kind === 'link' || kind === 'scan' ? { kind, text: value } : await upload(client, person, kind, value)]
  }
  return { evidence }
}

async function upload(client: Client, person: string, kind: 'photo' | 'file', path: string): Promise<Item> {
  const { sha256 } = await client.upload<z.output<typeof Uploaded>>('/api/evidence', bytesOf(path), typeOf(path), person)
  return { kind, sha256, name: basename(path) }
}

function bytesOf(path: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(path))
  } catch (error) {
    throw new Exit(3, `"${path}" cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}): check its name`)
  }
}

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Only for files whose first bytes do not say what they are. */
const typeOf = (path: string): string => (/\.docx$/i.test(path) ? WORD : /\.xlsx$/i.test(path) ? EXCEL : 'application/octet-stream')
