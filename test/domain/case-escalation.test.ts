import { describe, expect, it } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import { advance, nextDeadline, openCase, refuse, type Advanced } from '../../domain/case.ts'
import type { Resolution } from '../../domain/event.ts'
import type { EscalationLevel, EscalationPath, TaskStep } from '../../domain/plan.ts'
import { summarize } from '../../domain/case/view.ts'
import { sentence } from '../../domain/story.ts'
import { settleTurn } from '../../domain/turn.ts'
import { aFact, anAction, anOrganisation, aPlan, aTask, elapsed, HOUR, MINUTE, remindAt, START, tellAfter, tellAt } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk, type Desk } from './desk.ts'

const path = (levels: readonly EscalationLevel[], over: Partial<EscalationPath> = {}): EscalationPath => ({ levels, ...over })
const open = (escalate: EscalationPath, change: Partial<TaskStep> = {}) =>
  openDesk(aPlan([aTask('look', { task: ['Look at it'], sla: { finish: elapsed(10 * HOUR) }, escalate, ...change })], { pauses: { waiting: { within: elapsed(100 * HOUR) } } }))
const channelAfter = (ms: number, takesOver = false): EscalationLevel => ({ when: { after: elapsed(ms) }, do: { kind: 'tell', to: { kind: 'channel', name: 'slack:#ops' }, takesOver } })

const TOLD: readonly string[] = ['reminded', 'escalated', 'level_skipped', 'exhausted', 'fallback_used', 'ack_expired', 'deescalated', 'declined']

/** `1.5 escalated 2 dana`: what the record tells of the climb, in hours from the start. */
const story = (desk: Pick<Desk, 'events'>): readonly string[] => desk.events.filter(({ type }) => TOLD.includes(type)).map(({ type, at, level, detail }) => {
  const [to] = Array.isArray(detail['to']) ? detail['to'] : []
  const ofPath = type === 'exhausted' || type === 'fallback_used' || type === 'declined'
  return [(at - START) / HOUR, type, ...(ofPath || level === 0 ? [] : [level]), ...(typeof to === 'string' && type !== 'ack_expired' ? [to] : [])].join(' ')
})

