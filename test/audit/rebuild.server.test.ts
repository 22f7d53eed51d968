import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { aSummary, aTask, aTurn } from '../adapters/postgres/builders.ts'
import { databaseLab, rows } from '../adapters/postgres/lab.ts'

const turn = fc.record({ run: fc.integer({ min: 1, max: 2 }), tasks: fc.integer({ min: 0, max: 3 }), closed: fc.boolean(), proven: fc.boolean(), rival: fc.boolean() })

it('makes lists of cases and tasks anew from proven turns, the same as they were', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const tables = async () => [await rows(lab, 'select * from case_summary order by case_id'), await rows(lab, 'select * from assignment order by case_id, instance')]
  let cases = 0

  await fc.assert(fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 6 }), async (turns) => {
    const caseId = `CASE-${(cases += 1)}`
    for (const [nth, { run, tasks, closed, proven, rival }] of turns.entries()) {
      const made = aTurn({
        caseId, runId: `run-${run}`, turn: nth, summary: aSummary({ caseId, standing: `turn ${nth}`, state: closed ? 'closed' : 'open' }),
        tasks: Array.from({ length: tasks }, (_, task) => aTask({ caseId, instance: `step#${task}`, assignee: ['ana', 'ben', null][task] ?? null, dueAt: nth })),
      })
      if (rival) await recorder.record({ ...made, tasks: [] })
      const { token } = await recorder.record(made)
      if (proven) await recorder.prove(caseId, [token])
    }
  }), { numRuns: 40, seed: 11 })
  const before = await tables()
  expect(before[0]?.length).toBeGreaterThan(20)

  await lab.pool.query(`delete from assignment where case_id < 'CASE-3'; update case_summary set summary = '{}', state = 'open'; delete from case_summary where case_id > 'CASE-3'`)
  expect(await tables()).not.toEqual(before)
  await lab.pool.query('select rebuild_projections()')

  expect(await tables()).toEqual(before)
}, 60_000)
