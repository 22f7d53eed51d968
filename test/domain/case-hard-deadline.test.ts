import { describe, expect, it } from 'vitest'
import { nextDeadline } from '../../domain/case.ts'
import { warnAt } from '../../domain/case/warning.ts'
import { materialise } from '../../domain/calendar/materialise.ts'
import type { HardDeadline, Plan, Step, TaskStep } from '../../domain/plan.ts'
import { aFact, anAction, anOrganisation, aPlan, aStep, aTask, call, elapsed, HOUR, is, MINUTE, read, START, tellAt } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk, type Desk } from './desk.ts'
import { awaited, aWait, tell } from './waits.ts'

const by = (at: number, actBefore?: HardDeadline['actBefore']): HardDeadline => ({ at: is(at), needs: [], ...(actBefore ? { actBefore } : {}) })
const expired = { expired: { finish: 'expired' } } as const
const urgent = (deadline: HardDeadline, change: Partial<TaskStep> = {}): TaskStep => aTask('report', { deadline, routes: { done: { finish: 'done' }, ...expired }, ...change })
const open = (...steps: readonly Step[]): Desk => openDesk(aPlan(steps))
const office = anOrganisation({ calendars: { office: { ...calendar('UTC', { 'mon-fri': '09:00-17:00' }), id: 'office' } } })
const at = (text: string): number => Date.parse(`2026-${text}:00Z`)

