import { expect, it } from 'vitest'
import { ChannelError } from '../../domain/delivery.ts'
import type { ChannelFailure } from '../../domain/delivery.ts'
import { refreshCards } from '../../dispatcher/refresh-cards.ts'
import { createSlots } from '../../dispatcher/slots.ts'
import { MORNING, anEvent, aSummary } from '../adapters/postgres/builders.ts'
import { assignedTo, escalatedTo, messageLab, organisation, scriptedChannel } from './message-lab.ts'

const fails = (failure: ChannelFailure, code: string, retryAfterMs?: number) => () => { throw new ChannelError(failure, code, `Slack says ${code}`, retryAfterMs) }
const MINUTE = 60_000

it('tells whoever gets a step by Slack, once, and says so on the case', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [anEvent('step_started', { step: 'inspect', instance: 'inspect#1' }), assignedTo('ana')])

  expect([await lab.plan(), await lab.send()]).toEqual([1, 1])
  expect([await lab.plan(), await lab.send()]).toEqual([0, 0])

  expect(slack.handed.map(({ outgoing: { delivery, person, task, caseUrl, caseLabel, over } }) => ({ to: delivery.address, kind: delivery.kind, headline: delivery.headline, person: person?.id, task: task?.step, caseUrl, caseLabel, over })))
    .toEqual([{ to: 'U-ana', kind: 'task', headline: 'Inspect the parcel is yours: first in the role "warehouse"', person: 'ana', task: 'inspect', caseUrl: 'https://ops.shop.test/cases/C1', caseLabel: 'Return C1', over: null }])
  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ person: 'ana', channel: 'slack', state: 'sent', tries: 1, reference: 'U-ana/1', possibleRepeat: false, nextAt: null }])
})

it('tells nobody of a turn that did not happen, and of one that was proven twice once', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  const { rows: [turn] } = await lab.pool.query<{ run_id: string; turn: number; token: string }>('select run_id, turn, token from turn')
  await lab.pool.query('select prove_turns($1, $2)', ['C1', JSON.stringify([{ runId: turn!.run_id, turn: turn!.turn, token: turn!.token }])])
  await lab.pool.query(`insert into turn (case_id, workflow_id, run_id, run_order, turn, token, state, events, listing, summary, tasks, assignees, targets)
    select case_id, workflow_id, run_id, run_order, 2, 'never', 'unproven', events, listing, summary, tasks, assignees, targets from turn`)

  expect(await lab.plan()).toBe(1)
  await lab.send()

  expect(slack.handed).toHaveLength(1)
})

it('waits as long as Slack asks for after a 429, and then sends it once', async () => {
  const slack = scriptedChannel('slack', (_outgoing, time) => (time === 1 ? fails('later', 'ratelimited', 30_000)() : undefined))
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()

  await lab.send()
  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ state: 'due', tries: 1, reason: 'Slack says ratelimited (ratelimited)', possibleRepeat: false }])
  await lab.later(29_000)
  expect(await lab.send()).toBe(0)
  await lab.later(1_500)
  expect(await lab.send()).toBe(1)

  expect(slack.handed).toHaveLength(1)
  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ state: 'sent', tries: 2, possibleRepeat: false }])
})

it('leaves a whole address alone that Slack holds, and no other one', async () => {
  const slack = scriptedChannel('slack', (_outgoing, time) => (time === 1 ? fails('later', 'ratelimited', 30_000)() : undefined))
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.tell('C2', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.tell('C3', [assignedTo('ben')])
  await lab.plan()
  await lab.later(10_000)
  await lab.send()

  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.caseId)).toEqual(['C3'])
  await lab.later(20_500)
  await lab.send()
  await lab.later(1_000)
  await lab.send()
  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.caseId).toSorted()).toEqual(['C1', 'C2', 'C3'])
})

