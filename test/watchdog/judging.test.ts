import { describe, expect, it } from 'vitest'
import { judgeCarried } from '../../domain/watchdog/carried.ts'
import type { Finding, Look } from '../../domain/watchdog/finding.ts'
import { newsOf } from '../../domain/watchdog/news.ts'
import type { Carried, WatchedCase } from '../../domain/watchdog/port.ts'
import { promisedBy } from '../../domain/watchdog/promise.ts'
import type { TaskCard } from '../../domain/views.ts'
import { createOutage } from '../../watchdog/outage.ts'
import { createTell } from '../../watchdog/tell.ts'
import { anEvent, aSummary, aTask } from '../adapters/postgres/builders.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000
const MINUTE = 60_000

describe('what a turn promised', () => {
  const turn = (cards: readonly Partial<TaskCard>[], { summary = {}, events = [] as readonly object[], subscriptions = '[]' } = {}) =>
    promisedBy({ summary: JSON.stringify(aSummary(summary)), tasks: JSON.stringify(cards.map((card) => ({ card: JSON.stringify(aTask(card)) }))), subscriptions, events: events.map((event) => JSON.stringify(event)) })

  it('is the first instant that any of its cards names, on the world\'s clock, with 5 minutes more where it was wound', () => {
    const cards = [{ instance: 'a#1', dueAt: NOON + 3 * HOUR, next: { at: NOON + HOUR, what: 'goes to the lead' } }, { instance: 'b#1', dueAt: NOON + 2 * HOUR }]
    expect(turn(cards)).toMatchObject({ open: true, dueAt: NOON + HOUR, dueWhat: '"Inspect the parcel": goes to the lead', instances: ['a#1', 'b#1'], held: true })
    expect(turn(cards, { summary: { woundMs: 30 * MINUTE } }).dueAt).toBe(NOON + 35 * MINUTE)
  })

  it.each([
    ['nothing more once all is past', [{ breached: true, dueAt: NOON }], {}, null],
    ['the end of a pause, and nothing before', [{ dueAt: NOON, next: { at: NOON + HOUR, what: 'the pause ends' }, paused: { reason: 'x', by: 'ana', since: NOON, until: NOON + HOUR } }], {}, NOON + HOUR],
    ['the due time of the case', [], { summary: { dueAt: NOON } }, NOON],
    ['nothing for a case that is past its due time', [], { summary: { dueAt: NOON, breached: true } }, null],
    ['nothing for a closed case', [{ dueAt: NOON }], { summary: { state: 'closed' as const } }, null],
    ['the next level where that is all', [{ breached: true, dueAt: NOON, climbs: { at: NOON + HOUR, what: 'goes to the boss' } }], {}, NOON + HOUR],
  ])('is %s', (_what, cards, of, dueAt) => {
    expect(turn(cards, of).dueAt).toBe(dueAt)
  })

  it('is held by whoever has it, or by what it waits for', () => {
    expect(turn([{ assignee: null }]).held).toBe(false)
    expect(turn([{ assignee: null, claimedBy: 'ana' }]).held).toBe(true)
    expect(turn([], { subscriptions: '[{"id":"a"}]' }).held).toBe(true)
  })

  it('must reach whom it was given or climbed to, each once', () => {
    const events = [anEvent('assigned', { detail: { to: ['ana', ''] } }), anEvent('escalated', { detail: { to: ['ana', 'slack:#ops'] } }), anEvent('level_skipped', { detail: { to: [] } }), anEvent('completed', { detail: { to: ['bo'], quotes: '"type":"escalated"' } })]
    expect(turn([], { events }).targets).toEqual(['ana', 'slack:#ops'])
  })
})