describe('the hard deadline of a step', () => {
  it('ends a task at its instant, and nobody can finish it any more', () => {
    const desk = open(urgent(by(START + HOUR)))
    desk.pass(HOUR - 1)
    expect(desk.open()).toEqual(['report:task'])
    desk.pass(1)
    expect(desk.state()).toMatchObject({ outcome: 'expired', closedAt: START + HOUR })
    expect(desk.find('expired')).toMatchObject([{ step: 'report', actor: 'timer', detail: { dueAt: START + HOUR } }])
  })

  it('stands against an answer that comes later, though no timer has fired since', () => {
    const desk = open(urgent(by(START + HOUR)))
    desk.outage(HOUR + 1)
    expect(desk.ask('complete', { step: 'report' })).toEqual({ refused: 'deadline-passed', message: expect.stringContaining('2026-'), fields: undefined })
    expect(desk.ask('claim', { step: 'report' })).toMatchObject({ refused: 'deadline-passed' })
    desk.pass(0)
    expect(desk.state()).toMatchObject({ outcome: 'expired' })

    const inTime = open(urgent(by(START + HOUR)))
    inTime.outage(HOUR)
    expect(inTime.ask('complete', { step: 'report' })).toHaveProperty('answer')
  })

  it('of the case stands against an answer to any of its steps', () => {
    const deadline = { at: is(START + HOUR), needs: [], then: { route: { finish: 'expired' }, undo: false } } as const
    const desk = openDesk(aPlan([aTask('look')], { deadline }))
    desk.outage(HOUR + 1)
    expect(desk.ask('complete', { step: 'look' })).toMatchObject({ refused: 'deadline-passed' })
  })

  it('that is past ends the step at once, before anybody is asked', () => {
    const desk = open(urgent(by(START)))
    expect(desk.state().outcome).toBe('expired')
    expect(desk.types()).toEqual(['case_opened', 'expired', 'case_closed'])
    const skipped = open(urgent(by(START), { when: is(false), routes: { ...expired, skipped: { finish: 'declined' } } }))
    expect(skipped.state().outcome).toBe('declined')
  })

  it('is met by finishing in time, and means nothing afterwards', () => {
    const desk = open(urgent(by(START + HOUR), { routes: { done: { to: 'rest' }, ...expired } }), aTask('rest'))
    desk.ask('complete', { step: 'report' })
    desk.pass(2 * HOUR)
    expect(desk.open()).toEqual(['rest:task'])
  })

  it('ends a wait, an exception task, and a step that still waits for a fact', () => {
    const waiting = open(aWait('parcel', { deadline: by(START + HOUR), routes: { came: { finish: 'done' }, ...expired } }))
    waiting.pass(HOUR)
    expect(waiting.state()).toMatchObject({ outcome: 'expired', subscriptions: [] })

    const failed = open(anAction('pay', { deadline: by(START + HOUR), routes: { ok: { finish: 'done' }, ...expired } }))
    failed.fails('shop.pay')
    failed.pass(HOUR)
    expect(failed.state().outcome).toBe('expired')

    const gathering = openDesk(aPlan([urgent(by(START + HOUR), { needs: ['order'] })], { facts: { order: aFact('shop.order') } }))
    gathering.pass(HOUR)
    expect(gathering.state().outcome).toBe('expired')
  })

  it('cuts off nothing that is under way: what works ends the step, what fails has expired', () => {
    const pay = anAction('pay', { deadline: by(START + HOUR), routes: { ok: { finish: 'done' }, failed: { finish: 'declined' }, ...expired } })
    const works = open(pay)
    works.pass(2 * HOUR)
    expect(works.open()).toEqual(['pay:acting'])
    expect(nextDeadline(works.state())).toBeUndefined()
    works.acted('shop.pay')
    expect(works.state().outcome).toBe('done')
    expect(works.find('expired')).toEqual([])

    const fails = open(pay)
    fails.pass(2 * HOUR)
    fails.fails('shop.pay')
    expect(fails.state().outcome).toBe('expired')
    expect(fails.find('expired')).toHaveLength(1)
  })

  it('leaves to a person an action that nobody knows the end of', () => {
    const desk = open(anAction('pay', { deadline: by(START + HOUR), routes: { ok: { finish: 'done' }, ...expired } }))
    desk.isNeverAnswered('shop.pay')
    desk.pass(2 * HOUR)
    expect(desk.open()).toEqual(['pay:exception'])
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 'bank' })
    expect(desk.state().outcome).toBe('done')

    const again = open(anAction('pay', { deadline: by(START + HOUR), routes: { ok: { finish: 'done' }, ...expired } }))
    again.isNeverAnswered('shop.pay')
    again.pass(2 * HOUR)
    again.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    again.fails('shop.pay')
    expect(again.state().outcome).toBe('expired')
  })

  it('ends branches with everything in them, after what has left has settled and was taken back', () => {
    const inside = (branch: string) => ({ holder: { step: 'both', branch }, routes: { ok: { end: true }, done: { end: true } } }) as const
    const desk = open(
      { ...aStep('both'), kind: 'parallel', deadline: by(START + HOUR), branches: [{ name: 'a', first: 'pay' }, { name: 'b', first: 'look' }], waitFor: 'all', routes: { done: { finish: 'done' }, failed: { finish: 'done' }, ...expired } },
      anAction('pay', { ...inside('a'), undo: 'shop.charge' }), aTask('look', inside('b')),
    )
    desk.pass(HOUR)
    expect(desk.open()).toEqual(['both:inside', 'pay:acting'])
    desk.acted('shop.pay')
    desk.acted('shop.charge')
    expect(desk.state()).toMatchObject({ outcome: 'expired', open: [] })
  })

  it('lets nothing else fall due after it, though nobody looked in time', () => {
    const desk = open(urgent(by(START + HOUR), { sla: { finish: elapsed(2 * HOUR) }, escalate: { levels: [tellAt(25, 'chief'), tellAt(75, 'lead')] } }))
    desk.outage(24 * HOUR)
    desk.wakeUp()
    expect(desk.find('breached')).toEqual([])
    expect(desk.find('escalated')).toMatchObject([{ level: 1 }])
    expect(desk.state().outcome).toBe('expired')
  })

  it('reads a fact, and is given to a person when it is no instant', () => {
    const deadline = { at: read('facts.order.due'), needs: ['order'] }
    const desk = openDesk(aPlan([urgent(deadline)], { facts: { order: aFact('shop.order') } }))
    desk.fetched('order', { due: START + HOUR })
    desk.pass(HOUR)
    expect(desk.state().outcome).toBe('expired')
    const odd = openDesk(aPlan([urgent(deadline)], { facts: { order: aFact('shop.order') } }))
    odd.fetched('order', { due: true })
    expect(odd.open()).toEqual(['report:exception'])
  })
})

