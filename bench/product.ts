import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCaseFiles } from '../adapters/postgres/case-files.ts'
import { createCatalogue } from '../adapters/postgres/catalogue.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { createCaseReader } from '../adapters/postgres/reader.ts'
import { createRecorder } from '../adapters/postgres/recorder.ts'
import { createCases } from '../adapters/temporal/cases.ts'
import { connectEngine } from '../adapters/temporal/connection.ts'
import { returnEvent } from './case/event.ts'
import { organisation, planOf } from './case/plan.ts'
import type { Server, Stage } from './contract.ts'
import { numbersFrom } from './numbers.ts'

/** The product's own processes over the stage's servers, and a hand on its cases. */
export interface Product extends AsyncDisposable {
  readonly url: string
  readonly worker: Server
  readonly api: Server
  /** Opens a case; resolves when its inspection is on the work list. */
  park(): Promise<string>
  /** Finishes the inspection, again and again under one command id until the engine took it. */
  finish(caseId: string): Promise<void>
}

const LOOK_MS = 10
const PATIENCE_MS = 90_000
const PERSON = 'ana'

/** Starts worker and API as they run in production, and waits until the API answers. */
export async function openProduct(stage: Stage): Promise<Product> {
  const { databaseUrl, temporalAddress } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl)
  const catalogue = createCatalogue(database)
  await catalogue.publishOrganisation(organisation, '')
  await catalogue.publish(planOf('inside'), '')
  const engine = connectEngine({ TEMPORAL_ADDRESS: temporalAddress })
  const reader = createCaseReader(database)
  const cases = createCases({ engine, files: createCaseFiles(database), recorder: createRecorder(database), reader, patienceMs: 2_000 })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { worker, api } = startPrograms(stage, { databaseUrl, temporalAddress, port, url })
  await answering(`${url}/readyz`)
  const numbers = numbersFrom(stage.seed)
  return {
    url, worker, api,
    async park() {
      const key = `R-${randomUUID()}`
      const request = { plan: planOf('inside'), key, trigger: 'bench.return', openedBy: 'shop', event: returnEvent(key, numbers), windable: false }
      // A key has one case, however often it is asked for.
      let caseId = ''
      await until(async () => { caseId = (await cases.open(request)).caseId; return true })
      await until(async () => (await reader.task(caseId, 'inspect'))?.assignee === PERSON)
      return caseId
    },
    async finish(caseId) {
      const commandId = randomUUID()
      const command = { do: 'complete', commandId, by: PERSON, via: 'api', step: 'inspect', outcome: 'graded', form: { grade: 'a' } } as const
      await until(() => cases.command(caseId, command).then(() => true, () => false))
    },
    async [Symbol.asyncDispose]() {
      await engine.close()
      await database.close()
    },
  }
}

interface Place {
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly port: number
  readonly url: string
}

function startPrograms(stage: Stage, { databaseUrl, temporalAddress, port, url }: Place): { worker: Server; api: Server } {
  // What is measured is published already; a folder without SOPs leaves it as it is.
  const sops = join(stage.folder, 'no-sops')
  mkdirSync(sops, { recursive: true })
  const env = { DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, PORT: String(port), HOST: '127.0.0.1', EVENKEEL_OPEN_ACCESS: 'yes', PUBLIC_URL: url, SOP_DIR: sops, LOG_LEVEL: 'error', TZ: 'UTC' }
  return { worker: stage.program('worker', 'worker/main.js', env), api: stage.program('api', 'api/main.js', env) }
}

/** Resolves with the time it took until the address answers 200, in milliseconds. */
export async function answering(address: string): Promise<number> {
  const since = performance.now()
  await until(() => fetch(address, { signal: AbortSignal.timeout(2_000) }).then(async (response) => { await response.text(); return response.ok }, () => false))
  return performance.now() - since
}

/** Looks until it is so. Rejects after a minute and a half. */
async function until(look: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  while (!(await look().catch(() => false))) {
    if (performance.now() > giveUpAt) throw new Error(`nothing moved within ${PATIENCE_MS / 1000} s`)
    await pause(LOOK_MS)
  }
}

/** A port of this machine at which nobody listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
