import { describe, expect, it } from 'vitest'
import type { Plan, TaskStep } from '../../domain/plan.ts'
import { aPlan, aTask, anOrganisation, elapsed, HOUR, MINUTE, remindAt, START, tellAfter } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const pauses = { waiting_customer: { within: elapsed(8 * HOUR) } }
const open = (change: Partial<TaskStep> = {}, more: Partial<Plan> = {}) => openDesk(aPlan([aTask('ask', change)], { pauses, ...more }))
const waiting = { step: 'ask', reason: 'waiting_customer' }

describe('a task that is paused', () => {
  it('stands still for as long as the pause lasts', () => {
    const desk = open({ escalate: { levels: [remindAt(50)] } })
    desk.pass(HOUR)
    expect(desk.ask('pause', waiting)).toHaveProperty('answer')
    expect(desk.card()).toMatchObject({ paused: { reason: 'waiting_customer', by: 'ana', since: START + HOUR, until: START + 9 * HOUR }, pauses: ['waiting_customer'] })
    expect(desk.summary().standing).toBe('Paused (waiting customer): Do ask')
    desk.pass(5 * HOUR)
    expect(desk.types()).not.toContain('reminded')
    desk.ask('resume', { step: 'ask' })
    expect(desk.instance('ask').clock).toMatchObject({ dueAt: START + 9 * HOUR })
    expect(desk.instance('ask')).not.toHaveProperty('paused')
    expect(desk.instance('ask')).not.toHaveProperty('timers')
    desk.pass(10 * HOUR)
    expect(desk.find('reminded')).toMatchObject([{ at: START + 7 * HOUR }])
    expect(desk.find('breached')).toMatchObject([{ at: START + 9 * HOUR }])
    expect(desk.find('resumed')).toMatchObject([{ actor: 'person:ana', detail: { reason: 'waiting_customer', pausedMs: 5 * HOUR, dueAt: START + 9 * HOUR } }])
  })

  it('twice is paused for both times together', () => {
    const desk = open()
    for (let time = 0; time < 2; time++) {
      desk.ask('pause', waiting)
      desk.pass(30 * MINUTE)
      desk.ask('resume', { step: 'ask' })
      desk.pass(HOUR)
    }
    expect(desk.instance('ask').clock?.dueAt).toBe(START + 5 * HOUR)
  })

  it('goes on by itself when the reason has lasted as long as it may, and its owner is told', () => {
    const desk = open()
    desk.pass(HOUR)
    desk.ask('pause', waiting)
    desk.pass(20 * HOUR)
    expect(desk.find('pause_over')).toMatchObject([{ at: START + 9 * HOUR, actor: 'timer', detail: { reason: 'waiting_customer', by: 'ana', pausedMs: 8 * HOUR } }])
    expect(desk.find('reminded')).toMatchObject([{ detail: { to: ['dana'], about: 'pause_over' } }])
    expect(desk.find('breached')).toMatchObject([{ at: START + 12 * HOUR }])
  })

  it('goes on after the time the person said, where that is less', () => {
    const desk = open()
    desk.ask('pause', { ...waiting, forMs: HOUR })
    expect(desk.instance('ask').paused?.until).toBe(START + HOUR)
    desk.pass(2 * HOUR)
    expect(desk.instance('ask').clock?.dueAt).toBe(START + 5 * HOUR)
    desk.ask('pause', { ...waiting, forMs: 100 * HOUR })
    expect(desk.instance('ask').paused?.until).toBe(START + 10 * HOUR)
  })

  it('goes on from when the pause was over, however late somebody looks', () => {
    const desk = open()
    desk.ask('pause', { ...waiting, forMs: HOUR })
    desk.outage(3 * HOUR)
    desk.wakeUp()
    expect(desk.instance('ask').clock?.dueAt).toBe(START + 5 * HOUR)
  })

  it('tells the sink when the owner is nobody, and hurries no level of escalation', () => {
    const desk = open({ owner: 'night', escalate: { levels: [tellAfter(2 * HOUR, 'lead')] } })
    desk.ask('pause', { ...waiting, forMs: HOUR })
    desk.pass(2 * HOUR)
    expect(desk.find('reminded')).toMatchObject([{ detail: { to: ['olu'] } }])
    expect(desk.types()).not.toContain('escalated')
    desk.pass(HOUR)
    expect(desk.find('escalated')).toMatchObject([{ at: START + 3 * HOUR }])
  })

  it('must all the same be taken in time', () => {
    const desk = open({ sla: { acknowledge: elapsed(HOUR), finish: elapsed(4 * HOUR) } })
    desk.ask('pause', waiting)
    desk.pass(2 * HOUR)
    expect(desk.find('acknowledge_missed')).toMatchObject([{ at: START + HOUR }])
  })

  it('is late when it was late before', () => {
    const desk = open()
    desk.outage(4 * HOUR)
    desk.ask('pause', waiting)
    desk.wakeUp()
    expect(desk.find('breached')).toMatchObject([{ at: START + 4 * HOUR }])
  })

  it('can be finished and given away, and is paused no more in new hands', () => {
    const done = open()
    done.ask('pause', waiting)
    expect(done.ask('complete', { step: 'ask' })).toHaveProperty('answer')
    const desk = open()
    desk.ask('pause', waiting)
    desk.ask('cannot', { step: 'ask', reason: 'unsafe', note: '' })
    expect(desk.instance('ask')).not.toHaveProperty('paused')
    desk.pass(5 * HOUR)
    expect(desk.find('breached')).toMatchObject([{ at: START + 4 * HOUR }])
    expect(desk.types()).not.toContain('pause_over')
  })

  it.each([
    ['a reason that the SOP does not have', 'pause', { reason: 'lunch' }, 'wrong-form', 'reason: the SOP lets a step pause for waiting_customer'],
    ['a reason that every object has', 'pause', { reason: 'constructor' }, 'wrong-form', 'reason: the SOP lets a step pause for waiting_customer'],
    ['resuming what is not paused', 'resume', {}, 'not-paused', '"ask" is not paused'],
  ] as const)('is refused %s', (_what, word, fields, refused, message) => {
    expect(open().ask(word, { ...waiting, ...fields })).toMatchObject({ refused, message })
  })

  it('is refused a second pause, and any where the SOP has no reasons', () => {
    const desk = open()
    desk.ask('pause', waiting)
    expect(desk.ask('pause', { ...waiting, by: 'bo' })).toMatchObject({ refused: 'already-paused', message: '"ana" has paused "ask" already: waiting customer' })
    expect(open({}, { pauses: {} }).ask('pause', waiting)).toMatchObject({ refused: 'wrong-form', message: 'reason: the SOP lets no step pause' })
  })

  it.each([[{ forMs: 0 }], [{ forMs: -5 }], [{ forMs: 1.5 }], [{ forMs: '1h' }], [{ reason: '' }], [{ reason: 5 }]])('is no command with %j', (fields) => {
    expect(open().ask('pause', { ...waiting, ...(fields as object) })).toMatchObject({ refused: 'bad-command' })
  })
})