describe('the warning of a hard deadline', () => {
  const warned = (desk: Desk) => desk.find('reminded').map((event) => [event.at, event.detail['to'], event.detail['about']])

  it('goes to whoever holds the step, once', () => {
    const desk = open(urgent(by(START + 3 * HOUR, elapsed(HOUR))))
    desk.pass(2 * HOUR)
    expect(desk.find('deadline_warned')).toMatchObject([{ step: 'report', at: START + 2 * HOUR, detail: { dueAt: START + 3 * HOUR } }])
    expect(warned(desk)).toEqual([[START + 2 * HOUR, ['ana'], 'act_before']])
    desk.pass(HOUR - 1)
    expect(desk.find('deadline_warned')).toHaveLength(1)
  })

  it('goes to the owner when nobody holds it, to the sink when nobody is owner, and hurries no level', () => {
    const desk = open(aWait('parcel', { owner: 'night', deadline: by(START + 2 * HOUR, elapsed(HOUR)), routes: { came: { finish: 'done' }, ...expired } }))
    desk.pass(HOUR)
    expect(warned(desk)).toEqual([[START + HOUR, ['olu'], 'act_before']])
    expect(desk.find('level_skipped')).toEqual([])
  })

  it('comes at once when its time is past already', () => {
    const desk = open(urgent(by(START + HOUR, elapsed(5 * HOUR))))
    desk.wakeUp()
    expect(desk.find('deadline_warned')).toHaveLength(1)
    expect(desk.open()).toEqual(['report:task'])
  })

  it('moves to the last opening before it', () => {
    const step = urgent(by(at('11-25T08:00'), elapsed(24 * HOUR)), { hours: 'office' })
    const desk = openDesk(aPlan([step]), { organisation: office })
    desk.pass(at('11-23T09:00') - START - 1)
    expect(desk.find('deadline_warned')).toEqual([])
    desk.pass(1)
    expect(desk.find('deadline_warned')).toHaveLength(1)
  })

  const hours = materialise(office, 'office', START, START + 60 * 24 * HOUR)
  const DAY = { unit: 'business_days', days: 1 } as const
  it.each([
    ['stays where it is open', '11-24T12:00', elapsed(24 * HOUR), '11-23T12:00'],
    ['moves over a night', '11-26T08:00', elapsed(24 * HOUR), '11-24T09:00'],
    ['moves over a weekend', '12-07T08:00', elapsed(24 * HOUR), '12-04T09:00'],
    ['is due when the opening before was in the past', '11-22T12:00', elapsed(24 * HOUR), '11-20T10:00'],
    ['counts open time backwards', '11-24T12:00', { unit: 'business', ms: 4 * HOUR } as const, '11-23T16:00'],
    ['counts a whole opening as far back as it began', '11-24T09:00', { unit: 'business', ms: 8 * HOUR } as const, '11-23T09:00'],
    ['counts dates with open time backwards', '11-30T12:00', DAY, '11-27T12:00'],
    ['counts dates, and moves where that time is closed', '11-30T20:00', DAY, '11-27T09:00'],
  ] as const)('%s', (_title, deadline, before, warning) => {
    expect(new Date(warnAt(at(deadline), before, hours)).toISOString()).toBe(`2026-${warning}:00.000Z`)
  })

  it('stays where it is beyond what is known of the hours, and without any', () => {
    expect(warnAt(hours.until + 24 * HOUR, elapsed(HOUR), hours)).toBe(hours.until + 23 * HOUR)
    expect(warnAt(START, elapsed(HOUR), undefined)).toBe(START - HOUR)
  })
})

