import { expect, it } from 'vitest'
import { createAuditTrail } from '../../adapters/postgres/audit-trail.ts'
import type { Database } from '../../adapters/postgres/database.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { anEvent, aTurn } from '../adapters/postgres/builders.ts'
import { aCrew } from '../adapters/postgres/crew.ts'
import { databaseLab, rows, sealedStory } from '../adapters/postgres/lab.ts'

const CASES = 40
const TURNS = 12
const EVENTS = CASES * TURNS * 2
const KILLED_AT = [60, 250, 450]
const caseIds = Array.from({ length: CASES }, (_, index) => `CASE-${index}`)

/** Every third turn is written twice, and Temporal keeps the second. */
async function playCase(lab: Database, caseId: string): Promise<void> {
  const recorder = createRecorder(lab)
  for (let turn = 1; turn <= TURNS; turn += 1) {
    const written = aTurn({ caseId, runId: `run-${caseId}`, turn, events: [anEvent('step_started'), anEvent('step_finished')] })
    if (turn % 3 === 0) await recorder.record({ ...written, events: [anEvent('refused')] })
    const { token } = await recorder.record(written)
    await lab.pool.query('insert into kept values ($1, $2, $3)', [token.runId, token.turn, token.token])
  }
}

it('chains every event once and in order with two sealers at work that are killed again and again', async () => {
  await using lab = await databaseLab()
  await lab.pool.query('create table kept (run_id text, turn int, token text)')
  await Promise.all(caseIds.map((caseId) => playCase(lab, caseId)))
  const sealed = async (): Promise<number> => Number((await rows(lab, 'select count(*) as n from audit_event'))[0]?.['n'])
  await using crew = await aCrew(2 + KILLED_AT.length, new URL('./seal-child.ts', import.meta.url), lab.url)

  for (let one = 0; one < 2; one += 1) crew.start()
  for (const killedAt of KILLED_AT) {
    await expect.poll(sealed, { timeout: 60_000, interval: 2 }).toBeGreaterThanOrEqual(killedAt)
    expect(await sealed()).toBeLessThan(EVENTS)
    crew.replace()
  }
  await expect.poll(sealed, { timeout: 60_000 }).toBe(EVENTS)

  const story = Array.from({ length: TURNS }, () => ['step_started', 'step_finished']).flat()
  for (const caseId of caseIds) {
    expect(await sealedStory(lab, caseId)).toEqual(story)
    expect(await createAuditTrail(lab).verifyChain(caseId)).toMatchObject({ ok: true, events: TURNS * 2 })
  }
}, 180_000)
