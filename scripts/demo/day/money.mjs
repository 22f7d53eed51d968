import { ordered } from './shop.mjs'

/** @typedef {import('./story.mjs').Story} Story @typedef {import('./story.mjs').Act} Act @typedef {import('./chance.mjs').Chance} Chance */

const usd = (/** @type {number} */ amount) => ({ amount: `${amount}.00`, currency: 'USD' })

/** The customer's bank takes back what was paid for the order; kept as `dispute`. @param {number} amount in dollars @param {string} reason @returns {readonly Act[]} */
const disputed = (amount, reason) => [
  { to: 'stripe', what: 'charges', as: 'charge', body: { amount: amount * 100, currency: 'usd', metadata: { order_id: '$order.id' }, daysAgo: 9 } },
  { to: 'stripe', what: 'dispute', as: 'dispute', body: { charge: '$charge.id', reason, dueInDays: 9 } },
]

/** Who asks for money, and who takes it. @param {Chance} chance @returns {Story[]} */
export const moneyOf = (chance) => {
  const [small, large] = [chance.whole(12, 24), chance.whole(30, 45)]
  const [asked, taken] = [chance.whole(120, 180), chance.whole(110, 190)]
  return [
    {
      title: 'goodwill that an agent may give', sop: 'goodwill-refund', key: '', ends: { closed: 'paid' },
      acts: [ordered(chance, { from: 60, to: 90 }), { by: 'mia', opens: { order_id: '$order.id', amount: usd(small), reason: 'late', story: 'It came four days late, for a birthday.' } }],
    },
    {
      title: 'goodwill that a lead decides', sop: 'goodwill-refund', key: '', ends: { open: 'approve' },
      acts: [ordered(chance, { from: 80, to: 120 }), { by: 'jon', opens: { order_id: '$order.id', amount: usd(large), reason: 'price_adjust', story: 'The sale began a day after the order.' } }],
    },
    {
      title: 'a refund that nobody approves in time', sop: 'refund-approval', key: '', ends: { escalated: 'approve_lead' },
      acts: [
        ordered(chance, { from: 200, to: 320 }),
        { by: 'jon', opens: { order_id: '$order.id', amount: usd(asked), reason: 'damaged', method: 'original', purpose: 'ticket 4417', evidence: 'three photographs in ticket 4417' } },
        { windPast: 'approve_lead' },
      ],
    },
    {
      title: 'a dispute worth answering, told twice', sop: 'chargeback', key: '$dispute.id', ends: { open: 'rebuttal' },
      acts: [
        ordered(chance, { from: taken, to: taken + 1, days: 6 }), { to: 'stripe', what: 'webhooks/hold' }, ...disputed(taken, 'product_not_received'),
        { to: 'stripe', what: 'webhooks/release', body: { order: 'reversed', copies: 2 }, reversed: true, repeats: true },
        { task: 'pack/pack_photo', outcome: 'found', evidence: { photos: 1 } },
        { task: 'pack/thread', outcome: 'found', evidence: { thread: 1 } },
        { task: 'pack/delivery', outcome: 'found', form: { tracking_number: '1Z999AA10123456784', carrier: 'UPS' } },
      ],
    },
    {
      title: 'a dispute that costs more than it brings', sop: 'chargeback', key: '$dispute.id', ends: { closed: 'accepted' },
      acts: [ordered(chance, { from: 18, to: 24, days: 6 }), ...disputed(18, 'product_unacceptable'), { task: 'cause_accepted', form: { cause: 'descriptor_unclear' } }],
    },
  ]
}
