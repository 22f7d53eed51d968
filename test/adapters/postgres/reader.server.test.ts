import { expect, it } from 'vitest'
import { createAlarms } from '../../../adapters/postgres/alarms.ts'
import type { Database } from '../../../adapters/postgres/database.ts'
import { createLedger } from '../../../adapters/postgres/ledger.ts'
import { createCaseReader } from '../../../adapters/postgres/reader.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import { createSealingStore } from '../../../adapters/postgres/sealing.ts'
import type { CaseFilter, Turn } from '../../../domain/ports.ts'
import type { TaskCard } from '../../../domain/views.ts'
import { anEvent, aSummary, aTask, aTurn, MORNING } from './builders.ts'
import { databaseLab } from './lab.ts'

async function proven(lab: Database, turn: Turn): Promise<void> {
  const recorder = createRecorder(lab)
  const { token } = await recorder.record(turn)
  await recorder.prove(turn.caseId, [token])
}

const unproven = async (lab: Database, turn: Turn): Promise<void> => { await createRecorder(lab).record(turn) }

it('shows a case that was just opened as not yet confirmed, and confirmed once it is proven', async () => {
  await using lab = await databaseLab()
  const reader = createCaseReader(lab)
  const recorder = createRecorder(lab)
  const { token } = await recorder.record(aTurn({ tasks: [aTask()] }))

  const before = await reader.case('CASE1')
  const listedBefore = [...await reader.cases({ limit: 10 }), ...await reader.tasks({ person: 'ana' })].map(({ confirmed }) => confirmed)
  await recorder.prove('CASE1', [token])
  const after = await reader.case('CASE1')

  expect(before).toMatchObject({ summary: { label: 'Return #1001', confirmed: false }, tasks: [{ assignee: 'ana', confirmed: false }] })
  expect(listedBefore).toEqual([false, false])
  expect(after).toMatchObject({
    summary: { confirmed: true }, tasks: [{ confirmed: true }], timeline: [{ position: null, confirmed: true }],
  })
})

it('never hides a task that is open as far as is proven: its assignee sees it as not confirmed', async () => {
  await using lab = await databaseLab()
  const reader = createCaseReader(lab)
  await proven(lab, aTurn({ tasks: [aTask()] }))

  await unproven(lab, aTurn({ turn: 2, tasks: [], summary: aSummary({ state: 'closed' }) }))

  expect(await reader.tasks({ person: 'ana' })).toEqual([{ ...aTask(), confirmed: false }])
  expect(await reader.tasks({ roles: ['warehouse'] })).toHaveLength(1)
  expect(await reader.cases({ state: 'open', limit: 10 })).toMatchObject([{ state: 'closed', confirmed: false }])
  expect(await reader.task('CASE1', 'inspect')).toMatchObject({ confirmed: false })
})

it('shows a task that changes hands to both until it is proven', async () => {
  await using lab = await databaseLab()
  const reader = createCaseReader(lab)
  await proven(lab, aTurn({ tasks: [aTask()] }))
  await unproven(lab, aTurn({ turn: 2, tasks: [aTask({ assignee: 'ben', epoch: 2 })] }))

  const [ana, ben, all] = [await reader.tasks({ person: 'ana' }), await reader.tasks({ person: 'ben' }), await reader.tasks({})]

  expect(ana).toMatchObject([{ assignee: 'ana', confirmed: false }])
  expect(ben).toMatchObject([{ assignee: 'ben', confirmed: false }])
  expect(all).toMatchObject([{ assignee: 'ben', confirmed: false }])
})

it('leaves a task confirmed that the unproven turn does not touch', async () => {
  await using lab = await databaseLab()
  const other = aTask({ step: 'pack', instance: 'pack#1', assignee: 'ben' })
  await proven(lab, aTurn({ tasks: [aTask(), other] }))
  await unproven(lab, aTurn({ turn: 2, tasks: [other] }))

  const tasks = await createCaseReader(lab).tasks({})

  expect(tasks.map(({ step, confirmed }) => [step, confirmed])).toEqual([['inspect', false], ['pack', true]])
})

it('gives a person what they claimed and a role what is for it', async () => {
  await using lab = await databaseLab()
  const reader = createCaseReader(lab)
  await proven(lab, aTurn({ caseId: 'A', tasks: [aTask({ caseId: 'A', assignee: null, claimedBy: 'ben' })] }))
  await proven(lab, aTurn({ caseId: 'B', tasks: [aTask({ caseId: 'B', forWhom: 'support', assignee: 'cleo' })] }))

  expect((await reader.tasks({ person: 'ben' })).map(({ caseId }) => caseId)).toEqual(['A'])
  expect((await reader.tasks({ roles: ['support'] })).map(({ caseId }) => caseId)).toEqual(['B'])
  expect(await reader.tasks({ person: 'dan', roles: ['nobody'] })).toEqual([])
})

