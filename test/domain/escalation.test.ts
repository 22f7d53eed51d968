import { describe, expect, it } from 'vitest'
import { fireEscalation, nextEscalation, startEscalation } from '../../domain/escalation/fire.ts'
import { answerEscalation } from '../../domain/escalation/answer.ts'
import { path, play, remind, START, story, tell, worldOf } from './escalation-builders.ts'
import { at, calendar, iso } from './roster-builders.ts'

const HOUR = 3_600_000

describe('levels', () => {
  const care = path([remind('50%'), tell('100%', 'lead', true), tell('2h', 'boss'), tell('4h', 'channel')])

  it('fire in order, by percent of the goal and by time after the level before', () => {
    expect(story(play(care, [], { until: 17 }), 'assigned', 'warning', 'breached')).toEqual([
      '0 assigned dana', '5 warning dana', '5 reminded 1 dana', '7.5 warning dana', '9 warning dana', '10 breached dana',
      '10 escalated 2 sam', '12 escalated 3 olu', '16 escalated 4 slack:#ops',
    ])
  })

  it('move the step only where they take over, and never to a channel', () => {
    expect(play(care, [], { until: 9 }).state.assignee).toBe('dana')
    expect(play(care, [], { until: 17 }).state.assignee).toBe('sam')
    expect(play(path([tell('1h', 'channel', true)]), [], { until: 2 }).state.assignee).toBe('dana')
    expect(play(path([tell('1h', 'leads', true)]), [], { until: 2 }).state.assignee).toBe('sam')
  })

  it('a percent that was reached before the level\'s turn comes with its turn', () => {
    expect(story(play(path([tell('8h', 'lead'), tell('50%', 'boss')]), [], { until: 9 }))).toEqual(['8 escalated 1 sam', '8 escalated 2 olu'])
  })

  it('count a delay from when the level before fired, and the first one from the start', () => {
    expect(story(play(path([tell('3h', 'lead'), tell('50%', 'boss'), tell('1h', 'channel')]), [], { until: 6 }))).toEqual([
      '3 escalated 1 sam', '5 escalated 2 olu', '6 escalated 3 slack:#ops',
    ])
  })

  it('run on the step\'s calendar in business units and around the clock in others', () => {
    const office = { calendar: calendar({ zone: 'UTC' }), start: '2026-01-16T15:00:00Z', until: '2026-01-20T00:00:00Z', goal: '4bh' }
    const { timeline } = play(path([tell('100%', 'lead'), tell('1bh', 'boss'), tell('30h', 'channel')]), [], office)

    expect(timeline.filter(({ kind }) => kind === 'escalated').map((entry) => iso(entry.at))).toEqual([
      '2026-01-19T10:00:00Z', '2026-01-19T11:00:00Z',
    ])
  })

  it('of a goal in business days come at the opening at which it is due', () => {
    const office = { calendar: calendar({ zone: 'UTC' }), start: '2026-01-17T12:00:00Z', until: '2026-01-22T00:00:00Z', goal: '1bd' }

    expect(play(path([tell('100%', 'lead')]), [], office).timeline.find(({ kind }) => kind === 'escalated')?.at).toBe(at('2026-01-20T08:00Z'))
  })

  it('come at once after one that yields nobody, while a percent keeps its instant', () => {
    expect(story(play(path([tell('1h', 'nobody'), tell('6h', 'nobody'), tell('2h', 'lead'), tell('1h', 'boss')]), [], { until: 2.5 }))).toEqual([
      '1 level_skipped 1', '1 level_skipped 2', '1 escalated 3 sam', '2 escalated 4 olu',
    ])
    expect(story(play(path([tell('1h', 'nobody'), tell('50%', 'lead')]), [], { until: 6 }))).toEqual(['1 level_skipped 1', '5 escalated 2 sam'])
  })
})

