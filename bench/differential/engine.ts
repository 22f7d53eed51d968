import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createEndedCases } from '../../adapters/postgres/ended-cases.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createRefusals } from '../../adapters/postgres/refusals.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import { createHistories } from '../../adapters/temporal/histories.ts'
import { createSealer } from '../../dispatcher/sealer.ts'
import { createGate, type Gate } from '../../test/harness/gate.ts'
import { START } from '../../test/harness/plans.ts'
import { randomOrganisation } from '../../test/harness/random-scenarios.ts'
import type { Server, Stage } from '../contract.ts'

const TASK_QUEUE = 'bench-differential'

/** A real Temporal and PostgreSQL with a worker of their own that can be killed, and the gate at which its systems wait. */
export async function openEngine(stage: Stage) {
  const { databaseUrl, temporalAddress } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl)
  const catalogue = createCatalogue(database)
  await catalogue.publishOrganisation(randomOrganisation, '')
  const engine = connectEngine({ TEMPORAL_ADDRESS: temporalAddress })
  const files = createCaseFiles(database)
  const gate = createGate()
  const http = await serve(gate)
  const worker: Server = stage.program('worker', 'bench/differential/worker-process.js', {
    DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, TASK_QUEUE, TZ: 'UTC', WORKFLOW_BUNDLE: join(stage.projectFolder, 'dist/workflow-bundle.js'),
    GATE_URL: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
  })
  const parts = { engine, files, recorder: createRecorder(database), reader: createCaseReader(database), refusals: createRefusals(database), ended: createEndedCases(database), taskQueue: TASK_QUEUE }
  const casesHeldAt = (at: number) => createCases({ ...parts, heldAt: at })
  const cases = casesHeldAt(START)
  return {
    gate, worker, catalogue, cases, casesHeldAt, database,
    sealer: createSealer({ store: createSealingStore(database, { firstLookMs: 0 }), histories: createHistories(engine), report: () => undefined }),
    open: (request: Omit<Parameters<typeof cases.open>[0], 'windable' | 'openedBy'> & Partial<Parameters<typeof cases.open>[0]>) => cases.open({ openedBy: 'shopify', windable: true, ...request }),
    handle: async (caseId: string) => engine.client.workflow.getHandle((await files.workflowOf(caseId)) ?? ''),
    async [Symbol.asyncDispose]() {
      gate.close()
      http.closeAllConnections()
      http.close()
      await engine.close()
      await database.close()
    },
  }
}

/** The gate for another process: it posts the key of an effect and hears the answer when it is given. */
function serve(gate: Gate): Promise<HttpServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void gate.ask(Buffer.concat(chunks).toString()).then((event) => response.end(JSON.stringify(event)))
    })
  })
  server.requestTimeout = 0
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server)) })
}
