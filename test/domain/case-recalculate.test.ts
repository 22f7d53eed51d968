import { describe, expect, it } from 'vitest'
import { advance } from '../../domain/case.ts'
import { goOn, hold, recomputed, startClock } from '../../domain/case/clock.ts'
import { measureBy } from '../../domain/case/time.ts'
import { materialise } from '../../domain/calendar/materialise.ts'
import type { Calendar, Organisation } from '../../domain/organisation.ts'
import type { Plan, TaskStep } from '../../domain/plan.ts'
import { sentence } from '../../domain/story.ts'
import { anAction, anOrganisation, aPlan, aTask, elapsed, HOUR, MINUTE, START, tellAfter, tellAt } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk } from './desk.ts'

const open = (ms: number) => ({ unit: 'business', ms }) as const
/** Friday 20 November, 10 o'clock; open until 18:00, and again on Monday at 8:00. */
const usual = calendar('UTC', { 'mon-fri': '08:00-18:00' })
const closedMonday = calendar('UTC', { 'mon-fri': '08:00-18:00' }, { closed: ['2026-11-23'] })
const MONDAY = Date.UTC(2026, 10, 23, 8)
const TUESDAY = MONDAY + 24 * HOUR

/** An organisation whose calendar a test changes while the case runs. */
const withHours = (): Organisation & { calendars: Organisation['calendars'] } => ({ ...anOrganisation({ calendars: { support: usual } }) })

function aDesk(change: Partial<TaskStep> = {}, plan: Partial<Plan> = {}) {
  const organisation = withHours()
  const desk = openDesk(aPlan([aTask('grade', { sla: { finish: open(10 * HOUR) }, ...change })], { hours: 'support', ...plan }), { organisation })
  return { desk, change: (to: Calendar) => { organisation.calendars = { support: to } } }
}
const because = 'Monday is a holiday after all'

