import { describe, expect, it } from 'vitest'
import { isMoneyStep } from '../../domain/mail/money.ts'
import type { Step } from '../../domain/plan.ts'
import { anAction, aPlan, aTable, aTask, is } from '../harness/plans.ts'

const MONEY = new Set(['shop.pay'])
const isMoney = (steps: readonly Step[], step = 'inspect', form: Parameters<typeof aTask>[1] = {}) => isMoneyStep({ step, form: form.form ?? [] }, aPlan(steps), MONEY)
const inspect = aTask('inspect', { outcomes: ['graded'], routes: { graded: { to: 'approve' } } })
const pay = anAction('pay')

describe('finishing a step by mail is about money', () => {
  it('when money moves before anybody else is asked', () => {
    expect(isMoney([aTask('inspect', { routes: { done: { to: 'grade' } } }), aTable('grade', { a: 'full' }, { routes: { full: { to: 'pay' } } }), pay])).toBe(true)
  })

  it('not when somebody is sure to approve it first', () => {
    expect(isMoney([inspect, aTask('approve', { routes: { done: { to: 'pay' } } }), pay])).toBe(false)
  })

  it('when the one who would approve it is asked only sometimes', () => {
    const approve = aTask('approve', { when: is(true), routes: { done: { to: 'pay' }, skipped: { to: 'pay' } } })
    expect(isMoney([inspect, approve, pay])).toBe(true)
    expect(isMoney([inspect, { ...approve, routes: { done: { to: 'pay' }, skipped: { finish: 'done' } } }, pay])).toBe(false)
  })

  it('when asking too often leads to it', () => {
    expect(isMoney([inspect, aTask('approve', { routes: { done: { to: 'inspect' }, too_often: { to: 'pay' } } }), pay])).toBe(true)
  })

  it('when its form asks for an amount, and when nothing is known of its SOP', () => {
    expect(isMoney([aTask('inspect')], 'inspect', { form: [{ name: 'amount', label: 'Amount', type: { kind: 'money', currency: 'USD' }, required: true }] })).toBe(true)
    expect(isMoneyStep({ step: 'inspect', form: [] }, undefined, MONEY)).toBe(true)
    expect(isMoney([aTask('inspect')])).toBe(false)
  })
})
