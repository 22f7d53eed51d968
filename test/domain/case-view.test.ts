import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../domain/json.ts'
import { labelOf } from '../../domain/case/view.ts'
import { sentence } from '../../domain/story.ts'
import { aField, anAction, anOrder, aPlan, aReturn, aTask, elapsed, HOUR, read, remindAt, START, tellAfter, tellAt, usd } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

describe('the card of a task', () => {
  const desk = openDesk(aReturn())
  desk.fetched('order', anOrder())
  desk.acted('shop.approve')

  it('has everything a person needs to finish it', () => {
    expect(desk.card()).toEqual({
      caseId: 'c1', sop: 'hand-made', label: 'R-1', step: 'inspect', instance: 'inspect#1', visit: 1, epoch: 1, level: 0, kind: 'task', title: 'Do inspect', forWhom: 'clerk',
      assignee: 'ana', claimedBy: null, why: 'first in the role "clerk"', startedAt: START, acknowledgeBy: START + HOUR, dueAt: START + 4 * HOUR, breached: false,
      next: { at: START + HOUR, what: 'somebody should have taken it' }, do: 'Do it.', check: [], ifWrong: 'Ask the lead.', escalates: 'at 50 % reminds whoever holds it; at 100 % goes to chief',
      facts: [{ label: 'Order value', value: usd('80.00'), type: 'money', source: 'shop', at: START }], form: desk.card()?.form, outcomes: ['graded', 'foreign'],
      climbs: { at: START + 2 * HOUR, what: 'reminds whoever holds it', level: 1 }, working: { allowed: '4 h', counted: [{ from: START, to: START + 4 * HOUR }], stood: [] },
    })
  })

  it('lets lines flow on that were broken for the width of a file, and calls outcomes as their buttons are', () => {
    const desk = openDesk(aPlan([aTask('look', {
      do: ['Choose take_over, stop the sale of the SKU\nand look further.\nOtherwise choose go_on:\n- first\n- then Take_over'], ifWrong: ['Choose take_over.'], outcomes: ['go_on', 'take_over'],
    })]))
    expect(desk.card()).toMatchObject({
      do: 'Choose “take over”, stop the sale of the SKU and look further.\nOtherwise choose “go on”:\n- first\n- then Take_over', ifWrong: 'Choose “take over”.',
    })
  })

  it('says what happens next while time passes', () => {
    const later = openDesk(aPlan([aTask('look', { sla: { finish: elapsed(4 * HOUR) }, escalate: { levels: [remindAt(50), tellAfter(90 * 60_000, 'lead')] } })]))
    const next = (ms: number) => {
      later.pass(ms)
      return later.card()?.next?.what ?? null
    }
    expect([next(0), next(2 * HOUR), next(2 * HOUR), next(HOUR)]).toEqual(['reminds whoever holds it', 'tells lead', 'tells whoever gets what nobody else can', null])
    expect(later.card()).toMatchObject({ breached: true, escalates: 'at 50 % reminds whoever holds it; 90 min later tells lead' })
  })

  it('tells of repeats, and of the time that whoever takes it has', () => {
    const levels = [remindAt(50), tellAfter(2 * HOUR, 'lead')]
    const twice = openDesk(aPlan([aTask('look', { sla: { finish: elapsed(4 * HOUR) }, escalate: { levels, repeat: 1, acknowledgedFor: elapsed(HOUR) } })]))
    expect(twice.card()?.escalates).toBe('at 50 % reminds whoever holds it; 2 h later tells lead; then again, once, reminders left out; whoever takes it has 1 h to finish it')
    twice.pass(5 * HOUR)
    expect(twice.card()?.next).toEqual({ at: START + 6 * HOUR, what: 'tells lead again' })
    twice.pass(2 * HOUR)
    expect(twice.card()?.next).toEqual({ at: START + 8 * HOUR, what: 'tells whoever gets what nobody else can' })
    const often = { levels: [remindAt(50)], repeat: 3 }
    expect(openDesk(aPlan([aTask('look', { escalate: often })])).card()?.escalates).toBe('at 50 % reminds whoever holds it')
  })

  it('is shown even when something in it is not known', () => {
    const gone = openDesk(aPlan([aTask('look', { task: ['Look at ', read('event.gone')], shows: [{ label: 'Gone', tree: read('event.gone'), type: 'text' }] })]))
    expect(gone.card()).toMatchObject({ title: 'Look at (not known)', facts: [{ label: 'Gone', value: null, source: null, at: null }] })
  })
})

