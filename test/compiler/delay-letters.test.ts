import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { loadSops } from '../../compiler/load.ts'
import { fill } from '../../domain/template.ts'
import type { Scope } from '../../domain/expression.ts'

const { plans } = await loadSops(join(import.meta.dirname, '../../sops'), vocabulary)
const messages = Object.assign({}, ...['supplier-delay', 'delayed-order-cancel'].map((sop) => plans.find((plan) => plan.sop === sop)?.messages))

/** A letter as the customer reads it, in one line. */
function read(name: string): string {
  const slots = { order_name: '#1', from: '2026-12-14', to: '2026-12-19', answer_by: '2026-11-24', substitute: 'LAMP-ASH-L', amount: { amount: '40.00', currency: 'USD' } }
  const { en } = messages[name]
  return `${fill(en.subject, {} as Scope, slots)} ${fill(en.body, {} as Scope, slots)}`.replaceAll(/\s+/g, ' ')
}

const CHOOSES = ['delay_first', 'delay_second_consent', 'delay_no_date', 'partial_offer', 'substitute_offer']

describe('the letters about a delay', () => {
  it('wait for no quiet hours, for the law counts from when they leave', () => {
    for (const name of [...CHOOSES, 'cancelled_refunded']) expect(messages[name].en.kind, name).toBe('legal')
  })

  it('name the order, the choice to cancel, and how to reach us', () => {
    for (const name of CHOOSES) expect(read(name), name).toMatch(/#1.*cancel.*Just answer this message/)
  })

  it('take silence for a yes only where it is a first delay with a date, and offer to cancel for nothing', () => {
    for (const name of CHOOSES) expect(/If you do not answer, we take it that you wait/.test(read(name)), name).toBe(['delay_first', 'partial_offer'].includes(name))
    for (const name of ['delay_first', 'partial_offer', 'delay_no_date']) expect(read(name), name).toContain('Cancelling is free')
  })

  it('say otherwise by which day silence cancels, and that all of the money comes back', () => {
    for (const name of ['delay_second_consent', 'delay_no_date']) {
      expect(read(name), name).toContain('If we do not hear from you by 2026-11-24, we cancel the order and refund all that you paid, shipping included, within seven working days')
    }
    expect(read('substitute_offer')).toContain('If we do not hear from you we cancel and refund all that you paid')
  })

  it('give a window and no day, and no date at all where there is none', () => {
    for (const name of ['delay_first', 'delay_second_consent', 'partial_offer']) expect(read(name), name).toContain('between 2026-12-14 and 2026-12-19')
    expect(read('delay_no_date')).toMatch(/cannot tell us a date yet.*cancel at any time until we send it/)
    expect(read('delay_no_date')).not.toContain('2026-12')
  })
})
