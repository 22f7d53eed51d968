import { describe, expect, it } from 'vitest'
import { aFact, anAction, aPlan, aTask, read } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const scan = (text: string) => ({ evidence: { code: [{ kind: 'scan', text }] } })

/** Somebody scans, a clerk says yes to what the order is worth; it is read again before it is paid, and may be scanned again too. */
const plan = aPlan(
  [
    { ...aTask('look', { outcomes: ['done', 'more'], evidence: [{ name: 'code', label: 'Code', kind: 'scan', atLeast: 1, atMost: 3, required: true }] }), routes: { done: { to: 'agree' }, more: { to: 'wait' } } },
    { ...aTask('agree', { needs: ['order'] }), routes: { done: { to: 'wait' } } },
    { ...aTask('wait', { outcomes: ['done', 'look'] }), routes: { done: { to: 'pay' }, look: { to: 'look' } } },
    anAction('pay', { needs: ['order'], with: { amount: read('facts.order.value') }, approvedBy: ['agree'] }),
  ],
  { facts: { order: aFact('shop.order', { freshForMs: 1 }) } },
)

function agreed() {
  const desk = openDesk(plan)
  desk.ask('complete', { step: 'look', ...scan('A') })
  desk.fetched('order', { value: usd('5.00') })
  desk.ask('complete', { step: 'agree' })
  return desk
}
const codes = (desk: ReturnType<typeof agreed>) => desk.find('effect_failed').map(({ detail }) => detail['code'])

describe('a payment that a person approved', () => {
  it('is made while its amount and its proof are what they saw, and says who they are', () => {
    const desk = agreed()
    desk.ask('complete', { step: 'wait' })
    expect(desk.effects.at(-1)).toMatchObject({ kind: 'act', with: { amount: usd('5.00') }, approved: ['ana'] })
  })

  it('is refused and asked anew when its amount has changed since', () => {
    const desk = agreed()
    desk.pass(60_000)
    desk.ask('complete', { step: 'wait' })
    desk.fetched('order', { value: usd('7.00') })
    expect(desk.effects.filter(({ kind }) => kind === 'act')).toEqual([])
    expect(codes(desk)).toEqual(['approval-void'])
    expect(desk.open()).toEqual(['agree:task'])
    desk.ask('complete', { step: 'agree' })
    desk.ask('complete', { step: 'wait' })
    expect(desk.effects.at(-1)).toMatchObject({ kind: 'act', with: { amount: usd('7.00') } })
  })

  it('is refused and asked anew when the proof has changed since, and not when it is the same again', () => {
    for (const [again, expected] of [['A', []], ['B', ['approval-void']]] as const) {
      const desk = agreed()
      desk.ask('complete', { step: 'wait', outcome: 'look' })
      desk.ask('complete', { step: 'look', outcome: 'more', ...scan(again) })
      desk.ask('complete', { step: 'wait' })
      expect(codes(desk)).toEqual(expected)
    }
  })
})
