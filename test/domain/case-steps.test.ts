import { describe, expect, it } from 'vitest'
import type { Json } from '../../domain/json.ts'
import { advance } from '../../domain/case.ts'
import { aField, aMessage, anAction, anOrder, anOrganisation, aPlan, aReturn, aTable, aTask, call, has, HOUR, is, local, MINUTE, read, START, usd } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

describe('a return', () => {
  it('goes from the order to the customer, each step when the one before has ended', () => {
    const desk = openDesk(aReturn())
    desk.fetched('order', anOrder())
    expect(desk.open()).toEqual(['approve:acting'])
    desk.acted('shop.approve')
    expect(desk.ask('complete', { step: 'inspect', outcome: 'graded', form: { grade: 'a' } })).toMatchObject({ answer: { done: 'complete', outcome: 'graded' } })
    desk.acted('shop.refund', { paid: true })
    desk.fetched('order', anOrder({ paid_back: usd('80.00') }))
    desk.sent()
    expect(desk.state()).toMatchObject({ outcome: 'refunded', open: [], effects: [], closedAt: START })
    expect(desk.types().filter((type) => type !== 'fact_read')).toEqual([
      'case_opened', 'step_started', 'decided', 'step_started', 'effect_requested', 'effect_done', 'step_started', 'assigned', 'completed',
      'step_started', 'effect_requested', 'effect_done', 'verified', 'step_started', 'message_requested', 'message_sent', 'case_closed',
    ])
  })

  it('writes to the customer in their language, with the amount in words', () => {
    const german = { subject: ['Deine Erstattung'], body: ['Wir haben ', local('amount'), ' erstattet'], kind: 'service', slots: {} } as const
    const plan = aReturn({ messages: { news: { en: { subject: ['Your refund'], body: ['We paid ', local('amount')], kind: 'service', slots: {} }, de: german } } })
    const letters = ['de', 'fr'].map((locale) => {
      const desk = openDesk({ ...plan, steps: plan.steps.slice(-1) })
      desk.fetched('order', anOrder({ customer: { name: 'Cy', email: 'cy@example.com', locale } }))
      return desk.effects.at(-1)
    })
    expect(letters).toMatchObject([
      { kind: 'send', id: 'c1/tell/1/message.news/1', message: { locale: 'de', to: { name: 'Cy', email: 'cy@example.com' }, body: 'Wir haben 80.00 USD erstattet' } },
      { kind: 'send', message: { locale: 'en', subject: 'Your refund' } },
    ])
  })

  it('says an instant as a time of day, wherever it comes from, and never as a number', () => {
    const slots = { by: 'instant', read: 'instant', days: 'whole_number' } as const
    const letter = aMessage('tell', { to: { kind: 'address', tree: is('cy@example.com') }, with: { by: is(START), read: is('2026-11-24T03:30:00Z'), days: is(3) } })
    const desk = openDesk(aPlan([letter], { zoneOffsets: [[0, -6 * HOUR]], messages: { news: { en: { subject: ['News'], body: [local('by'), '; ', local('read'), '; ', local('days')], kind: 'service', slots } } } }))

    expect(desk.effects.at(-1)).toMatchObject({ message: { body: '2026-11-20 04:00 (UTC-06:00); 2026-11-23 21:30 (UTC-06:00); 3' } })
  })

  it('asks a person when the customer has no address', () => {
    for (const customer of [null, { name: 'Cy' }, 'no at sign', { email: 5 }] as readonly Json[]) {
      const desk = openDesk({ ...aReturn(), steps: aReturn().steps.slice(-1) })
      desk.fetched('order', anOrder({ customer }))
      expect(desk.card()?.problem).toMatchObject({ message: 'the recipient has no email address' })
    }
  })
})