describe('passes', () => {
  const twice = path([remind('10%'), tell('2h', 'lead'), tell('100%', 'boss'), tell('3h', 'channel')], { repeat: 1 })

  it('begin with the first level at once when the last level\'s time has passed again; reminders are not repeated, percents count as none', () => {
    expect(story(play(twice))).toEqual([
      '1 reminded 1 dana', '3 escalated 2 sam', '10 escalated 3 olu', '13 escalated 4 slack:#ops',
      '16 escalated 2 sam', '16 escalated 3 olu', '19 escalated 4 slack:#ops', '22 exhausted', '22 fallback_used zoe',
    ])
  })

  it('are spaced by repeat_after where the path says so', () => {
    expect(story(play({ ...twice, repeatAfter: { unit: 'elapsed', ms: HOUR } })).slice(-5)).toEqual([
      '14 escalated 2 sam', '14 escalated 3 olu', '17 escalated 4 slack:#ops', '18 exhausted', '18 fallback_used zoe',
    ])
  })

  it.each([
    ['a last level by percent', path([tell('2h', 'boss'), tell('100%', 'lead')])],
    ['the only level', path([tell('10h', 'lead')])],
    ['no time at all after the level before', path([tell('10h', 'boss'), tell('0m', 'lead')])],
  ])('are spaced by four hours after %s', (_what, escalation) => {
    expect(story(play(escalation)).at(-1)).toBe('14 fallback_used zoe')
  })

  it('space by four hours of the step\'s calendar', () => {
    const office = { calendar: calendar({ zone: 'UTC' }), start: '2026-01-16T14:00:00Z', until: '2026-01-30T00:00:00Z', goal: null }
    const { timeline } = play(path([tell('1h', 'lead')]), [], office)

    expect(timeline.find(({ kind }) => kind === 'exhausted')?.at).toBe(at('2026-01-19T10:00Z'))
  })

  it('a whole pass that told nobody ends them all, and the sink is told once', () => {
    expect(story(play(path([remind('50%'), tell('100%', 'nobody'), tell('2h', 'nobody')], { repeat: 5 })))).toEqual([
      '5 reminded 1 dana', '10 level_skipped 2', '10 level_skipped 3', '10 exhausted', '10 fallback_used zoe',
    ])
  })

  it('an empty last level ends a pass, and the next one is spaced all the same: nobody is told twice in a moment', () => {
    expect(story(play(path([tell('1h', 'lead'), tell('100%', 'nobody')], { repeat: 1 })))).toEqual([
      '1 escalated 1 sam', '10 level_skipped 2', '14 escalated 1 sam', '14 level_skipped 2', '18 exhausted', '18 fallback_used zoe',
    ])
  })

  it('resolve each level anew: who came on shift meanwhile is told', () => {
    const reach = (name: string, instant: number) => (name === 'lead' && instant > START + 5 * HOUR ? ['kim'] : undefined)

    expect(story(play(path([tell('1h', 'lead')], { repeat: 1 }), [], { reach, until: 6 }))).toEqual(['1 escalated 1 sam', '5 escalated 1 sam'])
    expect(story(play(path([tell('1h', 'lead')], { repeat: 1, repeatAfter: { unit: 'elapsed', ms: 6 * HOUR } }), [], { reach, until: 8 }))).toEqual(['1 escalated 1 sam', '7 escalated 1 kim'])
  })

  it('a path of reminders alone ends at the sink too', () => {
    expect(story(play(path([remind('50%')], { repeat: 3 })))).toEqual(['5 reminded 1 dana', '9 exhausted', '9 fallback_used zoe'])
  })
})

