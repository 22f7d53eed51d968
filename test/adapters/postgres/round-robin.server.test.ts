import { expect, it } from 'vitest'
import { createCatalogue } from '../../../adapters/postgres/catalogue.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import { resolve } from '../../../domain/assignee.ts'
import type { Organisation } from '../../../domain/organisation.ts'
import { simulate } from '../../../domain/simulate.ts'
import { elapsed, aPlan, aTask as aTaskStep, role } from '../../harness/plans.ts'
import { anOrganisation, aRequest, aTask, aTurn } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const roundOf = (...people: readonly string[]): Organisation =>
  anOrganisation({ version: people.join('-'), roles: { warehouse: { id: 'warehouse', accountableFor: 'parcels', people, pick: 'round_robin' } } })

async function anOffice(organisation: Organisation) {
  const lab = await databaseLab()
  const catalogue = createCatalogue(lab)
  await catalogue.publishOrganisation(organisation, '')
  // A recorder for each turn: whose turn it is stands in the database and nowhere else.
  const given = async (caseId: string, id = 'inspect#1@1.0'): Promise<string | undefined> =>
    (await createRecorder(lab).record(aTurn({ caseId, requests: [aRequest({ caseId, id })], tasks: [aTask({ caseId, assignee: null })] }))).resolutions[0]?.people[0]
  return { lab, catalogue, given, [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() }
}

it('gives steps to the people of a role in the order of the file and round again, whatever else they were given', async () => {
  await using office = await anOffice(roundOf('cleo', 'ana', 'ben'))
  const { lab, given } = office
  await createRecorder(lab).record(aTurn({ caseId: 'ELSE', requests: [aRequest({ caseId: 'ELSE', target: 'ana' })], tasks: [aTask({ caseId: 'ELSE', assignee: null })] }))

  const people: (string | undefined)[] = []
  for (let nth = 1; nth <= 7; nth++) people.push(await given(`CASE-${nth}`))

  expect(people).toEqual(['cleo', 'ana', 'ben', 'cleo', 'ana', 'ben', 'cleo'])
  expect(await rows(lab, 'select * from role_turn')).toEqual([{ role: 'warehouse', person: 'cleo' }])
})

it('takes one turn for a request that is asked twice, and goes on after it when the people of the role change', async () => {
  await using office = await anOffice(roundOf('ana', 'ben', 'cleo'))
  const { catalogue, given } = office
  expect([await given('CASE-1'), await given('CASE-1'), await given('CASE-2'), await given('CASE-1')]).toEqual(['ana', 'ana', 'ben', 'ana'])
  await catalogue.publishOrganisation(roundOf('ben', 'boss', 'ana'), '')
  expect([await given('CASE-3'), await given('CASE-4')]).toEqual(['boss', 'ana'])
  await catalogue.publishOrganisation(roundOf('boss', 'cleo'), '')
  expect(await given('CASE-5')).toBe('boss')
})

it('gives thirty cases that open at once ten to each, and two steps of one turn to two people', async () => {
  await using office = await anOffice(roundOf('ana', 'ben', 'cleo'))
  const recorder = createRecorder(office.lab)
  const open = async (caseId: string) => (await recorder.record(aTurn({ caseId, requests: [aRequest({ caseId })] }))).resolutions[0]?.people[0]
  const given = [await open('CASE-0'), ...await Promise.all(Array.from({ length: 29 }, (_, nth) => open(`CASE-${nth + 1}`)))]
  expect(['ana', 'ben', 'cleo'].map((id) => given.filter((person) => person === id).length)).toEqual([10, 10, 10])

  const requests = ['inspect#1@1.0', 'pack#1@1.0'].map((id) => aRequest({ caseId: 'TWO', id, instance: id.slice(0, -4), step: id.slice(0, -6) }))
  const { resolutions } = await createRecorder(office.lab).record(aTurn({ caseId: 'TWO', requests }))
  const [first, second] = resolutions.map(({ people }) => people[0])
  expect(first).not.toBe(second)
  const after = await office.given('AFTER')
  expect(new Set([first, second, after]).size).toBe(3)
})

it('agrees with the simulator, which keeps a history of its own', async () => {
  const organisation = roundOf('ben', 'cleo', 'ana')
  await using office = await anOffice(organisation)
  const steps = ['one', 'two', 'three', 'four', 'five'].map((id, index, all) =>
    aTaskStep(id, { assign: role('warehouse'), sla: { finish: elapsed(3_600_000) }, routes: { done: all[index + 1] === undefined ? { finish: 'done' } : { to: all[index + 1] ?? '' } } }))
  const people = Object.fromEntries(steps.map(({ id }) => [id, [{ kind: 'complete' as const, after: 1000, outcome: 'done', form: {} }]]))
  const { owners } = simulate(aPlan(steps), organisation, {
    name: 'round', startsAt: Date.UTC(2026, 10, 20, 9), trigger: 'shop.return', openedBy: 'shop', event: { id: 'R-1' }, facts: {}, systems: {}, people, exceptions: {}, expect: {},
  })

  const recorded: (string | undefined)[] = []
  for (const { id } of steps) recorded.push(await office.given('CASE1', `${id}#1@1.0`))

  expect(recorded).toEqual(['ben', 'cleo', 'ana', 'ben', 'cleo'])
  expect(steps.map(({ id }) => owners[id])).toEqual(recorded)
  expect(resolve(organisation, aRequest(), () => ({ openTasks: 0, lastAssignedAt: 0 }), () => recorded.at(-1)).people).toEqual(['ana'])
})