it('goes by mail to whoever cannot be reached in Slack, then to the manager, then to whoever gets what nobody else can; then it fails with an alarm', async () => {
  const slack = scriptedChannel('slack', fails('unreachable', 'user_disabled'))
  const email = scriptedChannel('email', fails('unreachable', '550'))
  await using lab = await messageLab([slack, email])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()

  for (let way = 1; way <= 8; way += 1) await lab.send()

  const listed = await lab.deps.deliveries.ofCase('C1')
  expect(listed.map(({ person, channel, state }) => [person, channel, state])).toEqual([
    ['ana', 'slack', 'failed_over'], ['ana', 'email', 'failed_over'], ['cleo', 'slack', 'failed_over'], ['cleo', 'email', 'failed_over'], ['boss', 'slack', 'failed_over'], ['boss', 'email', 'failed'],
  ])
  expect(listed[2]?.headline).toBe('ana could not be reached: Inspect the parcel is yours: first in the role "warehouse"')
  expect(await lab.alarms()).toMatchObject([{ kind: 'message-undelivered', subject: 'ana' }])
  expect(await lab.send()).toBe(0)
})

it('asks a channel whose credentials were refused only once, tells everybody by mail, and raises an alarm', async () => {
  let asked = 0
  const slack = scriptedChannel('slack', () => { asked += 1; fails('credentials', 'token_revoked')() })
  const email = scriptedChannel('email')
  await using lab = await messageLab([slack, email])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.tell('C2', [assignedTo('ben')])
  await lab.plan()
  await lab.send()
  await lab.send()

  expect(asked).toBe(1)
  expect(email.handed.map(({ outgoing }) => outgoing.delivery.address).sort()).toEqual(['ana@shop.test', 'ben@shop.test'])
  expect(await lab.alarms()).toMatchObject([{ kind: 'channel-down', subject: 'slack' }])
})

it('keeps a message that nobody can be told by any channel, and says so', async () => {
  await using lab = await messageLab([])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()

  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ person: 'ana', state: 'failed', reason: 'Slack and email are off', nextAt: null }])
  expect(await lab.alarms()).toMatchObject([{ kind: 'message-undelivered', subject: 'everybody' }])
})

it('marks what may have been sent when it sends it again', async () => {
  const slack = scriptedChannel('slack', (_outgoing, time) => (time === 1 ? fails('unknown', 'econnreset')() : undefined))
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.later(2_000)
  await lab.send()

  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.possibleRepeat)).toEqual([true])
  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ state: 'sent', possibleRepeat: true }])
})

it('gives up waiting for a channel that does not answer, and counts the message as one that may have been sent', async () => {
  const slack = scriptedChannel('slack', () => new Promise(() => undefined))
  await using lab = await messageLab([slack], { timeoutMs: 20 })
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()

  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ state: 'due', possibleRepeat: true, reason: 'slack did not answer within 0.02 s (timeout)' }])
})

it('lets quiet hours delay what is not urgent, and only that', async () => {
  const slack = scriptedChannel('slack')
  const asleep = organisation()
  // Nine in the morning is in the middle of the night for Ana.
  const people = { ...asleep.people, ana: { ...asleep.people['ana']!, quiet: { from: 22 * 60, to: 34 * 60 } } }
  await using lab = await messageLab([slack], { organisation: { ...asleep, people }, now: () => MORNING })
  await lab.tell('C1', [assignedTo('ana')])
  await lab.tell('C2', [escalatedTo('ana')])
  await lab.plan()
  await lab.send()
  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.kind)).toEqual(['told'])

  await lab.later(59 * MINUTE)
  expect(await lab.send()).toBe(0)
  await lab.later(2 * MINUTE)
  await lab.send()

  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.kind)).toEqual(['told', 'task'])
})

