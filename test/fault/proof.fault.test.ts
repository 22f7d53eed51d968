import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createAuditTrail } from '../../adapters/postgres/audit-trail.ts'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import { createHistories } from '../../adapters/temporal/histories.ts'
import { createSealer } from '../../dispatcher/sealer.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { workflowBundle } from '../harness/workflow-bundle.ts'
import { startSystem, type System } from './system.ts'

describe('a worker and the engine that die with an answer half taken', () => {
  it('leave no word in the record of what the engine never heard', async () => {
    await using system = await startSystem(['postgres', 'temporal'])
    await migrate(system.databaseUrl())
    const database = openDatabase(system.databaseUrl())
    const engine = connectEngine({ TEMPORAL_ADDRESS: system.temporalAddress })
    const reader = createCaseReader(database)
    const recorder = createRecorder(database)
    const cases = createCases({ engine, files: createCaseFiles(database), recorder, reader, patienceMs: 3_000 })
    await createCatalogue(database).publishOrganisation(miniOrganisation, '')
    const finish = (caseId: string, by: string) =>
      cases.command(caseId, { do: 'complete', commandId: randomUUID(), by, via: 'api', step: 'inspect', outcome: 'graded', form: { grade: 'a' } })

    await using doomed = await startWorker(system, system.pid('temporal'))
    const gone = once(doomed, 'exit')
    const { caseId } = await cases.open({ plan: miniPlan(), key: 'R-1', trigger: 'shop.return', openedBy: 'shop', event: { id: 'R-1', order: 'O-1' }, windable: false })
    await eventually(async () => (await reader.tasks({})).find((task) => task.assignee === 'ana'), 40_000)
    await expect(finish(caseId, 'ana')).rejects.toThrow()
    await gone

    await system.start('temporal')
    await using _worker = await startWorker(system)
    // The engine never heard of ana, so the step is still open for bo.
    await eventually(async () => finish(caseId, 'bo').then(() => true, () => undefined), 40_000)
    const sealer = createSealer({ store: createSealingStore(database, { firstLookMs: 0 }), histories: createHistories(engine), report: () => undefined })
    const sealed = await eventually(async () => {
      await sealer.pass()
      const detail = await reader.case(caseId)
      return detail?.summary.state === 'closed' && detail.timeline.every((entry) => entry.position !== null) ? detail.timeline : undefined
    }, 40_000)

    // Rows as they were written, without asking for proof: the false story that must not get into the record.
    const { rows } = await database.pool.query<{ events: string }>('select array_to_string(events, chr(10)) as events from turn where case_id = $1 order by turn', [caseId])
    const believed = rows.map((row) => row.events).join('\n')
    expect(believed.match(/"completed"/g)).toHaveLength(2)
    expect(sealed.filter((entry) => entry.type === 'completed').map((entry) => entry.actor)).toEqual(['person:bo'])
    expect(await createAuditTrail(database).verifyChain(caseId)).toMatchObject({ ok: true, events: sealed.length })

    await engine.close()
    await database.close()
  })
})

/** A worker of its own process; with a pid it is the doomed one, which kills that process and itself. */
async function startWorker(system: System, temporalPid?: number): Promise<ChildProcess & AsyncDisposable> {
  const script = fileURLToPath(new URL('./doomed-worker.ts', import.meta.url))
  const env = {
    ...system.environment(), WORKFLOW_BUNDLE: await workflowBundle(),
    ...(temporalPid === undefined ? {} : { TEMPORAL_PID: String(temporalPid) }),
  }
  const worker = spawn(process.execPath, ['--import', 'tsx', script], { env, stdio: 'ignore' })
  return Object.assign(worker, { [Symbol.asyncDispose]: async () => { worker.kill('SIGKILL') } })
}
