import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import type { WorkflowHandle } from '@temporalio/client'

const folder = fileURLToPath(new URL('../replay/histories/', import.meta.url))

/** Histories that were recorded on a real server, one a feature; the code of today must still agree with them. */
export const storedHistories = (): readonly { readonly name: string; readonly json: string }[] =>
  readdirSync(folder).filter((file) => file.endsWith('.json')).sort().map((file) => ({ name: file.replace('.json', ''), json: readFileSync(folder + file, 'utf8') }))

/** Stores the history of a case that has just been played; only when RECORD_HISTORIES is set, because a stored one must outlive the code. */
export async function recordHistory(name: string, handle: WorkflowHandle): Promise<void> {
  if (process.env['RECORD_HISTORIES'] === undefined) return
  mkdirSync(folder, { recursive: true })
  const history = await handle.fetchHistory()
  // Stack traces of failures name the folder of whoever recorded them.
  const text = JSON.stringify(JSON.parse(historyToJSON(history))).replaceAll(`${process.cwd()}/`, 'evenkeel/')
  writeFileSync(`${folder}${name.replaceAll(/[^a-z0-9]+/gi, '-')}.json`, `${text}\n`)
}