it('begins no more of a channel than that allows in all, urgent ones first, and leaves the other channels their room', async () => {
  const slack: ReturnType<typeof scriptedChannel> = { ...scriptedChannel('slack'), free: (what) => (what === 'send' ? 1 : 0) }
  const email = scriptedChannel('email')
  const { people, ...rest } = organisation()
  const byMail = (id: string) => ({ ...people[id]!, slack: undefined as never })
  await using lab = await messageLab([slack, email], { organisation: { ...rest, people: { ...people, boss: byMail('boss') } } })
  await lab.tell('C1', [assignedTo('ana')])
  await lab.tell('C2', [assignedTo('boss')], [{ assignee: 'boss' }])
  await lab.tell('C3', [escalatedTo('ben')])
  await lab.plan()

  expect(await lab.send()).toBe(2)
  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.address)).toEqual(['U-ben'])
  expect(email.handed.map(({ outgoing }) => outgoing.delivery.address)).toEqual(['boss@shop.test'])
  expect(await lab.send()).toBe(1)
  await lab.tell('C1', [anEvent('acknowledged')], [{ claimedBy: 'ana' }])
  expect(await lab.refresh()).toBe(0)
})

it('sends one message a second to one person, urgent ones first', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.tell('C2', [assignedTo('ana')])
  await lab.tell('C3', [escalatedTo('ana')])
  await lab.plan()

  expect(await lab.deps.deliveries.backlog()).toMatchObject({ due: 3, urgent: 1 })
  expect(await lab.send()).toBe(1)
  expect(await lab.send()).toBe(0)
  expect(await lab.deps.deliveries.backlog()).toMatchObject({ due: 2, urgent: 0 })
  for (let second = 1; second <= 2; second += 1) {
    await lab.later(1_000)
    await lab.send()
  }

  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.caseId)).toEqual(['C3', 'C1', 'C2'])
})

it('turns a storm into one digest that lists all, and tells what is urgent by itself before', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  for (let one = 1; one <= 12; one += 1) await lab.tell(`C${one}`, [assignedTo('ana')])
  await lab.tell('C13', [escalatedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.later(1_000)
  await lab.send()

  const [urgent, digest] = slack.handed
  expect(slack.handed).toHaveLength(2)
  expect(urgent?.outgoing).toMatchObject({ delivery: { kind: 'told', caseId: 'C13' }, items: [] })
  expect(digest?.outgoing).toMatchObject({ delivery: { kind: 'digest', headline: '12 messages for you, listed together', person: 'ana' }, task: null })
  expect(digest?.outgoing.items.map(({ caseLabel }) => caseLabel)).toEqual(Array.from({ length: 12 }, (_, index) => `Return C${index + 1}`))
  expect(digest?.outgoing.items[0]).toMatchObject({ title: 'Inspect the parcel', url: 'https://ops.shop.test/cases/C1', dueAt: MORNING + 3_600_000 })
  expect(await lab.deps.deliveries.ofCase('C7')).toMatchObject([{ kind: 'task', state: 'bundled', reference: digest?.reference }])
})

it('says in a digest that it may be a repeat', async () => {
  const slack = scriptedChannel('slack', (_outgoing, time) => (time === 1 ? fails('unknown', 'econnreset')() : undefined))
  await using lab = await messageLab([slack])
  for (let one = 1; one <= 12; one += 1) await lab.tell(`C${one}`, [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.later(2_000)
  await lab.send()

  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.headline)).toEqual(['12 messages for you, listed together (you may have had this before)'])
})

it('sends a digest by the next channel when it does not get through, with all that it lists', async () => {
  const slack = scriptedChannel('slack', fails('unreachable', 'user_disabled'))
  const email = scriptedChannel('email')
  await using lab = await messageLab([slack, email])
  for (let one = 1; one <= 12; one += 1) await lab.tell(`C${one}`, [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.send()

  expect(email.handed.map(({ outgoing }) => [outgoing.delivery.kind, outgoing.delivery.address, outgoing.items.length])).toEqual([['digest', 'ana@shop.test', 12]])
  expect(await lab.deps.deliveries.ofCase('C7')).toMatchObject([{ state: 'bundled', reference: email.handed[0]?.reference }])
})

it('keeps what has become pointless to itself: a step that is over or that somebody else has taken', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.tell('C1', [anEvent('completed', { step: 'inspect', instance: 'inspect#1' })], [])
  await lab.tell('C2', [assignedTo('ben')])
  await lab.tell('C2', [anEvent('acknowledged', { step: 'inspect', instance: 'inspect#1' })], [{ assignee: 'ana', claimedBy: 'ana' }])
  await lab.plan()
  await lab.send()

  expect(slack.handed).toEqual([])
  expect(await lab.deps.deliveries.ofCase('C1')).toMatchObject([{ state: 'suppressed', reason: 'the step is over' }])
  expect(await lab.deps.deliveries.ofCase('C2')).toMatchObject([{ state: 'suppressed', reason: 'ana has taken it' }])
})

it('changes a message in place when its step moves, and never when it does not', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.refresh()
  expect(slack.handed.filter(({ how }) => how === 'updated')).toEqual([])

  await lab.tell('C1', [anEvent('acknowledged', { step: 'inspect', instance: 'inspect#1' })], [{ claimedBy: 'ana' }])
  await lab.plan()
  await lab.refresh()
  await lab.tell('C1', [anEvent('fact_read')], [{ claimedBy: 'ana' }])
  await lab.plan()
  await lab.refresh()
  await lab.tell('C1', [anEvent('completed', { step: 'inspect', instance: 'inspect#1', detail: { title: 'Inspect the parcel', outcome: 'good' } })], [])
  await lab.plan()
  await lab.refresh()
  await lab.tell('C1', [anEvent('case_closed', { detail: { outcome: 'done' } })], [])
  await lab.plan()

  expect(await lab.refresh()).toBe(0)
  expect(slack.handed.filter(({ how }) => how === 'updated').map(({ reference, outgoing: { task, over } }) => [reference, task?.claimedBy, over?.text])).toEqual([
    ['U-ana/1', 'ana', undefined], ['U-ana/1', undefined, 'ana finished Inspect the parcel: good'],
  ])
})

it('makes a message out of date in the transaction that makes the turn true, whatever else is still to be worked out', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.refresh()
  await lab.tell('C1', [anEvent('acknowledged')], [{ claimedBy: 'ana' }])

  expect(await lab.refresh()).toBe(1)
  expect(slack.handed.at(-1)).toMatchObject({ how: 'updated', outgoing: { task: { claimedBy: 'ana' } } })
})

