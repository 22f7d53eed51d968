import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeFileSync } from 'node:fs'
import { Client, Connection } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import type { Stage } from '../contract.ts'
import { numbersFrom } from '../numbers.ts'
import { organisation, type Shape } from './plan.ts'
import { oursSide, twinSide, type Side } from './side.ts'
import { TWIN_TABLES } from './twin-activities.ts'
import { startWorker, type BenchWorker } from './worker.ts'

/** Both sides with a worker each, on one Temporal and one PostgreSQL. */
export interface Lab extends AsyncDisposable {
  readonly workers: Readonly<Record<Side['name'], BenchWorker>>
  sides(shape: Shape): readonly [ours: Side, twin: Side]
}

const CACHED = 400

/** Starts everything that the comparison needs. */
export async function openLab(stage: Stage): Promise<Lab> {
  const { databaseUrl, temporalAddress } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl, { max: 30 })
  await database.pool.query(TWIN_TABLES)
  await createCatalogue(database).publishOrganisation(organisation, '')
  const engine = connectEngine({ TEMPORAL_ADDRESS: temporalAddress })
  // The twin's own client: Temporal's converter, nothing compressed.
  const connection = Connection.lazy({ address: temporalAddress })
  const plain = new Client({ connection })
  const reader = createCaseReader(database)
  const cases = createCases({ engine, files: createCaseFiles(database), recorder: createRecorder(database), reader, taskQueue: 'bench-ours' })
  const order = { databaseUrl, address: temporalAddress, cachedCases: CACHED }
  const [ours, twin] = await Promise.all([
    startWorker({ ...order, side: 'ours', taskQueue: 'bench-ours', bundle: join(stage.projectFolder, 'dist/workflow-bundle.js') }),
    startWorker({ ...order, side: 'twin', taskQueue: 'bench-twin', bundle: await twinBundle(stage.folder) }),
  ])
  return {
    workers: { ours, twin },
    sides(shape) {
      const parts = { shape, pool: database.pool }
      return [
        oursSide({ ...parts, cases, client: engine.client, numbers: numbersFrom(stage.seed) }),
        twinSide({ ...parts, client: plain, taskQueue: 'bench-twin', numbers: numbersFrom(stage.seed) }),
      ]
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([ours[Symbol.asyncDispose](), twin[Symbol.asyncDispose]()])
      await Promise.all([engine.close(), connection.close()])
      await database.close()
    },
  }
}

/** The hand-written workflows as a worker loads them, with the same preloaded module that ours has. */
async function twinBundle(folder: string): Promise<string> {
  const target = join(folder, 'twin-bundle.js')
  const { code } = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./twin.workflow.js', import.meta.url)),
    preloadModules: [fileURLToPath(new URL('../../workflows/no-stacks.cjs', import.meta.url))],
    logger: new DefaultLogger('ERROR'),
  })
  writeFileSync(target, code)
  return target
}
