import { expect, it } from 'vitest'
import { createAuditTrail } from '../../adapters/postgres/audit-trail.ts'
import { createRefusals } from '../../adapters/postgres/refusals.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { anEvent, aTask, aTurn } from '../adapters/postgres/builders.ts'
import { databaseLab, rows, sealedStory } from '../adapters/postgres/lab.ts'
import { fakeTemporal, sealerOn } from './seal-lab.ts'

it('waits with a turn that Temporal has not kept yet, and chains it once it has', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  const { token } = await recorder.record(aTurn())

  expect(await sealer.pass()).toMatchObject({ chained: 0, proven: 0, discarded: 0 })
  temporal.keep(token)
  expect(await sealer.pass()).toMatchObject({ chained: 1, proven: 1 })

  expect(await sealedStory(lab)).toEqual(['step_started'])
  expect(await sealer.pass()).toEqual({ chained: 0, proven: 0, discarded: 0, unknown: 0, oldestDoubtMs: 0 })
})

it('chains only the insertion that Temporal kept: the worker died, and another one wrote the turn again', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  await recorder.record(aTurn({ events: [anEvent('completed')], tasks: [aTask({ assignee: 'bob' })] }))
  const kept = await recorder.record(aTurn({ events: [anEvent('cannot_do')], tasks: [aTask({ assignee: 'boss' })] }))
  temporal.keep(kept.token)

  await sealer.pass()

  expect(await sealedStory(lab)).toEqual(['cannot_do'])
  expect(await rows(lab, 'select assignee from assignment')).toEqual([{ assignee: 'boss' }])
})

it('would tell what never happened if it chained rows without the proof', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const everyRow = `select run_id as "runId", turn, token from turn`
  const believing = { tokens: async () => ({ tokens: (await rows(lab, everyRow)) as never, ended: false }) }
  const { sealer, recorder } = sealerOn(lab, believing)
  await recorder.record(aTurn({ events: [anEvent('completed')] }))
  const kept = await recorder.record(aTurn({ turn: 2, events: [anEvent('cannot_do')] }))
  temporal.keep(kept.token)

  await sealer.pass()

  const whatTemporalKept = ['cannot_do']
  expect(await sealedStory(lab)).not.toEqual(whatTemporalKept)
})

it.each([
  ['a later turn was kept without it', true],
  ['the run ended without it', false],
])('drops a turn from the record when %s', async (_, later) => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  await recorder.record(aTurn({ events: [anEvent('completed')] }))
  if (later) temporal.keep((await recorder.record(aTurn({ turn: 2, events: [anEvent('breached')] }))).token)
  else temporal.end('run-1')

  const result = await sealer.pass()

  expect(result).toMatchObject({ discarded: 1 })
  expect(await sealedStory(lab)).toEqual(later ? ['breached'] : [])
})

it('holds later events back until the turn before them is settled, so that the order is the order of turns', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  const first = await recorder.record(aTurn({ events: [anEvent('case_opened')] }))
  const second = await recorder.record(aTurn({ turn: 2, events: [anEvent('step_started'), anEvent('assigned')] }))
  await recorder.prove('CASE1', [second.token])

  expect(await createSealingStore(lab).chain((_caseId, error) => { throw error })).toBe(0)
  temporal.keep(first.token, second.token)
  await sealer.pass()

  expect(await sealedStory(lab)).toEqual(['case_opened', 'step_started', 'assigned'])
})

it('asks the old run about its last turn after a reset, keeps what was proven and records the reset', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  const one = await recorder.record(aTurn({ events: [anEvent('case_opened')] }))
  const two = await recorder.record(aTurn({ turn: 2, events: [anEvent('completed')], proves: [one.token] }))
  await recorder.record(aTurn({ turn: 3, events: [anEvent('breached')] }))
  temporal.keep(one.token, two.token)
  temporal.end('run-1')
  const again = await recorder.record(aTurn({ runId: 'run-2', turn: 2, events: [anEvent('cannot_do')], proves: [one.token] }))
  temporal.keep(again.token)

  await sealer.pass()

  expect(await sealedStory(lab)).toEqual(['case_opened', 'completed', 'reset', 'cannot_do'])
  expect(new Set(temporal.asked)).toEqual(new Set(['run-1', 'run-2']))
  expect(await createAuditTrail(lab).verifyChain('CASE1')).toMatchObject({ ok: true, events: 4 })
})

it('sees no reset in a run that continues the last one, nor in one run alone', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  const one = await recorder.record(aTurn({ events: [anEvent('case_opened')] }))
  const continued = { runId: 'run-2', continuedFrom: 'run-1' }
  const two = await recorder.record(aTurn({ ...continued, turn: 2, events: [anEvent('completed')], proves: [one.token] }))
  const three = await recorder.record(aTurn({ ...continued, turn: 3, events: [anEvent('case_closed')] }))
  temporal.keep(two.token, three.token)

  await sealer.pass()

  expect(await sealedStory(lab)).toEqual(['case_opened', 'completed', 'case_closed'])
})