it('never has two at one message: what changes while it is being changed comes after it', async () => {
  let goOn = (): void => undefined
  let began = (): void => undefined
  const open = new Promise<void>((resolve) => { goOn = resolve })
  const begun = new Promise<void>((resolve) => { began = resolve })
  const slack = scriptedChannel('slack', async ({ task }) => {
    if (task?.claimedBy !== 'ana') return
    began()
    await open
  })
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.refresh()
  await lab.tell('C1', [anEvent('acknowledged')], [{ claimedBy: 'ana' }])
  const first = lab.refresh()
  await begun
  await lab.tell('C1', [anEvent('completed', { step: 'inspect', instance: 'inspect#1', detail: { title: 'Inspect the parcel', outcome: 'good' } })], [])
  expect(await refreshCards(lab.deps, lab.lines, createSlots(16, () => undefined))).toBe(0)
  goOn()
  await first
  expect(await lab.refresh()).toBe(1)

  expect(slack.handed.filter(({ how }) => how === 'updated').map(({ outgoing: { task, over } }) => task?.claimedBy ?? over?.text)).toEqual(['ana', 'ana finished Inspect the parcel: good'])
})

it('looks once more at a message that somebody who was taken for dead has put what is older over', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.refresh()
  await lab.tell('C1', [anEvent('acknowledged')], [{ claimedBy: 'ana' }])
  const [asleep] = await lab.deps.cards.take(1, 0)
  await lab.tell('C1', [anEvent('completed', { step: 'inspect', instance: 'inspect#1', detail: { title: 'Inspect the parcel', outcome: 'good' } })], [])
  await lab.refresh()
  expect(await lab.refresh()).toBe(0)

  if (asleep) await lab.deps.cards.shown(asleep, 'what is older', false)
  expect(await lab.refresh()).toBe(1)
  expect(slack.handed.filter(({ how }) => how === 'updated').map(({ outgoing: { task, over } }) => task?.claimedBy ?? over?.text)).toEqual([
    'ana finished Inspect the parcel: good', 'ana finished Inspect the parcel: good',
  ])
})