describe('acknowledging', () => {
  const ladder = path([tell('1h', 'lead'), tell('2h', 'boss'), tell('100%', 'leads'), tell('1h', 'channel')])

  it('holds the levels by time, while those by percent climb on: acknowledged is not finished', () => {
    expect(story(play(ladder, [[2, { do: 'acknowledge', by: 'sam' }]], { until: 11.5 }))).toEqual([
      '1 escalated 1 sam', '2 acknowledged 1 sam', '10 level_skipped 2', '10 escalated 3 sam kim', '11 escalated 4 slack:#ops',
    ])
  })

  it('brings a percent that was reached before at the instant at which it is taken, or when a pause that it was taken in ends', () => {
    const held = path([tell('12h', 'lead'), tell('50%', 'boss')])

    expect(story(play(held, [[7, { do: 'acknowledge', by: 'dana' }]], { until: 8 }))).toEqual(['7 acknowledged dana', '7 level_skipped 1', '7 escalated 2 olu'])
    expect(story(play(held, [[6, { do: 'pause', reason: 'a' }], [7, { do: 'acknowledge', by: 'dana' }], [8, { do: 'resume', reason: 'a' }]], { until: 9 }))).toEqual([
      '6 paused', '7 acknowledged dana', '8 resumed', '8 level_skipped 1', '8 escalated 2 olu',
    ])
  })

  it('expires: the same level is told again, afresh, and the climb goes on with its full delay', () => {
    expect(story(play({ ...ladder, acknowledgedFor: { unit: 'elapsed', ms: 3 * HOUR } }, [[2, { do: 'acknowledge', by: 'sam' }]], { until: 8 }))).toEqual([
      '1 escalated 1 sam', '2 acknowledged 1 sam', '5 ack_expired 1 sam', '5 escalated 1 sam', '7 escalated 2 olu',
    ])
  })

  it('before any level expires into the first delay, in full', () => {
    expect(story(play({ ...ladder, acknowledgedFor: { unit: 'elapsed', ms: 3 * HOUR } }, [[0.5, { do: 'acknowledge', by: 'dana' }]], { until: 5 }))).toEqual([
      '0.5 acknowledged dana', '3.5 ack_expired dana', '4.5 escalated 1 sam',
    ])
  })

  it('is for the assignee and whoever was told, and for one of them', () => {
    expect(story(play(ladder, [[0.5, { do: 'acknowledge', by: 'sam' }], [2, { do: 'acknowledge', by: 'olu' }], [2, { do: 'acknowledge', by: 'sam' }], [2, { do: 'acknowledge', by: 'dana' }]], { until: 3 }))).toEqual([
      '0.5 refused sam', '1 escalated 1 sam', '2 refused olu', '2 acknowledged 1 sam', '2 refused dana',
    ])
  })

  it('at the instant of a level comes after it', () => {
    expect(story(play(ladder, [[3, { do: 'acknowledge', by: 'sam' }]], { until: 4 }))).toEqual(['1 escalated 1 sam', '3 escalated 2 olu', '3 acknowledged 2 sam'])
  })

  it('a reminder does not clear it, and what was held goes on after it with its full delay', () => {
    const reminding = path([remind('10%'), tell('2h', 'lead')], { acknowledgedFor: { unit: 'elapsed', ms: 4 * HOUR } })

    expect(story(play(reminding, [[0.5, { do: 'acknowledge', by: 'dana' }]], { until: 7 }))).toEqual([
      '0.5 acknowledged dana', '1 reminded 1 dana', '4.5 ack_expired 1 dana', '4.5 reminded 1 dana', '6.5 escalated 2 sam',
    ])
  })

  it('holds the end of a pass as well', () => {
    expect(story(play(path([tell('1h', 'lead')]), [[2, { do: 'acknowledge', by: 'sam' }]]))).toEqual(['1 escalated 1 sam', '2 acknowledged 1 sam'])
  })
})

describe('pausing', () => {
  const ladder = path([tell('2h', 'lead'), tell('100%', 'boss')])

  it('freezes delays and the clock together: what was left when it began is left when it ends', () => {
    expect(story(play(ladder, [[1, { do: 'pause', reason: 'waiting_customer' }], [6, { do: 'resume', reason: 'waiting_customer' }]], { until: 16 }))).toEqual([
      '1 paused', '6 resumed', '7 escalated 1 sam', '15 escalated 2 olu',
    ])
  })

  it('lasts while any reason lasts', () => {
    expect(story(play(ladder, [
      [1, { do: 'pause', reason: 'a' }], [2, { do: 'pause', reason: 'b' }], [3, { do: 'pause', reason: 'b' }], [4, { do: 'resume', reason: 'a' }],
      [5, { do: 'resume', reason: 'a' }], [6, { do: 'resume', reason: 'b' }],
    ], { until: 8 }))).toEqual(['1 paused', '2 paused', '3 refused', '4 resumed', '5 refused', '6 resumed', '7 escalated 1 sam'])
  })

  it('at the instant at which a level is due comes too late', () => {
    expect(story(play(ladder, [[2, { do: 'pause', reason: 'a' }]], { until: 20 }))).toEqual(['2 escalated 1 sam', '2 paused'])
  })

  it('outside opening hours takes nothing off a delay in business time', () => {
    const office = { calendar: calendar({ zone: 'UTC' }), start: '2026-01-16T15:00:00Z', until: '2026-01-20T00:00:00Z', goal: null }
    const paused = play(path([tell('4bh', 'lead')]), [['2026-01-16T20:00:00Z', { do: 'pause', reason: 'a' }], ['2026-01-19T07:00:00Z', { do: 'resume', reason: 'a' }]], office)

    expect(paused.timeline.find(({ kind }) => kind === 'escalated')?.at).toBe(at('2026-01-19T10:00Z'))
  })

  it('stops the time of an acknowledgement too', () => {
    const claimed = path([tell('1h', 'lead'), tell('1h', 'boss')], { acknowledgedFor: { unit: 'elapsed', ms: 2 * HOUR } })

    expect(story(play(claimed, [[1.5, { do: 'acknowledge', by: 'sam' }], [2.5, { do: 'pause', reason: 'a' }], [5.5, { do: 'resume', reason: 'a' }]], { until: 7 }))).toEqual([
      '1 escalated 1 sam', '1.5 acknowledged 1 sam', '2.5 paused', '5.5 resumed', '6.5 ack_expired 1 sam', '6.5 escalated 1 sam',
    ])
  })
})

