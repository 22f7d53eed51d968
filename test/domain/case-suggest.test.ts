import { describe, expect, it } from 'vitest'
import { aCall, aField, anAction, aMessage, aPlan, aTable, aTask, call, aFact, HOUR, is, read, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const pay = anAction('pay', { mode: 'suggest', modeReason: 'since the double refund of May', with: { amount: read('event.amount') }, routes: { ok: { to: 'after' } } })
const open = (step: typeof pay | ReturnType<typeof aMessage> | ReturnType<typeof aTable> = pay) => openDesk(aPlan([step, aTask('after')]), { event: { id: 'R-1', amount: 12, kind: 'a', customer: { email: 'cy@example.com' } } })

describe('an action that is only suggested', () => {
  it('is shown to its owner with what it would do, and nothing happens', () => {
    const desk = open()
    expect(desk.open()).toEqual(['pay:confirming'])
    expect(desk.effects).toEqual([])
    expect(desk.card()).toMatchObject({ kind: 'suggestion', title: 'Title of pay: may this be done?', assignee: 'dana', dueAt: START + 4 * HOUR, suggestion: { action: 'shop.pay', input: { amount: 12 } } })
    expect(desk.find('suggested')).toMatchObject([{ detail: { action: 'shop.pay', input: { amount: 12 }, because: 'since the double refund of May' } }])
    expect(desk.summary().standing).toBe('Waits for a yes: Title of pay')
  })

  it('is done with a yes, once, and is known to be theirs', () => {
    const desk = open()
    desk.ask('confirm', { step: 'pay', by: 'dana' })
    expect(desk.open()).toEqual(['pay:acting'])
    expect(desk.effects).toMatchObject([{ id: 'c1/pay/1/shop.pay/1', with: { amount: 12 } }])
    desk.acted('shop.pay')
    expect(desk.state().results['pay']).toMatchObject({ outcome: 'ok', by: 'dana' })
    expect(desk.find('confirmed')).toMatchObject([{ actor: 'person:dana', detail: { yes: true } }])
    expect(desk.ask('confirm', { step: 'pay', by: 'dana' })).toMatchObject({ refused: 'already-finished' })
  })

  it('is done as it was shown, whatever the case has learnt since, also when it is tried again', () => {
    const plan = aPlan([anAction('pay', { mode: 'suggest', needs: ['price'], with: { amount: read('facts.price') } })], { facts: { price: aFact('shop.price') } })
    const desk = openDesk(plan)
    desk.fetched('price', 5)
    const learnt = { ...desk.state(), facts: { price: { value: 9, source: 'shop', at: START } } }
    const later = openDesk(plan)
    later.fetched('price', 5)
    Object.assign(later.state(), { facts: learnt.facts })
    later.ask('confirm', { step: 'pay', by: 'dana' })
    later.fails('shop.pay')
    later.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    expect(later.effects.filter(({ kind }) => kind === 'act')).toMatchObject([{ with: { amount: 5 } }, { with: { amount: 5 } }])
  })

  it('becomes the owner’s to deal with after a no', () => {
    const desk = open()
    expect(desk.ask('confirm', { step: 'pay', by: 'dana', yes: false })).toMatchObject({ refused: 'wrong-form', fields: [{ field: 'note' }] })
    desk.ask('confirm', { step: 'pay', by: 'dana', yes: false, note: 'paid last week' })
    expect(desk.instance('pay')).toMatchObject({ phase: 'exception', exception: { code: 'declined', message: 'dana said no: paid last week' } })
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    expect(desk.open()).toEqual(['pay:confirming'])
    desk.ask('confirm', { step: 'pay', by: 'dana', yes: false, note: 'still' })
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 're_1' })
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.effects).toEqual([])
  })

  it.each(['complete', 'settle', 'cannot', 'answer', 'pause'] as const)('refuses %s', (word) => {
    const desk = open()
    expect(desk.ask(word, { step: 'pay', by: 'dana', reason: 'unsafe', note: '', choice: 'retry', form: {} })).toMatchObject({ refused: 'step-not-open', message: '"pay" waits for a yes or no to what it would do' })
  })

  it('that cannot be worked out is not suggested', () => {
    const desk = openDesk(aPlan([anAction('pay', { mode: 'suggest', with: { amount: read('event.gone') } })]))
    expect(desk.instance('pay')).toMatchObject({ phase: 'exception', exception: { code: 'unknown-value' } })
  })
})

it('a letter that is only suggested can be read before it goes out', () => {
  const desk = open(aMessage('tell', { mode: 'suggest', routes: { sent: { to: 'after' } } }))
  expect(desk.card()).toMatchObject({ suggestion: { action: 'message news', input: { to: 'cy@example.com', subject: 'News', body: 'Hello' } } })
  expect(desk.effects).toEqual([])
  desk.ask('confirm', { step: 'tell', by: 'dana' })
  desk.sent()
  expect(desk.open()).toEqual(['after:task'])
})