describe('clocks that a manager has recalculated', () => {
  it('are due by the hours that the calendar has now, and the record says when they were', () => {
    const { desk, change } = aDesk({ sla: { acknowledge: open(9 * HOUR), finish: open(10 * HOUR) } })
    expect(desk.instance('grade').clock).toMatchObject({ acknowledgeBy: MONDAY + HOUR, dueAt: MONDAY + 2 * HOUR })
    change(closedMonday)
    desk.pass(HOUR)
    expect(desk.instance('grade').clock).toMatchObject({ dueAt: MONDAY + 2 * HOUR })
    expect(desk.ask('recalculate', { because, by: 'olu' })).toMatchObject({ answer: { done: 'recalculate', step: '', outcome: null } })
    expect(desk.instance('grade').clock).toMatchObject({ acknowledgeBy: TUESDAY + HOUR, dueAt: TUESDAY + 2 * HOUR })
    expect(desk.card()).toMatchObject({ dueAt: TUESDAY + 2 * HOUR, acknowledgeBy: TUESDAY + HOUR })
    expect(desk.find('recalculated')).toMatchObject([
      { step: 'grade', actor: 'person:olu', via: 'console', detail: { calendar: 'support', dueBefore: MONDAY + 2 * HOUR, dueAt: TUESDAY + 2 * HOUR, acknowledgeBefore: MONDAY + HOUR, acknowledgeBy: TUESDAY + HOUR, because, organisation: 'o1' } },
      { actor: 'person:olu', detail: { because, calendars: 'support', clocks: [{ step: 'grade', calendar: 'support', dueBefore: MONDAY + 2 * HOUR, dueAt: TUESDAY + 2 * HOUR }] } },
    ])
    expect(desk.find('recalculated').map(sentence)).toEqual([
      'Do grade is due at another time, as the open hours of support have changed',
      'olu had the open hours of support read again: Monday is a holiday after all',
    ])
    expect(desk.state()).not.toHaveProperty('recalculating')
    desk.pass(TUESDAY - START - HOUR + 2 * HOUR)
    expect(desk.find('breached')).toMatchObject([{ at: TUESDAY + 2 * HOUR }])
  })

  it('have their levels and the path moved with them, and what has fired does not fire again', () => {
    const { desk, change } = aDesk({ escalate: { levels: [tellAt(50, 'lead'), tellAt(100, 'lead'), { when: { after: open(HOUR) }, do: { kind: 'tell', to: { kind: 'role', name: 'chief' }, takesOver: true } }] } })
    desk.pass(6 * HOUR)
    expect(desk.find('escalated').map(({ at }) => at)).toEqual([START + 5 * HOUR])
    change(closedMonday)
    desk.ask('recalculate', { because })
    desk.pass(TUESDAY - desk.now() + 4 * HOUR)
    expect(desk.find('escalated').map(({ at }) => at)).toEqual([START + 5 * HOUR, TUESDAY + 2 * HOUR, TUESDAY + 3 * HOUR])
    expect(desk.instance('grade').assignee).toBe('olu')
  })

  it('are to be taken by another time where only that counts open hours', () => {
    const { desk, change } = aDesk({ sla: { acknowledge: open(9 * HOUR), finish: elapsed(200 * HOUR) } })
    change(closedMonday)
    desk.ask('recalculate', { because })
    expect(desk.instance('grade').clock).toMatchObject({ acknowledgeBy: TUESDAY + HOUR, dueAt: START + 200 * HOUR })
    expect(desk.find('recalculated')[0]).toMatchObject({ step: 'grade', detail: { acknowledgeBefore: MONDAY + HOUR, acknowledgeBy: TUESDAY + HOUR } })
    desk.pass(TUESDAY + HOUR - START)
    expect(desk.find('acknowledge_missed')).toMatchObject([{ at: TUESDAY + HOUR }])
  })

  it('include that of the case', () => {
    const { desk, change } = aDesk({ sla: { finish: elapsed(HOUR * 200) } }, { sla: open(10 * HOUR) })
    change(closedMonday)
    desk.ask('recalculate', { because })
    expect(desk.summary().dueAt).toBe(TUESDAY + 2 * HOUR)
    expect(desk.find('recalculated')).toMatchObject([{ detail: { clocks: [{ step: '', dueAt: TUESDAY + 2 * HOUR }] } }])
  })

  it('breach at once, and once, where the time is over by the new hours', () => {
    const { desk, change } = aDesk({ sla: { finish: open(9 * HOUR) } })
    desk.pass(12 * HOUR)
    change(calendar('UTC', { daily: '00:00-24:00' }))
    desk.ask('recalculate', { because })
    expect(desk.instance('grade').clock).toMatchObject({ dueAt: START + 9 * HOUR })
    desk.pass(1)
    expect(desk.find('breached')).toMatchObject([{ at: START + 12 * HOUR, detail: { dueAt: START + 9 * HOUR } }])
    desk.pass(80 * HOUR)
    expect(desk.find('breached')).toHaveLength(1)
  })

  it('keep the pauses that they had', () => {
    const { desk, change } = aDesk({}, { pauses: { waiting: { within: elapsed(100 * HOUR) } } as unknown as Plan['pauses'] })
    desk.pass(HOUR)
    desk.ask('pause', { step: 'grade', reason: 'waiting' })
    desk.pass(3 * HOUR)
    desk.ask('resume', { step: 'grade' })
    expect(desk.instance('grade').clock).toMatchObject({ dueAt: MONDAY + 5 * HOUR, stood: [[START + HOUR, START + 4 * HOUR]] })
    change(closedMonday)
    desk.ask('recalculate', { because })
    expect(desk.instance('grade').clock).toMatchObject({ dueAt: TUESDAY + 5 * HOUR })
  })

  it('stay as they are while they are paused, and go on by the new hours', () => {
    const { desk, change } = aDesk({}, { pauses: { waiting: { within: elapsed(100 * HOUR) } } as unknown as Plan['pauses'] })
    desk.ask('pause', { step: 'grade', reason: 'waiting' })
    change(closedMonday)
    desk.ask('recalculate', { because })
    desk.pass(HOUR)
    desk.ask('resume', { step: 'grade' })
    expect(desk.instance('grade').clock).toMatchObject({ dueAt: TUESDAY + 3 * HOUR })
  })

  it('say so where nothing moves', () => {
    const { desk } = aDesk()
    desk.ask('recalculate', { because })
    expect(desk.find('recalculated')).toMatchObject([{ detail: { clocks: [] } }])
    expect(desk.find('recalculated').map(sentence)).toEqual(['ana had the open hours of support read again, which moved nothing: Monday is a holiday after all'])
  })

  it('are left alone where the calendar is gone, so that no clock is lost', () => {
    const { desk, change } = aDesk()
    const before = desk.instance('grade').clock
    change(calendar('UTC', {}))
    desk.ask('recalculate', { because })
    expect(desk.instance('grade').clock).toEqual(before)
  })
})

