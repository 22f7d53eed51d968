import { describe, expect, it } from 'vitest'
import type { Step } from '../../domain/plan.ts'
import { aCall, aFact, aMessage, anAction, anEach, anOrder, anOrganisation, aParallel, aPlan, aRole, aTable, aTask, elapsed, HOUR, is, read } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk, type Desk } from './desk.ts'
import { every, layer, roster } from './roster-builders.ts'
import { awaited, aWait } from './waits.ts'

/** What was recorded of steps, with these kinds of records only. */
const told = (desk: Desk, ...types: readonly string[]): readonly string[] =>
  desk.events.flatMap(({ type, step }) => (step !== undefined && types.includes(type) ? [`${type} ${step}`] : []))

/** Two branches, each a step of its own that leads on to a task. */
const sideBySide = (step: (id: string, on: string) => Step): readonly Step[] =>
  aParallel('books', { one: [step('left', 'left_on'), aTask('left_on')], two: [step('right', 'right_on'), aTask('right_on')] })

describe('what happens in one turn', () => {
  it('goes on with a branch as far as it goes by itself before the next one begins', () => {
    const desk = openDesk(aPlan(sideBySide((id, on) => aTable(id, { '*': 'yes' }, { routes: { yes: { to: on } } }))))
    expect(told(desk, 'decided', 'step_started')).toEqual([
      'step_started books', 'step_started left', 'decided left', 'step_started left_on', 'step_started right', 'decided right', 'step_started right_on',
    ])
  })

  it('goes on with an element of a list as far as it goes by itself, into the list in it last', () => {
    const inner = anEach('parts', [aTask('look')], { of: is(['p']), name: 'part', holder: { step: 'lines' }, routes: { done: { end: true } } })
    const desk = openDesk(aPlan(anEach('lines', [aTable('sort', { '*': 'yes' }, { routes: { yes: { to: 'parts' } } }), ...inner], { of: is(['a', 'b']) })))
    expect(told(desk, 'step_started')).toEqual([
      'step_started lines', 'step_started lines[0]/sort', 'step_started lines[0]/parts', 'step_started lines[1]/sort', 'step_started lines[1]/parts',
      'step_started lines[0]/parts[0]/look', 'step_started lines[1]/parts[0]/look',
    ])
  })

  it('ends an element and begins the one that waited for its place before anything else begins', () => {
    const desk = openDesk(aPlan(anEach('lines', [aTable('sort', { '*': 'yes' })], { of: is(['a', 'b', 'c']), atOnce: 2 })))
    expect(told(desk, 'step_started', 'frame_closed')).toEqual([
      'step_started lines', 'step_started lines[0]/sort', 'frame_closed lines', 'step_started lines[1]/sort', 'frame_closed lines', 'step_started lines[2]/sort', 'frame_closed lines',
    ])
  })

  it('goes on with the first of two steps that ran out of time before the second has', () => {
    const desk = openDesk(aPlan(sideBySide((id, on) => aWait(id, { within: elapsed(HOUR), routes: { came: { to: on }, timeout: { to: on } } }))))
    desk.outage(2 * HOUR)
    desk.wakeUp()
    expect(told(desk, 'timed_out', 'step_started').slice(3)).toEqual(['timed_out left', 'step_started left_on', 'timed_out right', 'step_started right_on'])
  })

  it('goes on with the first of two steps that waited for open hours before the second', () => {
    const office = { ...calendar('UTC', { 'mon-fri': '09:00-17:00' }), id: 'office' }
    const counted = (id: string, on: string) => aTask(id, { when: is(false), hours: 'office', sla: { finish: { unit: 'business', ms: HOUR } }, routes: { skipped: { to: on } } })
    const desk = openDesk(aPlan(sideBySide(counted)), { organisation: anOrganisation({ calendars: { office } }) })
    expect(told(desk, 'step_skipped', 'step_started').slice(1)).toEqual(['step_skipped left', 'step_started left_on', 'step_skipped right', 'step_started right_on'])
  })

  it('goes on with the first of two steps that waited for a look of the case itself before the second', () => {
    const byOrder = { ...awaited('bank.disputed'), subscribe: { field: ['order_id'], value: read('facts.order.id') }, needs: ['order'], then: { route: { finish: 'frozen' }, undo: false } }
    const desk = openDesk(aPlan(sideBySide((id, on) => aTable(id, { '*': 'yes' }, { needs: ['order'], routes: { yes: { to: on } } })), {
      facts: { order: aFact('shop.order') }, atAnyTime: [byOrder],
    }))
    expect(desk.state().effects.map(({ instance }) => instance)).toEqual(['left#1', 'right#1', ''])
    desk.fetched('order', anOrder())
    expect(told(desk, 'decided', 'step_started').slice(1)).toEqual(['step_started left', 'decided left', 'step_started left_on', 'step_started right', 'decided right', 'step_started right_on'])
  })
})

