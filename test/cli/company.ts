import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const NAMES = { ana: 'Ana Lima', bo: 'Bo Ek', dana: 'Dana Reyes', kim: 'Kim Duy', olu: 'Olu Ade', sam: 'Sam Okafor' } as const
type Person = keyof typeof NAMES

/**
 * A folder with the organisation file of a company in Chicago, which goes with the last test of the file that made it. `more` are the
 * file's keys from `roles` on, of which `ops_director` is the sink; `away` work there no more.
 */
export function companyFolder(people: readonly Person[], more: string, away: readonly Person[] = []): { readonly folder: string; readonly org: string } {
  const folder = mkdtempSync(join(tmpdir(), 'company-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const org = join(folder, 'organisation.yaml')
  const staff = people.map((id) => `  ${id}: { name: ${NAMES[id]}, email: ${id}@harbour.example${away.includes(id) ? ', active: false' : ''} }`)
  writeFileSync(org, `organisation: harbour-goods\nzone: America/Chicago\nsink: ops_director\npeople:\n${staff.join('\n')}\nroles:\n${more}`)
  return { folder, org }
}
