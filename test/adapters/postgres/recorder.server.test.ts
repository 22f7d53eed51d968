import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCatalogue } from '../../../adapters/postgres/catalogue.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import type { Recorder, Token, Turn } from '../../../domain/ports.ts'
import { anOrganisation, aRequest, aSummary, aTask, aTurn } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const states = 'select run_id, turn, state from turn order by id'

it('keeps both insertions of a turn that was recorded twice, and believes neither', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)

  const first = await recorder.record(aTurn())
  const second = await recorder.record(aTurn())

  expect(first.token.token).not.toBe(second.token.token)
  expect(await rows(lab, states)).toEqual([
    { run_id: 'run-1', turn: 1, state: 'unproven' },
    { run_id: 'run-1', turn: 1, state: 'unproven' },
  ])
  expect(await rows(lab, 'select * from case_summary')).toEqual([])
})

it('believes a turn that the next one proves, discards its rival and moves the work list', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await recorder.record(aTurn({ tasks: [aTask({ assignee: 'bob' })] }))
  const { token } = await recorder.record(aTurn({ tasks: [aTask({ assignee: 'ana' })] }))

  await recorder.record(aTurn({ turn: 2, proves: [token] }))

  expect((await rows(lab, states)).map(({ state }) => state)).toEqual(['discarded', 'proven', 'unproven'])
  expect(await rows(lab, 'select assignee, for_whom from assignment')).toEqual([{ assignee: 'ana', for_whom: 'warehouse' }])
})

it('discards a late insertion of a turn that is already proven', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const { token } = await recorder.record(aTurn())
  await recorder.prove('CASE1', [token])

  await recorder.record(aTurn())

  expect((await rows(lab, states)).map(({ state }) => state)).toEqual(['proven', 'discarded'])
})

it('takes a proof again without changing anything', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const { token } = await recorder.record(aTurn({ tasks: [aTask()] }))
  await recorder.prove('CASE1', [token])
  const before = await rows(lab, 'select xmin::text, * from case_summary')

  await recorder.prove('CASE1', [token, { runId: 'run-1', turn: 9, token: 'nobody' }])

  expect(await rows(lab, 'select xmin::text, * from case_summary')).toEqual(before)
})

it('believes Temporal when it keeps a turn that was discarded too early', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const { token } = await recorder.record(aTurn())
  await lab.pool.query(`select settle_turns('CASE1', $1, 'discarded')`, [JSON.stringify([token])])

  await recorder.prove('CASE1', [token])

  expect((await rows(lab, states)).map(({ state }) => state)).toEqual(['proven'])
})

it('lets the projections end the same in whatever order turns are proven, rivals and a reset included', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  // Run 2 is the reset, though run 1 came further; rows do not arrive in the order of turns.
  const recorded = ['run-1/1', 'run-1/4', 'run-1/2', 'run-2/3', 'run-1/3', 'run-2/2']
  const expected = [{ summary: 'run-2/3', assignee: 'run-2/3' }]
  let caseNumber = 0

  const [anyOrder, rivals] = [fc.shuffledSubarray(recorded, { minLength: 6 }), fc.array(fc.constantFrom(...recorded), { maxLength: 3 })]
  await fc.assert(fc.asyncProperty(anyOrder, rivals, async (order, twice) => {
    caseNumber += 1
    const caseId = `CASE-${caseNumber}`
    const tokens = await recordAll(recorder, caseId, [...recorded, ...twice])

    for (const name of order) await recorder.prove(caseId, [tokens.get(name)!])

    expect(await rows(lab, `select s.summary::json ->> 'standing' as summary, a.assignee
      from case_summary s left join assignment a using (case_id) where s.case_id = $1`, [caseId])).toEqual(expected)
    expect(await rows(lab, `select state, count(*) from turn where case_id = $1 group by state order by state`, [caseId]))
      .toEqual([...(twice.length > 0 ? [{ state: 'discarded', count: twice.length }] : []), { state: 'proven', count: 6 }])
  }), { numRuns: 40, seed: 7 })
})