describe('a shift that ends while nobody can tell whose the task is', () => {
  const halves = roster([layer(every(12, 'hour', '2026-11-20 00:00', ['ana'], ['bo']))], { id: 'desk', zone: 'UTC' })
  const organisation = anOrganisation({ rosters: { desk: halves }, roles: { ...anOrganisation().roles, clerk: { ...aRole('clerk', ['ana', 'bo']), roster: 'desk' } } })
  const whose = (id: string, on: string) => aTask(id, {
    needs: ['who'], assign: { kind: 'expression', tree: read('facts.who') }, handoff: 'stay', sla: { finish: elapsed(20 * HOUR) }, routes: { done: { end: true }, failed: { to: on } },
  })
  /** Two tasks of one role; who that is has just been forgotten, because an action looks at it again. */
  const forgotten = (): Desk => {
    const look = anAction('move', { verify: is(true), verifyNeeds: ['who'] })
    const desk = openDesk(aPlan(
      aParallel('books', { one: [whose('left', 'left_on'), aTask('left_on')], two: [whose('right', 'right_on'), aTask('right_on')], three: [look] }),
      { facts: { who: aFact('shop.who') } },
    ), { organisation })
    desk.fetched('who', 'clerk')
    desk.fetched('who', 'clerk')
    return desk
  }

  it('takes the way of the SOP for each task, one after the other', () => {
    const desk = forgotten()
    desk.acted('shop.move')
    desk.pass(2 * HOUR)
    expect(told(desk, 'effect_failed', 'step_started').slice(-4)).toEqual(['effect_failed left', 'step_started left_on', 'effect_failed right', 'step_started right_on'])
  })

  it('takes it at once when the holder gives the task back after the shift', () => {
    const desk = forgotten()
    desk.ask('claim', { step: 'left' })
    desk.acted('shop.move')
    desk.pass(3 * HOUR)
    expect(desk.instance('left')).toMatchObject({ claimedBy: 'ana', shift: { over: true } })
    desk.ask('release', { step: 'left' })
    expect(desk.open()).toContain('left_on:task')
  })
})

describe('a step that ends in a way that its SOP says nothing about', () => {
  const faults = (desk: Desk) => desk.state().open.flatMap(({ step, exception }) => (exception ? [`${step}: ${exception.message}`] : []))

  it('is given to its owner when it was done too often, whatever led there', () => {
    const desk = openDesk(aPlan([aTask('look', { atMost: 1, routes: { done: { to: 'news' } } }), aMessage('news', { routes: { sent: { to: 'look' } } })]))
    desk.ask('complete', { step: 'look' })
    desk.sent()
    expect(faults(desk)).toEqual(['look: outcome "too_often" of step "look" leads nowhere'])
    desk.ask('settle', { step: 'look', by: 'dana', choice: 'retry' })
    expect(desk.open()).toEqual(['look:task'])
  })

  it('is given to its owner when it calls a SOP that ends so', () => {
    const called = aPlan([anAction('pay', { routes: { ok: { finish: 'declined' } } })])
    const desk = openDesk(aPlan([aCall('refund', 'refunding')], { calls: { refunding: called } }))
    desk.acted('shop.pay')
    expect(faults(desk)).toEqual(['refund: outcome "declined" of step "refund" leads nowhere'])
  })

  it('is given to its owner when branches run in it', () => {
    const desk = openDesk(aPlan(aParallel('books', { one: [aMessage('news')] }, { routes: {} })))
    desk.sent()
    expect(faults(desk)).toEqual(['books: outcome "done" of step "books" leads nowhere'])
  })
})
