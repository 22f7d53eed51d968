import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCases } from '../../../adapters/temporal/cases.ts'
import { connectEngine } from '../../../adapters/temporal/connection.ts'
import { createHistories } from '../../../adapters/temporal/histories.ts'
import type { Command } from '../../../domain/event.ts'
import { openCaseLab } from '../../harness/case-lab.ts'
import type { CaseLab } from '../../harness/case-lab.ts'
import { temporalAddress } from '../../harness/engine.ts'
import { eventually } from '../../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../../harness/mini-plan.ts'
import { scriptedWorld } from '../../harness/scripted-world.ts'

const lab = () => openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }) })

async function aTask(at: CaseLab): Promise<string> {
  const id = `R-${randomUUID()}`
  const { caseId } = await at.open({ plan: miniPlan(), key: id, trigger: 'shop.return', event: { id, order: 'O-1' } })
  await eventually(async () => (await at.reader.tasks({})).find((task) => task.caseId === caseId && task.assignee !== null))
  return caseId
}
const foreign = (commandId: string, note = ''): Command => ({
  do: 'complete',
  commandId,
  by: 'ana',
  via: 'api',
  step: 'inspect',
  outcome: 'foreign',
  form: { note },
})
const refusalOf = (doing: Promise<unknown>) =>
  doing.then(
    () => undefined,
    (error: { refusal?: { code: string; message: string } }) => error.refusal ?? error,
  )

test('a command on a closed case says how and when it was closed', async () => {
  await using at = await lab()
  const caseId = await aTask(at)
  await at.cases.command(caseId, foreign('c1'))
  const handle = await at.handle(caseId)
  await handle.result()
  await eventually(async () => ((await at.reader.case(caseId))?.summary.state === 'closed' ? true : undefined))

  const refusal = await refusalOf(at.cases.command(caseId, foreign('c2')))

  expect(refusal).toMatchObject({ code: 'case-closed', message: expect.stringMatching(/was closed as "declined" on \d{4}-/) })
  expect(await refusalOf(at.cases.command('NOBODY', foreign('c3')))).toMatchObject({ code: 'unknown-case' })
})

test('the same command again gets the first answer, also after the case has closed', async () => {
  await using at = await lab()
  const caseId = await aTask(at)

  const first = await at.cases.command(caseId, foreign('c1'))
  const again = await at.cases.command(caseId, foreign('c1'))
  await (await at.handle(caseId)).result()
  const later = await at.cases.command(caseId, foreign('c1'))
  const byAnotherWay = await at.cases.command(caseId, { ...foreign('c1'), via: 'slack' })

  expect(again).toEqual(first)
  expect(later).toEqual(first)
  expect(byAnotherWay).toEqual(first)
})

test('the same command id with another content is refused and changes nothing', async () => {
  await using at = await lab()
  const caseId = await aTask(at)
  await at.cases.command(caseId, { do: 'claim', commandId: 'c1', by: 'ana', via: 'api', step: 'inspect' })

  expect(await refusalOf(at.cases.command(caseId, foreign('c1')))).toMatchObject({ code: 'command-reused' })
  expect((await at.reader.case(caseId))?.summary.state).toBe('open')
})

test('an answered command is proven in the record when the answer arrives', async () => {
  await using at = await lab()
  const caseId = await aTask(at)

  await at.cases.command(caseId, { do: 'claim', commandId: 'c1', by: 'bo', via: 'api', step: 'inspect' })

  expect((await at.reader.case(caseId))?.tasks).toMatchObject([{ claimedBy: 'bo', confirmed: true }])
})

test('without a worker a command waits no longer than its patience, and sending it again is safe', async () => {
  await using at = await lab()
  const nobody = { ...at, taskQueue: `nobody-${randomUUID()}`, patienceMs: 700 }
  const cases = createCases(nobody)
  const { caseId, started } = await cases.open({
    plan: miniPlan(),
    key: randomUUID(),
    trigger: 'shop.return',
    openedBy: 'shop',
    event: { id: 'x', order: 'O-1' },
    windable: false,
  })

  const away = await refusalOf(cases.command(caseId, foreign('c1')))

  expect(started).toBe(true)
  expect(away).toMatchObject({ name: 'Away', what: 'engine', message: expect.stringContaining('same command id') })
})

test('an engine out of reach is named with its address, for opening and for commands', async () => {
  await using at = await lab()
  const caseId = await aTask(at)
  const engine = connectEngine({ TEMPORAL_ADDRESS: '127.0.0.1:1' })
  const cases = createCases({ ...at, engine, patienceMs: 700 })

  const opening = await refusalOf(
    cases.open({ plan: miniPlan(), key: randomUUID(), trigger: 'shop.return', openedBy: 'shop', event: {}, windable: false }),
  )
  const command = await refusalOf(cases.command(caseId, foreign('c1')))
  await engine.close()

  for (const error of [opening, command]) expect(error).toMatchObject({ name: 'Away', what: 'engine' })
})

test('the history of a run tells the tokens of its turns and that it has ended; an unknown run is undefined', async () => {
  await using at = await lab()
  const caseId = await aTask(at)
  const handle = await at.handle(caseId)
  const { runId } = await handle.describe()
  const histories = createHistories(at.engine)

  const running = await histories.tokens(handle.workflowId, runId)
  await at.cases.command(caseId, foreign('c1'))
  await handle.result()
  const ended = await histories.tokens(handle.workflowId, runId)
  const { rows } = await at.database.pool.query<{ token: string }>('select token from turn where case_id = $1 order by turn', [caseId])

  expect(running?.ended).toBe(false)
  expect(ended?.ended).toBe(true)
  expect(ended?.tokens.map(({ token }) => token)).toEqual(expect.arrayContaining(rows.map(({ token }) => token)))
  expect(ended?.tokens.every((token) => token.runId === runId)).toBe(true)
  expect(await histories.tokens('case/none/none', randomUUID())).toBeUndefined()
})

test('a namespace that does not exist is no reason to think that a run is forgotten', async () => {
  const engine = connectEngine({ TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: 'elsewhere' })

  await expect(createHistories(engine).tokens('case/none/none', randomUUID())).rejects.toThrow()

  await engine.close()
})

test('the engine of the environment answers a ping, one that is away does not', async () => {
  const engine = connectEngine({ TEMPORAL_ADDRESS: temporalAddress() })
  const away = connectEngine({ TEMPORAL_ADDRESS: '127.0.0.1:1' })

  await expect(engine.ping(5_000)).resolves.toBeUndefined()
  await expect(away.ping(300)).rejects.toThrow()

  await Promise.all([engine.close(), away.close()])
})
