import { expect, test } from 'vitest'
import { createDelivering, deliverItem, tellDue, tellRosterNews } from '../../dispatcher/deliver.ts'
import { Away } from '../../domain/away.ts'
import { unreadableEvent } from '../../domain/inbox.ts'
import type { Plan, Tree } from '../../domain/plan.ts'
import type { Arrivals, OpenRequest, RosterNews, StoredItem } from '../../domain/ports.ts'
import { nothingMore } from '../harness/plans.ts'

const field = (name: string): Tree => ({ is: 'read', path: ['event', name] })
const aPlan = (sop: string, over: { if?: Tree; key?: Tree } = {}): Plan => ({
  format: 1,
  sop,
  title: sop,
  why: '',
  version: 'v1',
  owner: 'o',
  zone: 'UTC',
  zoneOffsets: [[0, 0]],
  escalation: { levels: [] },
  triggers: [{ kind: 'event', on: 'shopify.return_requested', key: field('return_id'), ...over }],
  parameters: {},
  facts: {},
  lets: {},
  steps: [],
  outcomes: [],
  messages: {},
  ...nothingMore,
})
const anItem = (event: StoredItem['event']): StoredItem => ({
  id: '1',
  attempts: 1,
  source: 'shopify',
  deliveryId: 'd',
  eventId: 'e',
  topic: 'returns/request',
  body: '{}',
  event,
})
const aReturn = { name: 'shopify.return_requested', fields: { return_id: 'R1', reason: 'unwanted' } }

function cases(answer: (request: OpenRequest) => Promise<{ caseId: string; started: boolean }>) {
  const asked: OpenRequest[] = []
  return {
    asked,
    deps: {
      windable: false,
      cases: {
        open: (request: OpenRequest) => {
          asked.push(request)
          return answer(request)
        },
      },
    },
  }
}
const opening = () => cases(async ({ plan }) => ({ caseId: `C-${plan.sop}`, started: true }))

test('an event opens a case of each SOP that waits for it, under the key of its trigger', async () => {
  const { deps, asked } = opening()

  const verdict = await deliverItem(deps, [aPlan('returns'), aPlan('fraud')], anItem(aReturn))

  expect(asked.map(({ plan, key, trigger, openedBy }) => [plan.sop, key, trigger, openedBy])).toEqual([
    ['returns', 'R1', 'shopify.return_requested', 'shopify'],
    ['fraud', 'R1', 'shopify.return_requested', 'shopify'],
  ])
  expect(verdict).toEqual({
    state: 'delivered',
    caseId: 'C-returns',
    note: 'opened case C-returns of "returns"; opened case C-fraud of "fraud"',
  })
})

test('a repeat belongs to the case that is there', async () => {
  const { deps } = cases(async () => ({ caseId: 'C1', started: false }))

  expect(await deliverItem(deps, [aPlan('returns')], anItem(aReturn))).toEqual({
    state: 'delivered',
    caseId: 'C1',
    note: 'belongs to case C1 of "returns"',
  })
})

test('an event that no SOP wants is delivered with a note and opens nothing', async () => {
  const { deps, asked } = opening()
  const never: Tree = { is: 'value', value: false }

  const verdict = await deliverItem(deps, [aPlan('returns', { if: never })], anItem(aReturn))
  const topic = await deliverItem(deps, [aPlan('returns')], anItem(null))

  expect(verdict).toEqual({ state: 'delivered', caseId: null, note: 'no SOP is opened by this "shopify.return_requested"' })
  expect(topic).toMatchObject({ state: 'delivered', note: 'topic "returns/request" opens nothing' })
  expect(asked).toEqual([])
})

test('with the engine or the database away the event waits and loses nothing', async () => {
  const engine = cases(() => Promise.reject(new Away('engine', 'the engine is out of reach')))
  const database = cases(() => Promise.reject(new Away('database', 'the database is out of reach')))

  expect(await deliverItem(engine.deps, [aPlan('returns')], anItem(aReturn))).toEqual({
    state: 'later',
    reason: 'the engine is out of reach',
  })
  expect(await deliverItem(database.deps, [aPlan('returns')], anItem(aReturn))).toEqual({
    state: 'later',
    reason: 'the database is out of reach',
  })
})

test('while no SOP is published the event waits, because nobody can tell whether one wants it', async () => {
  const { deps, asked } = opening()

  expect(await deliverItem(deps, [], anItem(aReturn))).toMatchObject({ state: 'later', reason: expect.stringContaining('no SOP is published') })
  expect(await deliverItem(deps, [], anItem(null))).toMatchObject({ state: 'delivered' })
  expect(asked).toEqual([])
})