it('tells the story in order: sealed, then proven, then not yet proven, and each event once', async () => {
  await using lab = await databaseLab()
  const reader = createCaseReader(lab)
  await proven(lab, aTurn({ events: [anEvent('step_started', { step: 'inspect', at: MORNING })] }))
  await createSealingStore(lab).chain((_caseId, error) => { throw error })
  await proven(lab, aTurn({ turn: 2, events: [anEvent('completed', { step: 'inspect', detail: { outcome: 'good' } })] }))
  await unproven(lab, aTurn({ turn: 3, events: [anEvent('case_closed', { actor: 'engine', detail: { outcome: 'refunded' } })] }))
  await unproven(lab, aTurn({ turn: 3, events: [anEvent('case_closed', { actor: 'engine', detail: { outcome: 'refunded' } })] }))

  const detail = await reader.case('CASE1')

  expect(detail?.timeline.map(({ position, type, confirmed }) => [position, type, confirmed])).toEqual([
    [1, 'step_started', true], [null, 'completed', true], [null, 'case_closed', false],
  ])
  expect(detail?.timeline[1]).toMatchObject({
    text: 'ana finished inspect: good', actor: 'person:ana', step: 'inspect', detail: { outcome: 'good' },
  })
})

it('shows what a case did outside, with what was answered', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  await proven(lab, aTurn())
  for (const key of ['k1', 'k2', 'k3']) await ledger.begin({ key, caseId: 'CASE1', action: 'shopify.refund', input: { a: 1 }, money: true })
  await ledger.finish('k1', { id: 'r1' }, 're_1')
  await ledger.refuse('k2', 'too-much', 'more than was paid')

  const effects = (await createCaseReader(lab).case('CASE1'))?.effects

  expect(effects?.map(({ key, state, reference, input, result }) => [key, state, reference, input, result])).toEqual([
    ['k1', 'done', 're_1', { a: 1 }, { id: 'r1' }],
    ['k2', 'refused', null, { a: 1 }, { code: 'too-much', message: 'more than was paid' }],
    ['k3', 'tried', null, { a: 1 }, null],
  ])
})

it('finds cases by state, SOP, assignee and text, and pages through them without gap or repeat', async () => {
  await using lab = await databaseLab()
  const reader = createCaseReader(lab)
  for (let index = 1; index <= 7; index += 1) {
    const caseId = `C${index}`
    const summary = aSummary({
      caseId, sop: index % 2 ? 'returns' : 'damage', label: `Order 50%_${index}`, key: `k${index}`,
      openedAt: MORNING + Math.floor(index / 2), state: index > 5 ? 'closed' : 'open',
    })
    const turn = aTurn({ caseId, summary, tasks: index === 3 ? [aTask({ caseId, assignee: 'zoe' })] : [] })
    await (index === 7 ? unproven(lab, turn) : proven(lab, turn))
  }
  const ids = async (filter: Partial<CaseFilter>): Promise<string> =>
    (await reader.cases({ limit: 50, ...filter })).map(({ caseId }) => caseId).join(' ')

  expect(await ids({})).toBe('C7 C6 C5 C4 C3 C2 C1')
  expect(await ids({ limit: 3 })).toBe('C7 C6 C5')
  expect(await ids({ limit: 3, before: 'C5' })).toBe('C4 C3 C2')
  expect(await ids({ limit: 3, before: 'C7' })).toBe('C6 C5 C4')
  expect(await ids({ before: 'nobody' })).toBe('')
  expect(await ids({ state: 'closed' })).toBe('C7 C6')
  expect(await ids({ sop: 'damage', state: 'open' })).toBe('C4 C2')
  expect(await ids({ assignee: 'zoe' })).toBe('C3')
  expect(await ids({ text: '50%_4' })).toBe('C4')
  expect(await ids({ text: 'ORDER 50' })).toBe('C7 C6 C5 C4 C3 C2 C1')
  expect(await ids({ text: '5%4' })).toBe('')
  expect(await reader.case('nobody')).toBeUndefined()
  expect(await reader.task('C3', 'nothing')).toBeUndefined()
})

it('what could not be taken back is an alarm as soon as a person has it, one however often its card changes', async () => {
  await using lab = await databaseLab()
  const undoing = (of: Partial<TaskCard> = {}): TaskCard => aTask({ instance: 'pay#1~undo', step: 'pay', kind: 'exception', problem: { code: 'gone', message: 'the provider always answers 500', step: 'pay' }, choices: ['retry', 'done_by_hand', 'give_up'], ...of })
  await proven(lab, aTurn({ tasks: [aTask(), aTask({ instance: 'pay#1', step: 'pay', kind: 'exception' })] }))
  expect(await createAlarms(lab).since(0)).toEqual([])

  await proven(lab, aTurn({ turn: 2, tasks: [undoing()] }))
  await proven(lab, aTurn({ turn: 3, tasks: [undoing({ epoch: 2 })] }))
  expect(await createAlarms(lab).since(0)).toMatchObject([
    { kind: 'undo-failed', subject: 'CASE1 pay#1~undo', message: 'case CASE1: "pay" could not be taken back, and waits for a person: the provider always answers 500', times: 1 },
  ])
})