/** Records turns in order, the later ones as rivals, and gives the token of each name's first insertion. */
async function recordAll(recorder: Recorder, caseId: string, names: readonly string[]): Promise<Map<string, Token>> {
  const tokens = new Map<string, Token>()
  for (const name of names) {
    const [runId, turn] = name.split('/') as [string, string]
    const { token } = await recorder.record(named(caseId, runId, Number(turn)))
    if (!tokens.has(name)) tokens.set(name, token)
  }
  return tokens
}

const named = (caseId: string, runId: string, turn: number): Turn => aTurn({
  caseId, runId, turn,
  summary: aSummary({ caseId, standing: `${runId}/${turn}` }), tasks: [aTask({ caseId, assignee: `${runId}/${turn}` })],
})

it('answers a request for an owner once: a repeat gets the first answer, although the organisation changed', async () => {
  await using lab = await databaseLab()
  const [recorder, catalogue] = [createRecorder(lab), createCatalogue(lab)]
  await catalogue.publishOrganisation(anOrganisation(), 'first')
  const first = await recorder.record(aTurn({ requests: [aRequest()], tasks: [aTask({ assignee: null })] }))
  await catalogue.publishOrganisation(anOrganisation({ version: 'org-2', roles: {} }), 'second')

  const repeat = await recorder.record(aTurn({ requests: [aRequest()], tasks: [aTask({ assignee: null })] }))
  const other = await recorder.record(aTurn({ caseId: 'CASE2', requests: [aRequest({ caseId: 'CASE2' })] }))

  expect(first.resolutions.map(({ people }) => people)).toEqual([['ana']])
  expect(repeat.resolutions).toEqual(first.resolutions)
  expect(other.resolutions.map(({ people, organisationVersion }) => [people, organisationVersion])).toEqual([[['boss'], 'org-2']])
})

it('asks a fixed order of people at once, and still follows an organisation that has changed and a request that was answered', async () => {
  await using lab = await databaseLab()
  const catalogue = createCatalogue(lab)
  const inOrder = (version: string, people: readonly string[]) =>
    anOrganisation({ version, roles: { warehouse: { id: 'warehouse', accountableFor: 'parcels', people, pick: 'first' } } })
  const recorder = createRecorder(lab)
  const ownerOf = async (caseId: string) => (await recorder.record(aTurn({ caseId, requests: [aRequest({ caseId })] }))).resolutions[0]?.people
  await catalogue.publishOrganisation(inOrder('org-1', ['ana', 'ben']), '')

  expect(await ownerOf('CASE1')).toEqual(['ana'])
  expect(await ownerOf('CASE2')).toEqual(['ana'])
  await catalogue.publishOrganisation(inOrder('org-2', ['ben', 'ana']), '')
  expect(await ownerOf('CASE3')).toEqual(['ben'])
  expect(await ownerOf('CASE2')).toEqual(['ana'])
})

it('puts the owner into the work list that is shown', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await createCatalogue(lab).publishOrganisation(anOrganisation(), '')
  const { token } = await recorder.record(aTurn({ requests: [aRequest()], tasks: [aTask({ assignee: null })] }))

  await recorder.prove('CASE1', [token])

  expect(await rows(lab, 'select assignee from assignment')).toEqual([{ assignee: 'ana' }])
})

it('spreads thirty cases that open at once evenly over three equally busy people, before any of it is proven', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await createCatalogue(lab).publishOrganisation(anOrganisation(), '')

  const recorded = await Promise.all(Array.from({ length: 30 }, (_, index) => {
    const caseId = `CASE-${index}`
    return recorder.record(aTurn({ caseId, requests: [aRequest({ caseId })], tasks: [aTask({ caseId, assignee: null })] }))
  }))

  const given = recorded.map(({ resolutions }) => resolutions[0]?.people[0])
  expect(['ana', 'ben', 'cleo'].map((id) => given.filter((person) => person === id).length)).toEqual([10, 10, 10])
})