describe('a path that repeats', () => {
  const twice = path([remindAt(10), tellAfter(2 * HOUR, 'lead'), tellAt(100, 'chief'), channelAfter(3 * HOUR)], { repeat: 1 })

  it('begins again when the last level\'s time has passed, without reminders, with percents as no time; then the sink is told', () => {
    const desk = open(twice)
    desk.pass(100 * HOUR)
    expect(story(desk)).toEqual([
      '1 reminded 1 ana', '3 escalated 2 dana', '10 escalated 3 olu', '13 escalated 4 slack:#ops',
      '16 escalated 2 dana', '16 escalated 3 olu', '19 escalated 4 slack:#ops', '22 exhausted', '22 fallback_used olu',
    ])
    expect(desk.find('escalated').map(({ detail }) => detail['pass'] ?? 0)).toEqual([0, 0, 0, 1, 1, 1])
    expect(nextDeadline(desk.state())).toBeUndefined()
    expect(desk.instance('look').assignee).toBe('ana')
  })

  it('shows on the case from the first that somebody else heard of it, and not while its holder is only reminded', () => {
    const desk = open(twice)
    desk.pass(2 * HOUR)
    expect(desk.summary().openSteps[0]).not.toHaveProperty('escalated')
    desk.pass(HOUR)
    expect(desk.summary().openSteps).toMatchObject([{ step: 'look', escalated: true }])
  })

  it('shows so in the very turn that asks whom it goes to, once that is answered', () => {
    const plan = aPlan([aTask('look', { sla: { finish: elapsed(HOUR) }, escalate: path([tellAt(100, 'chief')]) })])
    const opened = openCase({ caseId: 'c1', key: 'R-1', plan, trigger: 'shop.return', openedBy: 'shopify', windable: true, event: {} }, START)
    const answered = (requests: Advanced['requests']) => requests.map((request) => resolve(anOrganisation(), request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
    const given = advance(plan, opened.state, { type: 'resolved', resolutions: answered(opened.requests) }, START)
    const late = advance(plan, given.state, { type: 'deadline-passed' }, START + HOUR)
    const settled = (resolutions: readonly Resolution[]) => settleTurn({ events: [], tasks: [], summary: summarize(plan, late.state) }, resolutions).summary.openSteps[0]
    expect(settled([])).not.toHaveProperty('escalated')
    expect(settled(answered(late.requests))).toMatchObject({ step: 'look', escalated: true })
  })

  it('is spaced by repeat_after where it says so, and else by four hours', () => {
    const spaced = open({ ...twice, repeatAfter: elapsed(HOUR) })
    spaced.pass(100 * HOUR)
    expect(story(spaced).slice(-5)).toEqual(['14 escalated 2 dana', '14 escalated 3 olu', '17 escalated 4 slack:#ops', '18 exhausted', '18 fallback_used olu'])
    const alone = open(path([tellAfter(10 * HOUR, 'lead')]))
    alone.pass(100 * HOUR)
    expect(story(alone)).toEqual(['10 escalated 1 dana', '14 exhausted', '14 fallback_used olu'])
  })

  it('whose every level reaches nobody tells the sink once', () => {
    const desk = open(path([remindAt(50), tellAt(100, 'night'), tellAfter(2 * HOUR, 'night')], { repeat: 5 }))
    desk.pass(100 * HOUR)
    expect(story(desk)).toEqual(['5 reminded 1 ana', '10 level_skipped 2', '10 level_skipped 3', '10 exhausted', '10 fallback_used olu'])
  })

  it('without levels tells nobody, the sink included', () => {
    const desk = open(path([]))
    desk.pass(100 * HOUR)
    expect(story(desk)).toEqual([])
  })

  it('counts as one escalation each in the story of a case, the sink as none', () => {
    const desk = open(path([tellAfter(HOUR, 'lead')]))
    desk.pass(100 * HOUR)
    expect(desk.events.map(sentence).slice(-5)).toEqual([
      'Look at it has used 50 % of its time', 'Everybody who should know of Look at it was told, and it is not done',
      'Told olu, who gets what nobody else can, that Look at it is not done', 'Look at it has used 75 % of its time', 'Look at it has used 90 % of its time',
    ].concat('Look at it is past its due time').slice(-5))
  })
})

describe('somebody who has taken it', () => {
  const ladder = path([tellAfter(HOUR, 'lead'), tellAfter(2 * HOUR, 'chief'), tellAt(100, 'lead'), channelAfter(HOUR)])
  const claimAt = (desk: Desk, hours: number, by = 'ana') => {
    desk.pass(hours * HOUR)
    expect(desk.ask('claim', { step: 'look', by })).toHaveProperty('answer')
  }

  it('holds the levels by time, while those by percent climb on', () => {
    const desk = open(ladder)
    claimAt(desk, 2)
    desk.pass(9.5 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 dana', '10 level_skipped 2', '10 escalated 3 dana', '11 escalated 4 slack:#ops'])
  })

  it('and does not finish it in time has it no more: the same level is told again and the climb goes on', () => {
    const desk = open({ ...ladder, acknowledgedFor: elapsed(3 * HOUR) })
    claimAt(desk, 2)
    expect(desk.card()?.next).toEqual({ at: START + 5 * HOUR, what: 'should be finished by whoever took it' })
    desk.pass(6 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 dana', '5 ack_expired 1', '5 escalated 1 dana', '7 escalated 2 olu'])
    expect(desk.instance('look')).not.toHaveProperty('claimedBy')
    expect(desk.instance('look').assignee).toBe('ana')
  })

  it('before any level leaves the first delay whole when it expires', () => {
    const desk = open({ ...ladder, acknowledgedFor: elapsed(3 * HOUR) })
    claimAt(desk, 0.5)
    desk.pass(4.5 * HOUR)
    expect(story(desk)).toEqual(['3.5 ack_expired', '4.5 escalated 1 dana'])
  })

  it('gives it back, and what was held goes on', () => {
    const desk = open(ladder)
    claimAt(desk, 0.5)
    desk.pass(3 * HOUR)
    desk.ask('release', { step: 'look' })
    desk.pass(HOUR)
    expect(story(desk)).toEqual(['4 escalated 1 dana'])
  })

  it('hands it on, and what was held goes on', () => {
    const desk = open(ladder)
    claimAt(desk, 0.5)
    desk.pass(3 * HOUR)
    desk.ask('handoff', { step: 'look', to: 'bo' })
    desk.pass(HOUR)
    expect(story(desk)).toEqual(['4 escalated 1 dana'])
  })

  it('can be followed by whoever was told since, and by nobody else', () => {
    const desk = open(path([tellAt(50, 'lead')]))
    claimAt(desk, 1)
    expect(desk.ask('claim', { step: 'look', by: 'dana' })).toMatchObject({ refused: 'claimed-by-other' })
    desk.pass(5 * HOUR)
    expect(desk.ask('claim', { step: 'look', by: 'bo' })).toMatchObject({ refused: 'claimed-by-other' })
    expect(desk.ask('claim', { step: 'look', by: 'dana' })).toHaveProperty('answer')
    expect(desk.instance('look')).toMatchObject({ assignee: 'dana', claimedBy: 'dana' })
  })

  it('at the instant of a level, or after one that an outage held up, comes after it', () => {
    const desk = open(ladder)
    desk.outage(2 * HOUR)
    desk.ask('claim', { step: 'look' })
    expect(story(desk)).toEqual(['2 escalated 1 dana'])
    expect(desk.find('escalated')[0]?.detail['dueAt']).toBe(START + HOUR)
    expect(desk.instance('look').climb?.acknowledged?.by).toBe('ana')
    desk.pass(7 * HOUR)
    expect(story(desk)).toHaveLength(1)
  })
})

describe('a pause', () => {
  it('freezes delays and percents together', () => {
    const desk = open(path([tellAfter(2 * HOUR, 'lead'), tellAt(50, 'chief'), tellAt(100, 'chief')]))
    desk.pass(HOUR)
    desk.ask('pause', { step: 'look', reason: 'waiting' })
    desk.pass(5 * HOUR)
    desk.ask('resume', { step: 'look' })
    desk.pass(30 * HOUR)
    expect(story(desk).slice(0, 3)).toEqual(['7 escalated 1 dana', '10 escalated 2 olu', '15 escalated 3 olu'])
  })

  it('comes too late for a level that is due', () => {
    const desk = open(path([tellAfter(HOUR, 'lead')]))
    desk.outage(HOUR)
    desk.ask('pause', { step: 'look', reason: 'waiting' })
    expect(story(desk)).toEqual(['1 escalated 1 dana'])
  })

  it('stops the time of an acknowledgement too', () => {
    const desk = open(path([tellAfter(HOUR, 'lead'), tellAfter(HOUR, 'chief')], { acknowledgedFor: elapsed(2 * HOUR) }))
    desk.pass(1.5 * HOUR)
    desk.ask('claim', { step: 'look' })
    desk.pass(HOUR)
    desk.ask('pause', { step: 'look', reason: 'waiting' })
    desk.pass(3 * HOUR)
    desk.ask('resume', { step: 'look' })
    desk.pass(1.5 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 dana', '6.5 ack_expired 1', '6.5 escalated 1 dana'])
  })
})

describe('by hand', () => {
  const ladder = path([tellAfter(HOUR, 'lead'), tellAfter(5 * HOUR, 'chief', true), channelAfter(5 * HOUR)])

  it('escalating tells the next level at once, clears an acknowledgement and starts that level\'s delay in full', () => {
    const desk = open(ladder)
    desk.pass(2 * HOUR)
    desk.ask('claim', { step: 'look' })
    desk.pass(HOUR)
    expect(desk.ask('escalate', { step: 'look', by: 'dana', level: 1 })).toMatchObject({ answer: { done: 'escalate', outcome: null } })
    expect(desk.find('escalated').at(-1)).toMatchObject({ actor: 'person:dana', level: 2, detail: { to: ['olu'], because: 'dana escalated it by hand' } })
    expect(desk.instance('look')).toMatchObject({ assignee: 'olu', epoch: 2, level: 2 })
    expect(desk.instance('look')).not.toHaveProperty('claimedBy')
    desk.pass(6 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 dana', '3 escalated 2 olu', '8 escalated 3 slack:#ops'])
  })

  it('of two who see the same level one wins and the other is told how it stands', () => {
    const desk = open(ladder)
    expect(desk.ask('escalate', { step: 'look', by: 'dana', level: 0 })).toHaveProperty('answer')
    expect(desk.ask('escalate', { step: 'look', by: 'bo', level: 0 })).toMatchObject({ refused: 'stale-step', message: 'the step is at level 1, and no longer as seen at level 0; look again' })
    expect(story(desk)).toEqual(['0 escalated 1 dana'])
  })

  it('escalating at the end of the path tells the sink, and is refused from then on', () => {
    const desk = open(path([tellAfter(HOUR, 'lead')]))
    for (const level of [0, 1]) desk.ask('escalate', { step: 'look', by: 'dana', level })
    expect(story(desk)).toEqual(['0 escalated 1 dana', '0 exhausted', '0 fallback_used olu'])
    expect(desk.find('exhausted')).toMatchObject([{ actor: 'person:dana' }])
    expect(desk.ask('escalate', { step: 'look', by: 'dana', level: 1 })).toMatchObject({ refused: 'not-allowed', message: 'the path is exhausted, and the sink knows' })
  })

  it('de-escalating goes a level down, tells nobody, and the level that was left has its full delay again', () => {
    const desk = open(ladder)
    desk.pass(7 * HOUR)
    expect(desk.ask('deescalate', { step: 'look', by: 'olu', level: 2 })).toHaveProperty('answer')
    expect(desk.find('deescalated')).toMatchObject([{ actor: 'person:olu', level: 1, detail: { from: 2 } }])
    desk.pass(6 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 dana', '6 escalated 2 olu', '7 deescalated 1', '12 escalated 2 olu'])
    expect(open(ladder).ask('deescalate', { step: 'look', by: 'olu', level: 0 })).toMatchObject({ refused: 'not-allowed', message: 'no level has fired yet' })
  })

  it('declining hands it up at once, past reminders; they stay accountable until somebody takes over', () => {
    const desk = open(path([remindAt(50), tellAt(80, 'lead'), tellAt(100, 'chief', true)]))
    desk.ask('claim', { step: 'look' })
    expect(desk.ask('decline', { step: 'look', note: 'I am no chemist' })).toHaveProperty('answer')
    expect(story(desk)).toEqual(['0 declined', '0 escalated 2 dana'])
    expect(desk.find('declined').map(sentence)).toEqual(['ana will not do Look at it: I am no chemist'])
    expect(desk.instance('look')).toMatchObject({ assignee: 'ana', level: 2 })
    expect(desk.instance('look')).not.toHaveProperty('claimedBy')
    expect(desk.ask('decline', { step: 'look', by: 'bo' })).toMatchObject({ refused: 'not-allowed', message: 'bo neither has the step nor was told of it' })
    desk.ask('decline', { step: 'look', by: 'dana' })
    expect(desk.instance('look').assignee).toBe('olu')
  })

  it.each([
    ['escalate', { level: -1 }, 'bad-command'], ['deescalate', {}, 'bad-command'], ['escalate', { level: 1.5 }, 'bad-command'], ['decline', { note: 5 as never }, 'bad-command'],
    ['escalate', { level: 0, epoch: 9 }, 'stale-step'],
  ] as const)('%s with %j is refused', (word, fields, refused) => {
    expect(open(ladder).ask(word, { step: 'look', ...fields })).toMatchObject({ refused })
  })

  it('is refused where there is no path, and for what waits for a system', () => {
    expect(open(path([])).ask('escalate', { step: 'look', level: 0 })).toMatchObject({ refused: 'not-allowed', message: '"look" has no escalation path' })
    expect(openDesk(aPlan([anAction('pay')])).ask('escalate', { step: 'pay', level: 0 })).toMatchObject({ refused: 'step-not-open' })
  })
})

describe('a channel', () => {
  it('is told and never owns, though its level takes over', () => {
    const desk = open(path([channelAfter(HOUR, true), tellAfter(HOUR, 'lead')]))
    desk.pass(2 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 slack:#ops', '2 escalated 2 dana'])
    expect(desk.instance('look')).toMatchObject({ assignee: 'ana', epoch: 1 })
  })
})

describe('the share of time used', () => {
  const warned = (desk: Desk) => desk.find('warned').map(({ at, detail }) => [(at - START) / HOUR, detail['percent']])

  it('is recorded at half, three quarters and nine tenths, each once', () => {
    const desk = open(path([]))
    desk.pass(100 * HOUR)
    expect(warned(desk)).toEqual([[5, 50], [7.5, 75], [9, 90]])
    expect(desk.card()?.next).toBeNull()
  })

  it('is recorded after an outage by the last of them alone, and not at all beside the breach', () => {
    const desk = open(path([]))
    desk.outage(8 * HOUR)
    desk.wakeUp()
    expect(warned(desk)).toEqual([[8, 75]])
    const late = open(path([]))
    late.outage(11 * HOUR)
    late.wakeUp()
    expect(warned(late)).toEqual([])
    expect(late.find('breached')).toHaveLength(1)
  })
})

describe('what an owner is asked for', () => {
  it.each([
    ['what went wrong', () => openDesk(aPlan([anAction('pay')], { escalation: path([tellAfter(HOUR, 'chief')]) })), (desk: Desk) => desk.fails('shop.pay')],
    ['a yes to a suggestion', () => openDesk(aPlan([anAction('pay', { mode: 'suggest' })], { escalation: path([tellAfter(HOUR, 'chief')]) })), () => undefined],
    ['a fact', () => openDesk(aPlan([aTask('look', { needs: ['risk'] })], { facts: { risk: aFact('risk.score', { unknown: { do: 'ask', role: 'lead' } }) }, escalation: path([tellAfter(HOUR, 'chief')]) })), (desk: Desk) => desk.fails('risk')],
  ])('climbs the path of the SOP: %s', (_what, begin, happens) => {
    const desk = begin()
    happens(desk)
    desk.pass(100 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 olu', '5 exhausted', '5 fallback_used olu'])
  })
})

it('a step that is given to its owner leaves the path of its task behind', () => {
  const desk = open(path([tellAfter(HOUR, 'lead')]))
  desk.ask('cannot', { step: 'look', reason: 'unsafe', note: '' })
  expect(desk.ask('escalate', { step: 'look', level: 0 })).toMatchObject({ refused: 'not-allowed', message: '"look" has no escalation path' })
  desk.pass(100 * HOUR)
  expect(story(desk)).toEqual([])
})

const withHours = anOrganisation({ calendars: { desk: { ...calendar('UTC', { 'mon-fri': '09:00-17:00' }), id: 'desk' } } })

describe('business time', () => {
  const organisation = withHours
  const at = (day: number, hour: number) => (Date.UTC(2026, 10, day, hour) - START) / HOUR
  const business = (ms: number) => ({ unit: 'business', ms }) as const
  const days = (count: number) => ({ unit: 'business_days', days: count }) as const
  const told = (after: EscalationLevel['when']): EscalationLevel => ({ when: after, do: { kind: 'tell', to: { kind: 'role', name: 'lead' }, takesOver: false } })

  it('spaces the end of a path by four open hours, read when they are needed', () => {
    const desk = openDesk(aPlan([aTask('look', { hours: 'desk', escalate: path([tellAfter(5 * HOUR, 'lead')]) })]), { organisation })
    expect(desk.state().openings).toEqual({})
    desk.pass(200 * HOUR)
    expect(story(desk)).toEqual(['5 escalated 1 dana', `${at(23, 11)} exhausted`, `${at(23, 11)} fallback_used olu`])
  })

  it('counts levels, repeats and acknowledgements in open hours and days', () => {
    const levels = path([told({ after: business(2 * HOUR) }), told({ after: days(1) })], { repeat: 1, repeatAfter: business(HOUR), acknowledgedFor: days(1) })
    const desk = openDesk(aPlan([aTask('look', { sla: { finish: days(3) }, escalate: levels })], { hours: 'desk' }), { organisation })
    desk.pass(3 * HOUR)
    desk.ask('claim', { step: 'look' })
    desk.pass(400 * HOUR)
    expect(story(desk)).toEqual([
      '2 escalated 1 dana', `${at(23, 13)} ack_expired 1`, `${at(23, 13)} escalated 1 dana`, `${at(24, 13)} escalated 2 dana`,
      `${at(24, 14)} escalated 1 dana`, `${at(25, 14)} escalated 2 dana`, `${at(25, 15)} exhausted`, `${at(25, 15)} fallback_used olu`,
    ])
  })

  it('of an owner in business days begins to climb when the hours are there', () => {
    const desk = openDesk(aPlan([anAction('pay')], { hours: 'desk', escalation: path([told({ after: days(1) })]) }), { organisation })
    desk.fails('shop.pay')
    desk.pass(100 * HOUR)
    expect(story(desk)).toEqual([`${at(23, 10)} escalated 1 dana`, `${at(23, 14)} exhausted`, `${at(23, 14)} fallback_used olu`])
  })

  it('counts on by the hours it began with when the calendar is read anew and says something else', () => {
    const both = aPlan([
      { ...aTask('one', { sla: { finish: business(20 * HOUR) }, escalate: path([told({ after: business(10 * HOUR) })]) }), routes: { done: { to: 'two' } } }, aTask('two'),
    ], { hours: 'desk', pauses: { waiting: { within: business(HOUR) } } })
    const desk = openDesk(both, { organisation })
    const { openings } = desk.state()
    const changed = { ...openings['desk']!, readAt: START + HOUR, from: START + HOUR, intervals: [[START + HOUR, START + 1000 * HOUR]] as const }
    const request = { id: 'x', purpose: 'openings', caseId: 'c1', instance: '', step: '', epoch: 0, level: 0, target: 'desk', takesOver: false, at: START + HOUR, dueAt: START + HOUR } as const
    desk.outage(HOUR)
    desk.apply({ type: 'resolved', resolutions: [{ request, people: [], why: '', considered: [], organisationVersion: 'o2', fallback: false, openings: changed }] })
    desk.ask('pause', { step: 'one', reason: 'waiting' })
    desk.pass(HOUR)
    desk.pass(200 * HOUR)
    expect(story(desk).find((line) => line.includes('escalated'))).toBe(`${at(23, 13)} escalated 1 dana`)
    expect(desk.find('breached')).toMatchObject([{ at: START + at(24, 15) * HOUR }])
  })

  it('that is known for too short a time is asked for again', () => {
    const desk = openDesk(aPlan([anAction('pay')], { hours: 'desk', escalation: path([tellAfter(HOUR, 'chief')], { repeatAfter: business(80 * 8 * HOUR) }) }), { organisation })
    desk.fails('shop.pay')
    desk.pass(2 * HOUR)
    const { until } = desk.state().openings['desk']!
    expect(until).toBeLessThan(START + 100 * 24 * HOUR)
    expect(desk.card()?.next).toMatchObject({ what: 'is past its due time' })
    desk.pass(150 * 24 * HOUR)
    expect(story(desk)).toEqual(['1 escalated 1 olu', `${112 * 24 + 1} exhausted`, `${112 * 24 + 1} fallback_used olu`])
  })
})

describe('while the organisation is asked', () => {
  const plan = aPlan([aTask('look', { escalate: path([tellAfter(HOUR, 'lead'), tellAfter(HOUR, 'chief')]) })])
  const answers = ({ requests }: Advanced): readonly Resolution[] => requests.map((request) => resolve(anOrganisation(), request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
  const given = () => {
    const opened = openCase({ caseId: 'c', key: 'k', plan, trigger: 'shop.return', openedBy: 'shopify', windable: true, event: {} }, START)
    return advance(plan, opened.state, { type: 'resolved', resolutions: answers(opened) }, START).state
  }
  const claim = { do: 'claim', commandId: 'c1', by: 'ana', via: 'api', step: 'look' } as const

  it('nothing more fires, and who takes it then keeps it when the answer comes', () => {
    const fired = advance(plan, given(), { type: 'deadline-passed' }, START + HOUR)
    expect(fired.requests).toMatchObject([{ purpose: 'escalate', level: 1 }])
    expect(nextDeadline(fired.state)).toBe(START + 2 * HOUR)
    const again = advance(plan, fired.state, { type: 'deadline-passed' }, START + HOUR)
    expect(again.requests).toEqual([])
    const taken = advance(plan, again.state, { type: 'command', command: claim }, START + HOUR)
    const after = advance(plan, taken.state, { type: 'resolved', resolutions: answers(fired) }, START + HOUR + MINUTE)
    expect(after.state.open[0]?.climb?.acknowledged?.by).toBe('ana')
    expect(refuse(plan, after.state, { ...claim, commandId: 'c2', by: 'dana' }, START + HOUR + MINUTE)?.code).toBe('claimed-by-other')
  })

  it('a step that is finished meanwhile hears no answer', () => {
    const fired = advance(plan, given(), { type: 'deadline-passed' }, START + HOUR)
    const done = advance(plan, fired.state, { type: 'command', command: { ...claim, do: 'complete', outcome: 'done', form: {} } }, START + HOUR)
    const after = advance(plan, done.state, { type: 'resolved', resolutions: answers(fired) }, START + HOUR)
    expect(after).toMatchObject({ state: { outcome: 'done' }, requests: [], events: [] })
  })

  it('each question has an id of its own, though the same level asks again', () => {
    const repeating = aPlan([aTask('look', { escalate: path([tellAfter(HOUR, 'lead')], { repeat: 2 }) })])
    const ids: string[] = []
    let advanced = openCase({ caseId: 'c', key: 'k', plan: repeating, trigger: 'shop.return', openedBy: 'shopify', windable: true, event: {} }, START)
    for (let now: number | undefined = START; now !== undefined; now = nextDeadline(advanced.state)) {
      advanced = advance(repeating, advanced.state, { type: 'deadline-passed' }, now)
      ids.push(...advanced.requests.map(({ id }) => id))
      advanced = advance(repeating, advanced.state, { type: 'resolved', resolutions: answers(advanced) }, now)
    }
    expect(ids).toHaveLength(4)
    expect(new Set(ids).size).toBe(4)
  })

  it('who takes a step before the hours of its path are there holds it when they are', () => {
    const days: EscalationLevel = { when: { after: { unit: 'business_days', days: 1 } }, do: { kind: 'tell', to: { kind: 'role', name: 'lead' }, takesOver: false } }
    const paying = aPlan([anAction('look', { hours: 'desk' })], { escalation: path([days]) })
    const opened = openCase({ caseId: 'c', key: 'k', plan: paying, trigger: 'shop.return', openedBy: 'shopify', windable: true, event: {} }, START)
    const failed = advance(paying, opened.state, { type: 'failed', effect: opened.effects[0]!.id, code: 'x', message: 'm' }, START)
    expect(failed.requests.map(({ purpose }) => purpose)).toEqual(['openings', 'assign'])
    const taken = advance(paying, failed.state, { type: 'command', command: claim }, START)
    expect(taken.state.open[0]).not.toHaveProperty('climb')
    const known = advance(paying, taken.state, { type: 'resolved', resolutions: failed.requests.map((request) => resolve(withHours, request, () => ({ openTasks: 0, lastAssignedAt: 0 }))) }, START)
    expect(known.state.open[0]?.climb?.acknowledged?.by).toBe('ana')
  })

  it('delays count from when the level fired, not from when its answer came', () => {
    const fired = advance(plan, given(), { type: 'deadline-passed' }, START + HOUR)
    const after = advance(plan, fired.state, { type: 'resolved', resolutions: answers(fired) }, START + HOUR + 5 * MINUTE)
    expect(after.state.open[0]?.clock?.deadlines).toContainEqual({ kind: 'level', level: 2, at: START + 2 * HOUR })
  })
})