describe('an open case and its workflow', () => {
  const watched = (of: Partial<WatchedCase> = {}): WatchedCase => ({ caseId: 'C1', workflowId: 'case/a/1', label: 'R-1', turnId: 1, recordedAt: NOON, dueAt: NOON + HOUR, dueWhat: 'it is due', engineAt: null, held: true, ...of })
  const carried = (of: Partial<Carried> = {}): Carried => ({ state: 'running', endedAt: null, timerAt: NOON + HOUR, calls: 0, called: false, ...of })
  it.each([
    ['nothing is wrong with a timer in time', {}, {}, []],
    ['nothing with an earlier timer', {}, { timerAt: NOON + MINUTE }, []],
    ['nothing while a call is under way', {}, { timerAt: null, calls: 1 }, []],
    ['nothing while a worker has yet to deal with something', {}, { timerAt: null, called: true }, []],
    ['nothing with somebody who has all the time', { dueAt: null }, { timerAt: null }, []],
    ['a timer that is not there', {}, { timerAt: null }, ['timer-gone']],
    ['a timer that was there', { dueAt: null, engineAt: NOON + HOUR }, { timerAt: null }, ['timer-gone']],
    ['nothing yet of an instant that is just past', { dueAt: NOON + MINUTE / 2 }, { timerAt: null }, []],
    ['a timer that is too late', {}, { timerAt: NOON + 2 * HOUR }, ['timer-gone']],
    ['nothing and nobody that will ever move it', { dueAt: null, held: false }, { timerAt: null }, ['no-next-step']],
    ['a workflow that ended', {}, { state: 'ended', endedAt: NOON }, ['workflow-gone']],
    ['a workflow that nobody knows', {}, { state: 'unknown' }, ['workflow-gone']],
  ] as const)('%s', (_what, of, by, kinds) => {
    expect(judgeCarried(watched(of), carried(by), NOON + 3 * MINUTE).seen.map(({ kind }) => kind)).toEqual(kinds)
    const early = judgeCarried(watched(of), carried(by), NOON + MINUTE)
    expect(early).toEqual({ seen: [], unsure: kinds.length > 0 })
  })
})

describe('what is told', () => {
  const seen = { kind: 'inbox-stuck', subject: '7', caseId: null, label: 'shopify d7', expectedAt: NOON, what: 'returns/request' } as const
  const look = (of: Partial<Look> = {}): Look => ({ kinds: ['inbox-stuck'], seen: [seen], full: true, ...of })
  const known = (of: Partial<Finding> = {}): Finding => ({ kind: 'inbox-stuck', subject: '7', caseId: null, message: 'm', firstAt: NOON, toldAt: NOON, over: false, ...of })
  it.each([
    ['what is new', [], look(), ['new']],
    ['nothing more of what was told', [known()], look(), []],
    ['what lasts, after an hour', [known({ toldAt: NOON - HOUR })], look(), ['lasting']],
    ['what nobody has heard yet', [known({ toldAt: null })], look(), ['new']],
    ['what is over', [known()], look({ seen: [] }), ['over']],
    ['nothing of what could not be looked at', [known()], look({ seen: [], full: false }), []],
    ['nothing of what was not looked at', [known({ kind: 'mail-parked' })], look({ seen: [] }), []],
    ['what is over until somebody has heard it', [known({ over: true })], look({ seen: [], full: false }), ['over']],
    ['nothing of what has come back before its end was told', [known({ over: true })], look(), []],
  ] as const)('is %s', (_what, before, now, told) => {
    expect(newsOf(before, [now], NOON + MINUTE - 1).news.map(({ is }) => is)).toEqual(told)
  })

  it('is a sentence with what, since when and what to do', () => {
    expect(newsOf([], [look()], NOON).kept[0]?.message).toBe('The webhook "shopify d7" has waited to be delivered since 2026-11-20T12:00:00Z (returns/request): see that the dispatcher and Temporal run.')
  })

  it('goes out in one message, and by every voice that there is', async () => {
    const heard: string[] = []
    const problems: string[] = []
    const mute = { name: 'mail', tell: () => Promise.reject(new Error('no route')) }
    const loud = { name: 'web', tell: async ({ subject, text }: { subject: string; text: string }) => { heard.push(subject, text) } }
    const { news } = newsOf([known({ subject: '8' })], [look()], NOON)
    await createTell([mute, loud], (what) => problems.push(what))(news)
    expect(heard[0]).toBe('Evenkeel watchdog: 1 found, 1 over')
    expect(heard[1]).toMatch(/^Found:\n- The webhook .* \[inbox-stuck\]\n\nIs over:\n- m \[inbox-stuck, first seen 2026-11-20T12:00:00Z\]\n$/)
    expect(problems).toEqual(['mail did not take what the watchdog has found'])
    await expect(createTell([mute], () => undefined)(news)).rejects.toThrow('no voice took it')
    await createTell([mute], () => undefined)([])
  })
})

it('tells that the database is away after 2 minutes, every hour, and that it is back', async () => {
  const heard: string[] = []
  let now = NOON
  const outage = createOutage(async (news) => { heard.push(...news.map(({ is, finding }) => `${is} ${finding.kind}`)) }, () => now)
  const fail = (afterMs: number) => { now += afterMs; return outage.failed(new Error('ECONNREFUSED')) }
  await fail(0)
  await fail(MINUTE)
  await outage.works()
  await fail(MINUTE)
  await fail(MINUTE)
  expect(heard).toEqual([])
  await fail(MINUTE)
  await fail(MINUTE)
  expect(heard).toEqual(['new database-away'])
  await fail(HOUR)
  await outage.works()
  await outage.works()
  expect(heard).toEqual(['new database-away', 'lasting database-away', 'over database-away'])
})