describe('by hand', () => {
  const ladder = path([tell('1h', 'lead'), tell('5h', 'boss', true), tell('5h', 'channel')])

  it('escalating tells the next level at once, clears an acknowledgement, and starts that level\'s delay in full', () => {
    expect(story(play(ladder, [[2, { do: 'acknowledge', by: 'sam' }], [3, { do: 'escalate', by: 'dana', level: 1 }]], { until: 9 }))).toEqual([
      '1 escalated 1 sam', '2 acknowledged 1 sam', '3 escalated 2 olu', '8 escalated 3 slack:#ops',
    ])
  })

  it('of two people who see level 1 and escalate, one wins and the other is told', () => {
    const { timeline } = play(ladder, [[3, { do: 'escalate', by: 'dana', level: 1 }], [3, { do: 'escalate', by: 'sam', level: 1 }]], { until: 4 })

    expect(timeline.filter(({ kind }) => kind === 'escalated').map(({ level }) => level)).toEqual([1, 2])
    expect(timeline.at(-1)).toMatchObject({ kind: 'refused', to: ['sam'], why: 'the step is at level 2, and no longer as seen at level 1' })
  })

  it('somebody who escalates as the timer fires has seen the level before, and nothing is skipped', () => {
    expect(story(play(ladder, [[1, { do: 'escalate', by: 'dana', level: 0 }]], { until: 2 }))).toEqual(['1 escalated 1 sam', '1 refused dana'])
  })

  it('escalating at the last level ends the pass: the next one begins, and after the last the sink is told', () => {
    expect(story(play(path([tell('1h', 'lead')], { repeat: 1 }), [[2, { do: 'escalate', by: 'dana', level: 1 }], [3, { do: 'escalate', by: 'dana', level: 1 }], [4, { do: 'escalate', by: 'dana', level: 1 }]], { until: 9 }))).toEqual([
      '1 escalated 1 sam', '2 escalated 1 sam', '3 exhausted', '3 fallback_used zoe', '4 refused dana',
    ])
  })

  it('escalating into a further pass lets percents count as none there, reached or not', () => {
    expect(story(play(path([tell('1h', 'lead'), tell('100%', 'boss')], { repeat: 1 }), [[2, { do: 'escalate', by: 'dana', level: 1 }], [3, { do: 'escalate', by: 'dana', level: 2 }]], { until: 4 }))).toEqual([
      '1 escalated 1 sam', '2 escalated 2 olu', '3 escalated 1 sam', '3 escalated 2 olu',
    ])
  })

  it('de-escalating goes a level down without telling anybody, and the level that was left has its full delay again', () => {
    const { timeline, state } = play(ladder, [[7, { do: 'deescalate', by: 'olu', level: 2 }]], { until: 13 })

    expect(story({ timeline })).toEqual(['1 escalated 1 sam', '6 escalated 2 olu', '7 deescalated 1 olu', '12 escalated 2 olu'])
    expect(state.assignee).toBe('olu')
    expect(story(play(ladder, [[0.5, { do: 'deescalate', by: 'olu', level: 0 }], [7, { do: 'deescalate', by: 'olu', level: 1 }]], { until: 8 })).filter((line) => line.includes('refused'))).toHaveLength(2)
  })

  it('de-escalating from a percent does not bring it back: the climb goes on above it', () => {
    expect(story(play(path([tell('100%', 'lead'), tell('3h', 'boss')]), [[11, { do: 'deescalate', by: 'sam', level: 1 }]], { until: 15 }))).toEqual([
      '10 escalated 1 sam', '11 deescalated 0 sam', '14 escalated 2 olu',
    ])
  })

  it('declining tells the next level at once, a reminder being none', () => {
    expect(story(play(path([remind('50%'), tell('100%', 'lead', true)]), [[1, { do: 'decline', by: 'dana' }], [2, { do: 'decline', by: 'bo' }]], { until: 3 }))).toEqual([
      '1 declined dana', '1 escalated 2 sam', '2 refused bo',
    ])
  })

  it('reassigning keeps clock and level and clears the acknowledgement, whose hold ends', () => {
    const { timeline, state } = play(ladder, [[2, { do: 'acknowledge', by: 'dana' }], [4, { do: 'reassign', to: 'kim', by: 'olu' }], [5, { do: 'reassign', to: 'gone', by: 'olu' }]], { until: 9 })

    expect(story({ timeline }, 'breached')).toEqual(['1 escalated 1 sam', '2 acknowledged 1 dana', '4 reassigned 1 kim', '5 refused olu', '8 escalated 2 olu'])
    expect(state.assignee).toBe('olu')
  })
})