describe('a recalculation', () => {
  it('is refused where no clock counts open hours, or only one whose time is over', () => {
    const elapsedOnly = openDesk(aPlan([aTask('grade')]))
    expect(elapsedOnly.ask('recalculate', { because })).toMatchObject({ refused: 'nothing-to-recalculate' })
    const mixed = { sla: { acknowledge: open(9 * HOUR), finish: elapsed(HOUR) } }
    const taken = aDesk(mixed).desk
    taken.ask('claim', { step: 'grade' })
    expect(taken.ask('recalculate', { because })).toMatchObject({ refused: 'nothing-to-recalculate' })
    const late = aDesk(mixed).desk
    late.pass(2 * HOUR)
    expect(late.ask('recalculate', { because })).toMatchObject({ refused: 'nothing-to-recalculate' })
    const { desk, change } = aDesk()
    desk.pass(MONDAY + 3 * HOUR - START)
    change(closedMonday)
    expect(desk.ask('recalculate', { because })).toMatchObject({ refused: 'nothing-to-recalculate' })
  })

  it('leaves a breached clock and its path as they are when another one is moved', () => {
    const organisation = withHours()
    const steps = [anAction('first', { hours: 'support', routes: { ok: { to: 'grade' } } }), aTask('grade', { sla: { finish: open(10 * HOUR) } })]
    const desk = openDesk(aPlan(steps, { hours: 'support', sla: open(30 * HOUR), escalation: { levels: [tellAfter(HOUR, 'chief')] } }), { organisation })
    desk.fails('shop.first')
    desk.pass(MONDAY + HOUR - START)
    const before = desk.instance('first').clock
    organisation.calendars = { support: closedMonday }
    desk.ask('recalculate', { because })
    expect(desk.instance('first').clock).toEqual(before)
    expect(desk.instance('first').openings).toMatchObject({ calendar: 'support' })
    expect(desk.find('recalculated').at(-1)).toMatchObject({ detail: { clocks: [{ step: '' }] } })
  })

  it.each([['no reason', { because: ' ' }, 'bad-command'], ['no reason at all', { because: undefined as never }, 'bad-command']])('is refused with %s', (_what, fields, refused) => {
    expect(aDesk().desk.ask('recalculate', fields)).toMatchObject({ refused })
  })

  it('may be asked for again in a case that ended before its answer came', () => {
    const { desk: asked } = aDesk()
    const { plan } = asked
    const recalculating = advance(plan, asked.state(), { type: 'command', command: asked.commandOf('recalculate', { because }) }, START).state
    expect(recalculating).toHaveProperty('recalculating')
    const ended = advance(plan, recalculating, { type: 'command', command: asked.commandOf('complete', { step: 'grade' }) }, START).state
    expect(ended).toHaveProperty('outcome')
    expect(ended).not.toHaveProperty('recalculating')
  })

  it('is refused in a case that has ended', () => {
    const { desk } = aDesk()
    desk.ask('complete', { step: 'grade' })
    expect(desk.ask('recalculate', { because })).toMatchObject({ refused: 'case-closed' })
  })
})

it('a clock recomputed by the same hours is the same clock, pauses and passed deadlines included', () => {
  const openings = materialise(anOrganisation({ calendars: { support: usual } }), 'support', START, START + 60 * 24 * HOUR)
  const measure = measureBy(() => openings)
  for (const finish of [open(10 * HOUR), elapsed(10 * HOUR), { unit: 'business_days', days: 2 } as const]) {
    const sla = { acknowledge: open(3 * HOUR), finish }
    const started = startClock(START, sla, measure, { warnings: [50, 75, 90], marks: [20, 60] })
    const paused = goOn(hold(started, START + 90 * MINUTE), START + 6 * HOUR, measure)
    const twice = goOn(hold(paused, MONDAY - HOUR), MONDAY + HOUR, measure)
    for (const clock of [started, paused, twice]) expect(recomputed(clock, sla, measure)).toEqual(clock)
  }
})