describe('a task that counts open hours', () => {
  const organisation = anOrganisation({ calendars: { desk: { id: 'desk', zone: 'UTC', always: false, weekly: [0, 1, 2, 3, 4].map((day) => ({ day, from: 9 * 60, to: 17 * 60 })), closed: [], special: [] } } })
  const at = (day: number, hour: number) => Date.UTC(2026, 10, day, hour)
  const desk = (sla: TaskStep['sla']['finish']) => openDesk(aPlan([aTask('ask', { sla: { finish: sla } })], { hours: 'desk', pauses: { waiting_customer: { within: { unit: 'business_days', days: 3 } } } }), { organisation })

  it('goes on with the open time that was left', () => {
    const one = desk({ unit: 'business', ms: 10 * HOUR })
    expect(one.instance('ask').clock?.dueAt).toBe(at(23, 12))
    one.pass(2 * HOUR)
    one.ask('pause', waiting)
    expect(one.instance('ask').paused?.until).toBe(at(25, 12))
    one.pass(at(23, 16) - at(20, 12))
    one.ask('resume', { step: 'ask' })
    expect(one.instance('ask').clock?.dueAt).toBe(at(24, 16))
  })

  it('loses nothing by a pause at night', () => {
    const one = desk({ unit: 'business', ms: 10 * HOUR })
    one.pass(8 * HOUR)
    one.ask('pause', waiting)
    one.pass(12 * HOUR)
    one.ask('resume', { step: 'ask' })
    expect(one.instance('ask').clock?.dueAt).toBe(at(23, 12))
  })

  it('is due at an opening when it counts business days', () => {
    const one = desk({ unit: 'business_days', days: 1 })
    expect(one.instance('ask').clock?.dueAt).toBe(at(23, 10))
    one.pass(7 * HOUR)
    one.ask('pause', waiting)
    one.pass(at(23, 16) - at(20, 17))
    one.ask('resume', { step: 'ask' })
    expect(one.instance('ask').clock?.dueAt).toBe(at(24, 9))
  })

  it('gives the owner four open hours for what went wrong', () => {
    const one = desk({ unit: 'business', ms: HOUR })
    one.pass(5 * HOUR)
    one.ask('cannot', { step: 'ask', reason: 'unsafe', note: '' })
    expect(one.instance('ask').clock?.dueAt).toBe(at(23, 11))
  })
})