describe('a step', () => {
  it('is skipped when it is not needed, and the record says so', () => {
    const desk = openDesk(aPlan([anAction('pay', { when: call('==', read('event.kind'), is('b')), routes: { ok: { finish: 'done' }, skipped: { finish: 'declined' } } })]))
    expect(desk.state().outcome).toBe('declined')
    expect(desk.types()).toEqual(['case_opened', 'step_skipped', 'case_closed'])
    expect(desk.effects).toEqual([])
  })

  it('comes one time too often after its last allowed visit, and what that visit left stays readable', () => {
    const again = aTask('grade', { atMost: 2, form: [aField('mark')], routes: { done: { to: 'back' }, too_often: { to: 'end' } } })
    const desk = openDesk(aPlan([again, aTable('back', { '*': 'x' }, { routes: { x: { to: 'grade' } } }), aTask('end', { task: ['mark was ', read('form_of.grade.mark')] })]))
    desk.ask('complete', { step: 'grade', form: { mark: 'one' } })
    expect(desk.instance('grade').id).toBe('grade#2')
    desk.ask('complete', { step: 'grade', form: { mark: 'two' } })
    expect(desk.open()).toEqual(['end:task'])
    expect(desk.state().results['grade']).toMatchObject({ outcome: 'done', visits: 2 })
    expect(desk.find('step_finished')).toMatchObject([{ step: 'grade', detail: { outcome: 'too_often', visit: 3 } }])
    expect(desk.card()?.title).toBe('mark was two')
  })

  it('computes a let once, and anew when a step that it reads is visited again', () => {
    const plan = aPlan([
      aTask('grade', { form: [aField('mark')], routes: { done: { to: 'show' } } }),
      aTable('show', { '*': 'x' }, { inputs: [{ name: 'kind', tree: read('lets.shout') }], routes: { x: { to: 'grade' } } }),
    ], { lets: { shout: { tree: call('+', read('form_of.grade.mark'), is('!')), steps: ['grade'] } } })
    const desk = openDesk(plan)
    for (const mark of ['a', 'b']) desk.ask('complete', { step: 'grade', form: { mark } })
    expect(desk.find('decided').map(({ detail }) => detail['inputs'])).toEqual([{ kind: 'a!' }, { kind: 'b!' }])
    expect(desk.state().lets).toEqual({ shout: 'b!' })
  })

  it('stops with a person when the SOP goes round in circles, whatever its routes say', () => {
    const circle = aTable('round', { '*': 'x' }, { routes: { x: { to: 'round' }, failed: { to: 'round' } } })
    const desk = openDesk(aPlan([circle]))
    expect(desk.open()).toEqual(['round:exception'])
    expect(desk.card()?.problem?.message).toBe('the SOP goes round in circles at "round"')
  })

  it('called like a property of every object is a step like any other', () => {
    const desk = openDesk(aPlan([aTask('constructor', { form: [aField('toString')], routes: { done: { to: '__proto__' } } }), aTask('__proto__')]))
    expect(desk.instance('constructor').visit).toBe(1)
    expect(desk.ask('complete', { step: 'valueOf' })).toMatchObject({ refused: 'unknown-step' })
    desk.ask('complete', { step: 'constructor', form: { toString: 'x' } })
    desk.ask('complete', { step: '__proto__' })
    expect(desk.state().outcome).toBe('done')
  })
})

describe('what comes after a case has closed', () => {
  it('changes nothing, whatever it is', () => {
    const desk = openDesk(aPlan([aTask('look')], { sla: { unit: 'elapsed', ms: HOUR } }))
    desk.ask('complete', { step: 'look' })
    const closed = desk.state()
    desk.outage(2 * HOUR)
    const late = [
      { type: 'deadline-passed' }, { type: 'wound', byMs: HOUR, by: 'ana' }, { type: 'resolved', resolutions: [] }, { type: 'sent', effect: 'x' },
      { type: 'command', command: desk.commandOf('complete', { step: 'look', outcome: 'other' }) }, { type: 'command', command: desk.commandOf('cancel', { because: 'late' }) },
    ] as const
    for (const event of late) expect(advance(desk.plan, closed, event, desk.now())).toEqual({ state: closed, events: [], requests: [], effects: [] })
  })
})

describe('a manual case', () => {
  const plan = aPlan([aTask('look', { when: { is: 'or', all: [has('event.amount'), call('==', read('event.note'), is(''))] }, routes: { done: { finish: 'done' }, skipped: { finish: 'declined' } } })], {
    triggers: [{ kind: 'manual', roles: ['lead'], form: [aField('note'), aField('amount', { type: { kind: 'whole_number' } })], key: read('event.note') }],
  })
  it('has the fields that were left empty as empty, not as unknown', () => {
    const desk = openDesk(plan, { trigger: 'manual', openedBy: 'dana', event: {} })
    expect(desk.state().event).toEqual({ note: '', amount: null })
    expect(desk.open()).toEqual(['look:task'])
    expect(desk.events[0]).toMatchObject({ type: 'case_opened', actor: 'person:dana' })
  })
})

describe('the wound clock of a case', () => {
  it('adds up, and is recorded each time', () => {
    const desk = openDesk(aPlan([aTask('look')]))
    for (const byMs of [HOUR, MINUTE]) desk.apply({ type: 'wound', byMs, by: 'ana' })
    expect(desk.state().woundMs).toBe(HOUR + MINUTE)
    expect(desk.find('clock_wound')).toMatchObject([{ actor: 'person:ana', detail: { byMs: HOUR } }, { detail: { byMs: MINUTE } }])
  })

  it('does not exist for a real case', () => {
    const desk = openDesk(aPlan([aTask('look')]), { windable: false })
    desk.apply({ type: 'wound', byMs: HOUR, by: 'ana' })
    expect(desk.state().woundMs).toBeNull()
    expect(desk.find('clock_wound')).toEqual([])
  })
})

describe('a task that names its person by an expression', () => {
  it('goes to that person, or to a person when nobody is named', () => {
    const task = aTask('look', { assign: { kind: 'expression', tree: read('event.who') } })
    expect(openDesk(aPlan([task]), { event: { who: 'bo' } }).instance('look').assignee).toBe('bo')
    expect(openDesk(aPlan([task]), { event: {} }).instance('look')).toMatchObject({ phase: 'exception', assignee: 'dana' })
    expect(openDesk(aPlan([aTask('look', { assign: { kind: 'role', name: 'night' } })]), { organisation: anOrganisation() }).instance('look').assignee).toBe('olu')
  })
})
