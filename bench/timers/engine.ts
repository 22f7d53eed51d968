import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createRefusals } from '../../adapters/postgres/refusals.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import { createHistories } from '../../adapters/temporal/histories.ts'
import { createSealer, type Sealer } from '../../dispatcher/sealer.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { CaseReader, Cases } from '../../domain/ports.ts'
import type { Stage } from '../contract.ts'

/** A real Temporal and PostgreSQL with the product's own worker, and a hand on its cases. */
export interface BenchEngine extends AsyncDisposable {
  readonly cases: Cases
  readonly reader: CaseReader
  /** Tells what happened from what a worker only tried. */
  readonly sealer: Sealer
  /** For looking on, apart from the connections that the cases use. */
  readonly database: Database
}

const PATIENCE_MS = 60_000

/** Starts one worker as it runs in production; `cachedCases` is what it keeps in memory. */
export async function openEngine(stage: Stage, organisation: Organisation, cachedCases: number): Promise<BenchEngine> {
  const { databaseUrl, temporalAddress } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl, { max: 30 })
  await createCatalogue(database).publishOrganisation(organisation, '')
  const watching = openDatabase(databaseUrl, { max: 2 })
  const engine = connectEngine({ TEMPORAL_ADDRESS: temporalAddress })
  const reader = createCaseReader(database)
  stage.program('worker', 'worker/main.js', {
    DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, LOG_LEVEL: 'error', TZ: 'UTC', CACHED_CASES: String(cachedCases),
  })
  return {
    cases: createCases({ engine, files: createCaseFiles(database), recorder: createRecorder(database), reader, refusals: createRefusals(database), patienceMs: PATIENCE_MS }),
    reader, database: watching,
    sealer: createSealer({ store: createSealingStore(watching, { firstLookMs: 0 }), histories: createHistories(engine), report: () => undefined }),
    async [Symbol.asyncDispose]() {
      await engine.close()
      await watching.close()
      await database.close()
    },
  }
}
