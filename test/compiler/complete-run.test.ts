import { describe, expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { START } from '../harness/plans.ts'
import { openDesk, type Desk } from '../domain/desk.ts'
import { complete, completeOrganisation, completeWorld } from './complete-world.ts'

const DAY = 86_400_000
const plan = compileSop(sourceFile('returns-standard.yaml', complete('returns-standard.yaml')), completeWorld).plan!
const organisation = completeOrganisation.organisation!

const order = (status = 'OPEN') => ({
  id: 'O-1', value: { amount: '80.00', currency: 'USD' }, quantity: 1, final_sale: false, return_status: status,
  delivered_at: new Date(START - 33 * DAY).toISOString(), customer: { id: 'C-1', name: 'Cy', email: 'cy@example.com' },
})
const photo = (name: string) => ({ kind: 'photo', sha256: name.length.toString(16).padEnd(64, 'a'), name: `${name}.jpg`, type: 'image/jpeg', bytes: 1000 })

let number = 0
const arrive = (desk: Desk, name: string, fields: Record<string, string>) =>
  desk.apply({ type: 'arrived', arrival: { id: `in-${++number}`, name, fields, at: desk.now() } })

/** A case up to the wait for its parcel. */
function authorised(): Desk {
  const desk = openDesk(plan, { organisation, trigger: 'shopify.return_requested', event: { return_id: 'R-1', order_id: 'O-1', reason: 'unwanted' } })
  desk.fetched('order', order())
  desk.fetched('risk', { score: 5 })
  desk.acted('shopify.approve_return', { tracking_code: 'EZ1' })
  desk.fetched('order', order())
  return desk
}

describe('the complete example of the language, as it runs', () => {
  it('waits for its own parcel, asks for photos, two approvals and both bookings, and tells the customer', () => {
    const desk = authorised()
    expect(desk.open()).toEqual(['parcel:waiting'])
    arrive(desk, 'easypost.tracker_updated', { tracking_code: 'EZ2', status: 'delivered' })
    arrive(desk, 'easypost.tracker_updated', { tracking_code: 'EZ1', status: 'in_transit' })
    expect(desk.open()).toEqual(['parcel:waiting'])
    desk.pass(4 * DAY)
    arrive(desk, 'easypost.tracker_updated', { tracking_code: 'EZ1', status: 'delivered' })
    desk.fetched('order', order())
    expect(desk.open()).toEqual(['inspect:task'])
    const graded = { step: 'inspect', outcome: 'graded', form: { grade: 'b', quantity: 1 }, by: 'ana' }
    expect(desk.ask('complete', graded)).toMatchObject({ refused: expect.any(String) as string })
    expect(desk.ask('complete', { ...graded, evidence: { photos: [photo('one'), photo('three')] } })).toMatchObject({ answer: { outcome: 'graded' } })
    expect(desk.open()).toEqual(['refund:inside', 'refund/approve:task'])
    for (const person of ['dana', 'olu']) desk.ask('complete', { step: 'refund/approve', outcome: 'approve', by: person })
    desk.acted('refund.pay', { amount: { amount: '72.00', currency: 'USD' }, reference: 're_1' })
    expect(desk.effects.flatMap((effect) => (effect.kind === 'act' && effect.action === 'refund.pay' ? [effect.with] : []))).toEqual([
      { amount: { amount: '72.00', currency: 'USD' }, method: 'store_credit' },
    ])
    desk.acted('inventory.dispose')
    desk.acted('ledger.note')
    desk.sent('refund_sent')
    expect(desk.state().outcome).toBe('refunded')
  })

  it('reminds the customer, expires, and goes on at the inspection when the parcel comes after all', () => {
    const desk = authorised()
    desk.pass(13 * DAY)
    expect(desk.effects.flatMap((effect) => (effect.kind === 'send' ? [effect.message.template] : []))).toEqual(['return_reminder', 'return_reminder'])
    desk.pass(9 * DAY)
    desk.acted('shopify.close_return')
    expect(desk.state().outcome).toBe('expired')
    desk.pass(DAY)
    arrive(desk, 'easypost.tracker_updated', { tracking_code: 'EZ1', status: 'delivered' })
    expect(desk.state().outcome).toBeUndefined()
    expect(desk.open().map((each) => each.split(':')[0])).toEqual(['inspect'])
  })

  it('is frozen by a dispute about its order, and by no other', () => {
    const desk = authorised()
    arrive(desk, 'stripe.dispute_created', { order_id: 'O-2' })
    expect(desk.state().outcome).toBeUndefined()
    arrive(desk, 'stripe.dispute_created', { order_id: 'O-1' })
    expect(desk.state().outcome).toBe('frozen')
  })

  it('takes back what was done when the order is cancelled', () => {
    const desk = authorised()
    arrive(desk, 'shopify.order_cancelled', { order_id: 'O-1' })
    desk.acted('shopify.close_return')
    expect(desk.state().outcome).toBe('cancelled')
  })
})
