import type { ExportRow } from '../../domain/audit/export.ts'
import { isObject, type Json } from '../../domain/json.ts'

const COLUMNS = ['chain', 'case', 'position', 'at', 'recorded_at', 'type', 'actor', 'via', 'step', 'instance', 'cycle', 'level', 'proven', 'detail', 'previous_hash', 'hash'] as const

/** The record as a table for spreadsheets (RFC 4180), one row an event. Events whose bodies the filter leaves out are left out. It is not for verifying. */
export async function* csvRows(batches: AsyncIterable<readonly ExportRow[]>): AsyncGenerator<Buffer> {
  yield Buffer.from(`${COLUMNS.join(',')}\r\n`)
  for await (const rows of batches) yield Buffer.from(rows.map(rowOf).join(''))
}

function rowOf({ chain, position, type, at, previous, hash, body }: ExportRow): string {
  if (body === null) return ''
  const said = parsed(body)
  const event = isObject(said['event']) ? said['event'] : {}
  const recordedAt = said['recordedAt']
  const cells: readonly (Json | undefined)[] = [
    chain, said['caseId'], position, new Date(at).toISOString(), typeof recordedAt === 'number' ? new Date(recordedAt).toISOString() : undefined,
    type, event['actor'] ?? said['by'], event['via'] ?? said['via'], event['step'], event['instance'], event['epoch'], event['level'], said['proven'],
    event['detail'] ?? (said['change'] === undefined ? undefined : said), Buffer.from(previous).toString('hex'), Buffer.from(hash).toString('hex'),
  ]
  return `${cells.map(csvCell).join(',')}\r\n`
}

function parsed(body: Uint8Array): Readonly<Record<string, Json>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** One cell. A text that a spreadsheet would take for a formula begins with an apostrophe, by which it stays a text. */
export function csvCell(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const tame = /^\s*[=+\-@|\t\r＝＋－＠]/u.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) || tame !== text ? `"${tame.replaceAll('"', '""')}"` : tame
}