describe('the summary of a case', () => {
  const plan = aPlan([anAction('pay', { routes: { ok: { to: 'look' } } }), aTask('look', { escalate: { levels: [tellAt(100, 'chief')] } })], { sla: elapsed(HOUR) })

  it('says in one sentence where it stands', () => {
    const desk = openDesk(plan, { event: { id: 'R-1', return_name: '#1001-R1', kind: 'a' } })
    expect(desk.summary()).toMatchObject({ label: '#1001-R1', state: 'open', standing: 'Waits for a system: Title of pay', dueAt: START + HOUR, woundMs: 0, openSteps: [{ step: 'pay', phase: 'acting', assignee: null }] })
    desk.fails('shop.pay')
    expect(desk.summary().standing).toBe('Did not work and needs a person: Title of pay')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    desk.acted('shop.pay')
    expect(desk.summary()).toMatchObject({ standing: 'Waits for a person: Do look', openSteps: [{ step: 'look', title: 'Do look', phase: 'task', assignee: 'ana' }] })
    desk.ask('complete', { step: 'look' })
    expect(desk.summary()).toMatchObject({ state: 'closed', outcome: 'done', closedAt: START, standing: 'Ended: done', openSteps: [] })
  })

  it('is called by its key where the event has no name', () => {
    for (const event of [{}, { name: '' }, { return_name: 5 }] as readonly JsonObject[]) expect(openDesk(plan, { event }).summary().label).toBe('R-1')
  })

  it('is called by its order once that is known, and by its parcel until then', () => {
    const facts = { order: { value: { name: '#1042', customer: { name: 'Ada Low' } }, source: 'shopify', at: START } }
    const called = (event: JsonObject, known = {}) => labelOf({ event, facts: known, key: 'trk_1/held' })
    expect(called({ tracking_code: '9405', name: 'Ada Low' })).toBe('Ada Low')
    expect(called({ tracking_code: '9405' })).toBe('9405')
    expect(called({ tracking_code: '9405', name: 'Ada Low' }, facts)).toBe('#1042')
    expect(called({ order_name: '#1001' }, facts)).toBe('#1001')
    expect(called({}, { order: { value: '#1042', source: 'shopify', at: START } })).toBe('trk_1/held')
  })

  it('says what is being taken back', () => {
    const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'look' } } }), aTask('look')]))
    desk.acted('shop.pay')
    desk.ask('cancel', { because: 'x' })
    expect(desk.summary().standing).toBe('Being taken back: Title of pay')
  })
})

describe('the story of a case', () => {
  it('is told in the words of the shop', () => {
    const desk = openDesk(aPlan([anAction('pay', { routes: { ok: { to: 'look' } } }), aTask('look', { title: 'Do look', form: [aField('note')] })]))
    desk.fails('shop.pay', 'card-closed')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    desk.acted('shop.pay')
    desk.ask('claim', { step: 'look', by: 'bo' })
    desk.ask('complete', { step: 'look', by: 'bo' })
    expect(desk.events.map(sentence)).toEqual([
      'The shopify connection opened the case: A hand-made SOP', 'Title of pay began', 'Asked shop.pay', 'Title of pay did not work: shop.pay said card-closed', 'Title of pay needs a person: shop.pay said card-closed',
      'Title of pay went to dana: first in the role "lead"', 'dana settled Title of pay: retry', 'Asked shop.pay', 'shop.pay is done (ref-shop.pay)', 'Do look began',
      'Do look went to ana: first in the role "clerk"', 'bo took Do look', 'bo finished Do look: done', 'The case ended: done',
    ])
  })
})