it('counts a task that is not yet proven as work that a person has', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await createCatalogue(lab).publishOrganisation(anOrganisation(), '')
  await recorder.record(aTurn({ caseId: 'OTHER', tasks: [aTask({ caseId: 'OTHER', assignee: 'ana' })] }))

  const { resolutions } = await recorder.record(aTurn({ requests: [aRequest()], tasks: [aTask({ assignee: null })] }))

  expect(resolutions[0]?.people).toEqual(['ben'])
})

it('gives two tasks of one turn to two people', async () => {
  await using lab = await databaseLab()
  await createCatalogue(lab).publishOrganisation(anOrganisation(), '')

  const { resolutions } = await createRecorder(lab).record(aTurn({
    requests: [aRequest(), aRequest({ id: 'pack#1@1.0', instance: 'pack#1', step: 'pack' })],
    tasks: [aTask({ assignee: null }), aTask({ assignee: null, instance: 'pack#1', step: 'pack' })],
  }))

  expect(resolutions.map(({ people }) => people)).toEqual([['ana'], ['ben']])
})

it('gives a step to the sink when its assignee came out of a text that names nobody, whatever characters it has', async () => {
  await using lab = await databaseLab()
  await createCatalogue(lab).publishOrganisation(anOrganisation(), '')

  const { resolutions } = await createRecorder(lab).record(aTurn({ requests: [aRequest({ target: 'a\u0000b' })], tasks: [aTask({ assignee: null })] }))

  expect(resolutions).toMatchObject([{ people: ['boss'], fallback: true }])
})

it('keeps nothing of a turn whose owner cannot be found out, and says what is missing', async () => {
  await using lab = await databaseLab()

  await expect(createRecorder(lab).record(aTurn({ requests: [aRequest()] }))).rejects.toThrow('no organisation is published')

  expect(await rows(lab, states)).toEqual([])
})

it('records what customers can send: an escaped NUL, half a surrogate pair, quotes and braces', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const nasty = 'a\u0000b \ud83d {"x"} \\ \' é 🎉'
  const { token } = await recorder.record(aTurn({
    events: [{ type: 'completed', at: 1, actor: 'person:ana', detail: { note: nasty } }],
    summary: aSummary({ label: nasty, key: nasty }), tasks: [aTask({ title: nasty, label: nasty })],
  }))

  await recorder.prove('CASE1', [token])

  const [row] = await rows(lab, `
    select s.summary, a.card, t.events[1] as event from case_summary s join assignment a using (case_id) join turn t using (case_id)`)
  expect(JSON.parse(row!['summary'] as string)).toMatchObject({ label: nasty })
  expect(JSON.parse(row!['card'] as string)).toMatchObject({ title: nasty })
  expect(JSON.parse(row!['event'] as string)).toMatchObject({ detail: { note: nasty } })
})

it('never answers a turn by what another one asked that did not happen: not for whom, and not why, when or by whom it was asked', async () => {
  await using lab = await databaseLab()
  await createCatalogue(lab).publishOrganisation(anOrganisation(), '')
  const recorder = createRecorder(lab)
  const ask = async (of: Parameters<typeof aRequest>[0]) => {
    const { resolutions: [found] } = await recorder.record(aTurn({ requests: [aRequest(of)], tasks: [aTask({ assignee: null })] }))
    return found
  }
  await ask({ purpose: 'escalate', level: 1, by: 'ana', because: 'ana escalated it by hand', at: 1_000, dueAt: 1_000 })

  const byTimer = await ask({ purpose: 'escalate', level: 1, at: 2_000, dueAt: 1_500, because: 'nobody has taken it' })
  expect(byTimer?.request).toMatchObject({ at: 2_000, dueAt: 1_500, because: 'nobody has taken it' })
  expect(byTimer?.request).not.toHaveProperty('by')
  expect((await ask({ purpose: 'escalate', level: 1, target: 'ben' }))?.people).toEqual(['ben'])
})