it('tries an update again when Slack wants it later, and leaves a message alone that is gone', async () => {
  let answer: (() => void) | undefined = undefined
  const slack = scriptedChannel('slack', ({ task }) => { if (task?.claimedBy) answer?.() })
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.refresh()
  await lab.tell('C1', [anEvent('acknowledged')], [{ claimedBy: 'ana' }])
  await lab.plan()
  answer = fails('later', 'ratelimited', 7_000)
  await lab.refresh()
  expect(await lab.refresh()).toBe(0)
  await lab.later(7_100)
  answer = fails('refused', 'message_not_found')
  expect(await lab.refresh()).toBe(1)
  await lab.later(60 * MINUTE)

  expect(await lab.refresh()).toBe(0)
  expect(await lab.rows('select over, reason from card')).toEqual([{ over: true, reason: 'Slack says message_not_found (message_not_found)' }])
})

it('tells the time by the clock of a case that was wound', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack], { now: () => MORNING })
  await lab.tell('C1', [assignedTo('ana')], [{}], { summary: aSummary({ caseId: 'C1', woundMs: 90 * MINUTE }) })
  await lab.plan()
  await lab.send()

  expect(slack.handed[0]?.outgoing.now).toBe(MORNING + 90 * MINUTE)
})

it('stands what it tells of one step to one person in one thread', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.plan()
  await lab.send()
  await lab.tell('C1', [anEvent('reminded', { actor: 'timer', step: 'inspect', instance: 'inspect#1', detail: { to: ['ana'] } })])
  await lab.plan()
  await lab.later(1_000)
  await lab.send()

  expect(slack.handed.map(({ outgoing: { delivery, threadOf } }) => [delivery.kind, threadOf])).toEqual([['task', null], ['reminder', 'U-ana/1']])
})

it('leaves a turn that it cannot read for later, raises an alarm, and goes on with the others', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana')])
  await lab.pool.query(`update turn set tasks = '[{"card":"no JSON"}]'`)
  await lab.tell('C2', [assignedTo('ben')])
  await lab.plan()
  await lab.send()

  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.caseId)).toEqual(['C2'])
  expect(await lab.alarms()).toMatchObject([{ kind: 'message-undelivered', subject: expect.stringMatching(/^turn \d+$/) }])
  expect(await lab.rows('select case_id, tries from notice')).toEqual([{ case_id: 'C1', tries: 1 }])
})

it('tells of cases whose texts PostgreSQL cannot read as JSON', async () => {
  const slack = scriptedChannel('slack')
  await using lab = await messageLab([slack])
  await lab.tell('C1', [assignedTo('ana', { detail: { to: ['ana'], why: 'half a pair \ud800 and a \0' } })], [{ title: 'Odd \0 \udc00' }])
  await lab.plan()
  await lab.send()

  expect(slack.handed.map(({ outgoing }) => outgoing.delivery.headline)).toEqual(['Odd \uFFFD \uFFFD is yours: half a pair \uFFFD and a \uFFFD'])
})

it('does not take two for reached who fail at the same moment and stand in for each other', async () => {
  const slack = scriptedChannel('slack', fails('unreachable', 'user_disabled'))
  const { people } = organisation()
  const alone = { email: '' }
  const { slack: _slack, ...boss } = people['boss']!
  await using lab = await messageLab([slack], { organisation: organisation({ people: { ana: { ...people['ana']!, ...alone, manager: 'cleo' }, cleo: { ...people['cleo']!, ...alone, manager: 'ana' }, boss: { ...boss, ...alone } } }) })
  for (let one = 1; one <= 20; one += 1) {
    await lab.tell(`C${one}`, [escalatedTo('ana', 'cleo')])
    await lab.plan()
    await lab.later(1_000)
    expect(await lab.send()).toBe(2)
  }

  const ends = await lab.rows(`select case_id, array_agg(state order by state)::text as states from delivery group by case_id`)
  expect(new Set(ends.map(({ states }) => states))).toEqual(new Set(['{failed,failed_over}']))
})
