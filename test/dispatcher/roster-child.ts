import { setTimeout as later } from 'node:timers/promises'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createEndedCases } from '../../adapters/postgres/ended-cases.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createRefusals } from '../../adapters/postgres/refusals.ts'
import { createRosterChanges } from '../../adapters/postgres/roster-changes.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import { tellNews } from '../../api/roster-told.ts'
import { followed, type RosterDeps } from '../../api/routes/rosters.ts'
import { tellRosterNews } from '../../dispatcher/deliver.ts'
import type { RosterWish } from '../../domain/roster/edit.ts'
import { orders } from '../adapters/postgres/crew.ts'

/**
 * A process that is killed at the worst moment, which it says by a row in `moment`: with `make` after it has saved a change and before any
 * case hears of it, with `tell` after the case was told and before that is kept.
 */
const { url = '', address = '', taskQueue = '', now = 0, what = '', wish } = JSON.parse(process.argv[2] ?? '{}') as { url?: string; address?: string; taskQueue?: string; now?: number; what?: 'make' | 'tell'; wish?: RosterWish }
const database = openDatabase(url)
const [reader, catalogue, rosterChanges] = [createCaseReader(database), createCatalogue(database), createRosterChanges(database)]
const cases = createCases({
  engine: connectEngine({ TEMPORAL_ADDRESS: address }), files: createCaseFiles(database), recorder: createRecorder(database), reader,
  refusals: createRefusals(database), ended: createEndedCases(database), taskQueue, heldAt: now,
})
const deps = { catalogue, reader, rosterChanges, settings: { windable: true }, now: () => now }

async function hang(): Promise<never> {
  await database.pool.query('insert into moment default values')
  for (;;) await later(1_000)
}

await orders()
if (what === 'make' && wish) {
  const edit = await rosterChanges.make({ id: 'a1', by: 'bo', at: now, via: 'console', roster: null }, () => wish)
  await followed({ ...deps, cases: { ...cases, command: hang } } as unknown as RosterDeps, edit, 'made')
} else {
  await tellRosterNews({ rosterChanges, tellNews: async (news) => { await tellNews({ ...deps, cases }, news); return hang() } })
}