describe('the end', () => {
  const ladder = path([tell('50%', 'lead'), tell('100%', 'boss')])

  it('at the very instant at which it is due is in time: no breach, no level', () => {
    expect(story(play(ladder, [[10, { do: 'complete', by: 'dana' }]]), 'breached')).toEqual(['5 escalated 1 sam', '10 completed dana'])
  })

  it.each(['complete', 'cancel'] as const)('%s stops everything, and whatever comes after is refused', (how) => {
    const { timeline, state } = play(ladder, [[6, { do: how, by: 'dana' }], [7, { do: 'acknowledge', by: 'dana' }], [8, { do: 'pause', reason: 'a' }], [9, { do: 'complete', by: 'sam' }]])

    expect(timeline.slice(-3).map(({ kind }) => kind)).toEqual(['refused', 'refused', 'refused'])
    expect(state.status).toBe(how === 'complete' ? 'completed' : 'cancelled')
    expect(timeline.filter(({ at: when, kind }) => when > START + 6 * HOUR && kind !== 'refused')).toEqual([])
  })

  it('of two who complete it at one instant the first wins', () => {
    expect(story(play(ladder, [[3, { do: 'reassign', to: 'kim', by: 'olu' }], [3, { do: 'complete', by: 'dana' }], [3, { do: 'complete', by: 'sam' }]], { until: 4 }))).toEqual([
      '3 completed dana', '3 refused sam', '3 refused olu',
    ])
  })
})

describe('after an outage', () => {
  const escalation = path([tell('1h', 'lead'), tell('2h', 'boss'), tell('100%', 'channel')])
  const terms = { path: escalation, ...worldOf({}, START, START), percent: (percent: number) => START + percent * 0.1 * HOUR }

  it('what was due fires once, in order, with the instant at which it was due, and delays count from when it did', () => {
    const back = START + 20 * HOUR
    const late = fireEscalation(startEscalation(terms, START, 'dana'), terms, back)
    const told = answerEscalation(late.state, terms, back, { to: ['sam'], owner: 'sam', why: 'holds lead' })

    expect(told.entries).toMatchObject([{ kind: 'escalated', level: 1, at: back, dueAt: START + HOUR }])
    expect(nextEscalation(told.state, terms)).toBe(back + 2 * HOUR)
  })

  it('nothing fires while a question is open, and an answer to none changes nothing', () => {
    const asking = fireEscalation(startEscalation(terms, START, 'dana'), terms, START + HOUR).state
    const told = { to: ['sam'], owner: 'sam', why: 'holds lead' }
    const answered = answerEscalation(asking, terms, START + HOUR, told).state

    expect(asking.asked).toMatchObject({ level: 1 })
    expect(nextEscalation(asking, terms)).toBeNull()
    expect(fireEscalation(asking, terms, START + 50 * HOUR).entries).toEqual([])
    expect(answerEscalation(answered, terms, START + HOUR, told)).toEqual({ state: answered, entries: [] })
  })

  it('a state is plain JSON', () => {
    const { state } = play(escalation, [[2, { do: 'acknowledge', by: 'sam' }], [3, { do: 'pause', reason: 'a' }]], { until: 4 })

    expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  })
})
