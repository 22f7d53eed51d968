import type { ExportRow } from '../../domain/audit/export.ts'
import { isObject, type Json } from '../../domain/json.ts'

const COLUMNS = ['chain', 'case', 'position', 'at', 'recorded_at', 'sop', 'version', 'type', 'actor', 'via', 'step', 'instance', 'cycle', 'level', 'clock', 'elapsed_ms', 'remaining_ms', 'due_at', 'proven', 'detail', 'previous_hash', 'hash'] as const

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
    said['sop'], said['version'], type, event['actor'] ?? said['by'], event['via'] ?? said['via'], event['step'], event['instance'], event['epoch'], event['level'], ...clockOf(event['clock']), said['proven'],
    event['detail'] ?? (said['change'] === undefined ? undefined : said), Buffer.from(previous).toString('hex'), Buffer.from(hash).toString('hex'),
  ]
  return `${cells.map(csvCell).join(',')}\r\n`
}

const clockOf = (clock: Json | undefined): readonly (Json | undefined)[] =>
  (isObject(clock) ? [clock['state'], clock['elapsedMs'], clock['remainingMs'], typeof clock['dueAt'] === 'number' ? new Date(clock['dueAt']).toISOString() : undefined] : [undefined, undefined, undefined, undefined])

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