describe('the hard deadline of a case', () => {
  const limited = (deadline: Partial<NonNullable<Plan['deadline']>>, change: Partial<Plan> = {}): Plan =>
    aPlan([anAction('pay', { undo: 'shop.charge', routes: { ok: { to: 'look' } } }), aTask('look')], { deadline: { at: is(START + 2 * HOUR), needs: [], then: { route: { finish: 'expired' }, undo: false }, ...deadline }, ...change })

  it('ends it, whatever it is doing, once what is under way has settled', () => {
    const desk = openDesk(limited({ actBefore: elapsed(HOUR) }))
    desk.pass(HOUR)
    expect(desk.find('deadline_warned')).toMatchObject([{ at: START + HOUR, detail: { dueAt: START + 2 * HOUR } }])
    expect(desk.find('reminded')).toMatchObject([{ detail: { to: ['dana'], about: 'act_before' } }])
    desk.pass(HOUR)
    expect(desk.find('expired')).toMatchObject([{ at: START + 2 * HOUR, actor: 'timer' }])
    expect(desk.open()).toEqual(['pay:acting'])
    desk.acted('shop.pay')
    expect(desk.state().outcome).toBe('expired')
    expect(desk.find('undo_requested')).toEqual([])
  })

  it('may take back what was done, and lead to a step', () => {
    const desk = openDesk(limited({ then: { route: { to: 'look' }, undo: true } }))
    desk.acted('shop.pay')
    desk.pass(2 * HOUR)
    expect(desk.open()).toEqual(['pay:undoing'])
    desk.acted('shop.charge')
    expect(desk.open()).toEqual(['look:task'])
    expect(desk.instance('look').visit).toBe(2)
    desk.pass(24 * HOUR)
    expect(desk.find('expired')).toHaveLength(1)
  })

  it('holds all the same while something else leads the case to another step', () => {
    const disputed = { ...awaited('bank.disputed'), then: { route: { to: 'look' }, undo: true } } as const
    const plan = limited({}, { atAnyTime: [disputed] })
    const desk = openDesk(plan)
    desk.acted('shop.pay')
    tell(desk, 'bank.disputed')
    expect(desk.open()).toEqual(['pay:undoing'])
    desk.pass(3 * HOUR)
    desk.acted('shop.charge')
    expect(desk.state()).toMatchObject({ outcome: 'expired', open: [] })
    expect(desk.find('expired')).toMatchObject([{ at: START + 2 * HOUR }])
  })

  it('changes nothing of a case that is ending', () => {
    const desk = openDesk(limited({}))
    desk.ask('cancel', { by: 'dana', because: 'x' })
    desk.pass(3 * HOUR)
    desk.acted('shop.pay')
    desk.acted('shop.charge')
    expect(desk.state().outcome).toBe('cancelled')
    expect(desk.find('expired')).toEqual([])
  })

  it('that is past leads on before the first step', () => {
    const desk = openDesk(limited({ at: is(START - 1) }))
    expect(desk.state().outcome).toBe('expired')
    expect(desk.effects).toEqual([])
  })

  it('may depend on a fact, which is read when the case opens, and never moves again', () => {
    const order = { order: aFact('shop.order', { freshForMs: MINUTE }) }
    const desk = openDesk(limited({ at: read('facts.order.due'), needs: ['order'] }, { facts: order }))
    desk.fetched('order', { due: START + HOUR })
    expect(desk.state()).toMatchObject({ deadline: { at: START + HOUR }, timers: [{ kind: 'expired', at: START + HOUR }] })
  })

  it('that cannot be told is recorded, and the owner is told', () => {
    const desk = openDesk(limited({ at: call('+', is(1), read('event.gone')) }))
    expect(desk.find('effect_failed')).toMatchObject([{ detail: { title: 'the deadline of the case' } }])
    expect(desk.find('reminded')).toMatchObject([{ detail: { to: ['dana'] } }])
    desk.acted('shop.pay')
    expect(desk.find('effect_failed')).toHaveLength(1)
  })
})