test('an event that a trigger cannot read is parked with the reason, not lost in silence', async () => {
  const { deps } = opening()

  const verdict = await deliverItem(deps, [aPlan('returns', { key: field('missing') })], anItem(aReturn))

  expect(verdict.state).toBe('parked')
  expect(verdict).toHaveProperty('reason', expect.stringContaining('the trigger of "returns" does not fit'))
})

test('one SOP that cannot read an event does not keep it from another', async () => {
  const { deps } = opening()

  const verdict = await deliverItem(deps, [aPlan('broken', { key: field('missing') }), aPlan('returns')], anItem(aReturn))

  expect(verdict).toMatchObject({ state: 'delivered', caseId: 'C-returns', note: expect.stringContaining('"broken"') })
})

test('a webhook that could not be read is parked at once', async () => {
  const { deps, asked } = opening()

  expect(await deliverItem(deps, [aPlan('returns')], anItem(unreadableEvent('shopify', '"name" is missing')))).toEqual({
    state: 'parked',
    reason: 'the webhook cannot be read: "name" is missing',
  })
  expect(asked).toEqual([])
})

test('what nobody expected is thrown, so that the inbox counts the try', async () => {
  const { deps } = cases(() => Promise.reject(new RangeError('bug')))

  await expect(deliverItem(deps, [aPlan('returns')], anItem(aReturn))).rejects.toThrow('bug')
})

test('an event that a case cannot be told of is put off and reported, and keeps no other from its case', async () => {
  const answers: unknown[] = []
  const stuck: unknown[] = []
  const due = ['c1', 'c2', 'c3'].map((caseId) => ({ caseId, arrival: { id: `in-${caseId}`, name: 'carrier.scanned', fields: {}, at: 0 } }))
  const arrivals = {
    async deliver(_limit: number, tell: Parameters<Arrivals['deliver']>[1]) {
      for (const { caseId, arrival } of due) answers.push(await tell(caseId, arrival))
      return due.length
    },
  }
  const tell = async (caseId: string): Promise<'told'> => {
    if (caseId === 'c1') throw new Error('too large for the engine')
    if (caseId === 'c2') throw new Away('engine', 'the engine is out of reach')
    return 'told'
  }

  expect(await tellDue({ arrivals, cases: { tell }, onStuck: (caseId, { id }, error) => stuck.push([caseId, id, (error as Error).message]) })).toBe(3)

  expect(answers).toEqual([{ later: 'too large for the engine' }, { later: 'the engine is out of reach' }, 'told'])
  expect(stuck).toEqual([['c1', 'in-c1', 'too large for the engine']])
})

test('cases that cannot be told of a change to a roster are told later, and why is kept', async () => {
  const news = { id: 'r1', kind: 'made', roster: 'leads', person: null, by: 'olu', via: 'console', what: 'x' } as unknown as RosterNews
  const said: unknown[] = []
  const rosterChanges = { deliverNews: async (_limit: number, tell: (news: RosterNews) => Promise<unknown>) => said.push(await tell(news)) }
  const pass = (tellNews: () => Promise<readonly { caseId: string; why: string }[]>) => tellRosterNews({ rosterChanges, tellNews })

  await pass(async () => [])
  await pass(async () => [{ caseId: 'c1', why: 'the engine is away' }, { caseId: 'c2', why: 'the engine is away' }])
  await pass(async () => { throw new Error('the database is away') })

  expect(said).toEqual(['told', { later: '2 cases cannot be told yet, such as c1: the engine is away' }, { later: 'the database is away' }])
})

test('while the engine is away it is asked once a second, and what opens no case is settled all the same', async () => {
  const { deps, asked } = cases(async () => { throw new Away('engine', 'the engine is away') })
  const settled: string[] = []
  let now = 0
  const inbox: Parameters<typeof createDelivering>[0]['inbox'] = {
    async deliver(limit, deliver, decide) {
      for (const item of [anItem(aReturn), anItem(null)]) {
        const delivered = decide?.(item) ?? (limit > 0 ? await deliver(item) : undefined)
        if (delivered) settled.push(delivered.state)
      }
      return 0
    },
  }
  const pass = createDelivering({ ...deps, inbox, catalogue: { all: async () => [aPlan('returns')] } }, () => now)

  await pass()
  expect(settled).toEqual(['later', 'delivered'])
  now = 999
  await pass()
  expect(settled).toEqual(['later', 'delivered', 'delivered'])
  now = 1_000
  await pass()

  expect(asked).toHaveLength(2)
})