it('chains as unproven, and reports, what Temporal can no longer tell about', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder, problems } = sealerOn(lab, temporal)
  const one = await recorder.record(aTurn({ events: [anEvent('case_opened')] }))
  await recorder.prove('CASE1', [one.token])
  const lost = await recorder.record(aTurn({ turn: 2, events: [anEvent('case_closed')] }))
  temporal.forget('run-1')

  await sealer.pass()

  expect(await sealedStory(lab)).toEqual(['case_opened', 'case_closed?'])
  expect(problems).toEqual([{ kind: 'unproven', caseId: 'CASE1', workflowId: 'case/returns/CASE1', runId: 'run-1', turns: [lost.token] }])
  expect(await createAuditTrail(lab).verifyChain('CASE1')).toMatchObject({ ok: true, events: 2 })
})

it('goes on with the other cases when one cannot be looked up, and tries that one again', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  let away = true
  const histories = {
    tokens: async (workflowId: string, runId: string) => {
      if (away && workflowId.endsWith('A')) throw new Error('engine away')
      return temporal.tokens(workflowId, runId)
    },
  }
  const { sealer, recorder, problems } = sealerOn(lab, histories)
  for (const caseId of ['A', 'B']) temporal.keep((await recorder.record(aTurn({ caseId }))).token)

  await sealer.pass()
  const first = [await sealedStory(lab, 'A'), await sealedStory(lab, 'B')]
  away = false
  await sealer.pass()

  expect(first).toEqual([[], ['step_started']])
  expect(problems).toMatchObject([{ kind: 'failed', caseId: 'A' }])
  expect(await sealedStory(lab, 'A')).toEqual(['step_started'])
})

it('gives a turn in doubt to one of two sealers, and to nobody before it is due', async () => {
  await using lab = await databaseLab()
  const { recorder } = sealerOn(lab, fakeTemporal())
  await recorder.record(aTurn())
  const [one, other] = [createSealingStore(lab), createSealingStore(lab)]

  expect(await one.takeDoubtful(10)).toEqual([])
  await lab.pool.query(`update turn set recorded_at = recorded_at - interval '5 seconds'`)
  expect(await one.oldestDoubtMs()).toBeGreaterThanOrEqual(5_000)
  const taken = await Promise.all([one.takeDoubtful(10), other.takeDoubtful(10)])
  expect(taken.flat()).toHaveLength(1)
})

it('leaves a case that another sealer holds to it, and goes on with the rest', async () => {
  await using lab = await databaseLab()
  const { recorder } = sealerOn(lab, fakeTemporal())
  for (const caseId of ['HELD', 'FREE']) await recorder.prove(caseId, [(await recorder.record(aTurn({ caseId }))).token])
  const holder = await lab.pool.connect()
  await holder.query('begin')
  await holder.query(`select lock_case('HELD')`)

  const chained = await createSealingStore(lab).chain((_caseId, error) => { throw error })
  await holder.query('rollback')
  holder.release()

  expect(chained).toBe(1)
  expect([await sealedStory(lab, 'HELD'), await sealedStory(lab, 'FREE')]).toEqual([[], ['step_started']])
})

it('seals a turn without events by going past it', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  temporal.keep((await recorder.record(aTurn({ events: [] }))).token, (await recorder.record(aTurn({ turn: 2 }))).token)

  await sealer.pass()

  expect(await sealedStory(lab)).toEqual(['step_started'])
  expect(await rows(lab, 'select count(*) from turn where not sealed')).toEqual([{ count: 0 }])
})

it('seals what customers and people can send, an escaped NUL and half a surrogate pair included, and no other case waits for it', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder } = sealerOn(lab, temporal)
  const nasty = 'a\u0000b \ud83d {"x"} \\ \' é 🎉'
  const noted = anEvent('completed', { detail: { note: nasty } })
  temporal.keep((await recorder.record(aTurn({ caseId: 'A', events: [noted] }))).token, (await recorder.record(aTurn({ caseId: 'B' }))).token)

  await sealer.pass()
  await createRefusals(lab).note('A', anEvent('refused', { detail: { message: nasty } }))
  await sealer.pass()

  expect([await sealedStory(lab, 'A'), await sealedStory(lab, 'B')]).toEqual([['completed', 'refused'], ['step_started']])
  const [sealed] = await rows(lab, `select convert_from(body, 'UTF8') as body from audit_event where case_id = 'A' order by position`)
  expect(JSON.parse(sealed!['body'] as string)).toMatchObject({ event: noted })
  expect(await createAuditTrail(lab).verifyChain('A')).toMatchObject({ ok: true, events: 2 })
})

it('goes on with the other cases when one cannot be chained, and tells which', async () => {
  await using lab = await databaseLab()
  const temporal = fakeTemporal()
  const { sealer, recorder, problems } = sealerOn(lab, temporal)
  for (const caseId of ['A', 'B']) temporal.keep((await recorder.record(aTurn({ caseId }))).token)
  await lab.pool.query(`update turn set events = array['no json'] where case_id = 'A'`)

  await sealer.pass()

  expect([await sealedStory(lab, 'A'), await sealedStory(lab, 'B')]).toEqual([[], ['step_started']])
  expect(problems).toMatchObject([{ kind: 'failed', caseId: 'A' }])
})