it('a decision that is only suggested is recorded with the yes and not before', () => {
  const desk = open(aTable('eligible', { a: 'fine' }, { mode: 'suggest', routes: { fine: { to: 'after' } } }))
  expect(desk.card()).toMatchObject({ suggestion: { action: 'outcome fine', input: { kind: 'a', because: 'kind is a', rule: 1 } } })
  expect(desk.types()).not.toContain('decided')
  desk.ask('confirm', { step: 'eligible', by: 'dana' })
  expect(desk.find('decided')).toMatchObject([{ detail: { outcome: 'fine', rule: 1 } }])
  expect(desk.state().results['eligible']).toMatchObject({ outcome: 'fine', by: 'dana', outputs: { because: 'kind is a' } })
})

describe('a step that is switched off', () => {
  const off = () => open({ ...pay, mode: 'off', byHand: [aField('number', { required: true })] } as typeof pay)

  it('is its owner’s from the start, with the reason, and is not retried', () => {
    const desk = off()
    expect(desk.card()).toMatchObject({ kind: 'exception', title: 'Title of pay: is done by hand', assignee: 'dana', choices: ['done_by_hand', 'give_up'], problem: { code: 'switched_off', message: 'since the double refund of May' } })
    expect(desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })).toMatchObject({ refused: 'not-allowed' })
    expect(desk.effects).toEqual([])
  })

  it('goes on once it was done by hand', () => {
    const desk = off()
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 're_1', form: { number: '7' } })
    expect(desk.open()).toEqual(['after:task'])
  })

  it('is skipped all the same when it is not needed', () => {
    const desk = openDesk(aPlan([anAction('pay', { mode: 'off', when: call('==', read('event.kind'), is('z')), routes: { ok: { finish: 'done' }, skipped: { finish: 'declined' } } })]))
    expect(desk.state().outcome).toBe('declined')
  })
})

describe('a SOP that another one calls only when its owner says yes', () => {
  const callee = aPlan([aTask('approve', { routes: { done: { finish: 'paid' } } })], { sop: 'refund-approval', outcomes: ['paid', 'refused'], triggers: [{ kind: 'called', fields: { amount: 'whole_number' } }] })
  const refund = aCall('refund', 'refund-approval', {
    mode: 'suggest', modeReason: 'new', needs: ['price'], with: { amount: read('facts.price') }, byHand: [aField('amount', { required: true })],
    routes: { paid: { to: 'after' }, refused: { finish: 'declined' } },
  })
  const plan = (change: Partial<typeof refund> = {}) => aPlan([{ ...refund, ...change }, aTask('after')], { calls: { 'refund-approval': callee }, facts: { price: aFact('shop.price') } })
  const begun = (change: Partial<typeof refund> = {}) => {
    const desk = openDesk(plan(change))
    desk.fetched('price', 5)
    return desk
  }

  it('shows what it would begin with, and nothing of it begins', () => {
    const desk = begun()
    expect(desk.open()).toEqual(['refund:confirming'])
    expect(desk.card()).toMatchObject({ kind: 'suggestion', assignee: 'dana', suggestion: { action: 'SOP refund-approval', input: { amount: 5 } } })
    expect(desk.state().frames).toHaveLength(1)
  })

  it('begins with a yes, with exactly that', () => {
    const desk = begun()
    Object.assign(desk.state(), { facts: { price: { value: 9, source: 'shop', at: START } } })
    desk.ask('confirm', { step: 'refund', by: 'dana' })
    expect(desk.open()).toEqual(['refund:inside', 'refund/approve:task'])
    expect(desk.state().frames[1]).toMatchObject({ sop: 'refund-approval', event: { amount: 5 } })
    desk.ask('complete', { step: 'refund/approve' })
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.state().results['refund']).toMatchObject({ outcome: 'paid', by: 'dana' })
  })

  it('is its owner’s after a no, and where it is switched off', () => {
    const desk = begun()
    desk.ask('confirm', { step: 'refund', by: 'dana', yes: false, note: 'not this one' })
    expect(desk.instance('refund')).toMatchObject({ phase: 'exception', exception: { code: 'declined' } })
    const off = begun({ mode: 'off' })
    expect(off.card()).toMatchObject({ kind: 'exception', choices: ['done_by_hand', 'give_up'], outcomes: ['paid', 'refused'] })
    expect(off.ask('settle', { step: 'refund', by: 'dana', choice: 'done_by_hand', reference: 're_1', outcome: 'paid', form: { amount: '5' } } as never)).toHaveProperty('answer')
    expect(off.state().results['refund']).toMatchObject({ outcome: 'paid', outputs: { amount: '5', reference: 're_1' } })
    expect(off.find('frame_closed')).toEqual([])
  })
})

it('a task has a person anyway, so its mode changes nothing', () => {
  expect(openDesk(aPlan([aTask('look', { mode: 'suggest' })])).open()).toEqual(['look:task'])
})
