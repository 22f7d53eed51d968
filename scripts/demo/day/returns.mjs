import { ordered, writes } from './shop.mjs'

/** @typedef {import('./story.mjs').Story} Story @typedef {import('./story.mjs').Act} Act @typedef {import('./chance.mjs').Chance} Chance */

/** A return of that order, kept as `sent`. @param {Readonly<Record<string, unknown>>} [more] @returns {Act} */
const sentBack = (more = {}) => ({ to: 'shop', what: 'return', as: 'sent', body: { orderName: '$order.name', ...more } })
/** The same webhook once more: as it was, and as another delivery of the same event. @type {readonly Act[]} */
const twiceMore = [
  { to: 'shop', what: 'resend', body: { webhookId: '$sent.webhookId' }, repeats: true },
  { to: 'shop', what: 'resend', body: { webhookId: '$sent.webhookId', newDelivery: true }, repeats: true },
]

/** What comes back. @param {Chance} chance @returns {Story[]} */
export const returnsOf = (chance) => {
  const story = (/** @type {string} */ title, /** @type {readonly Act[]} */ acts, /** @type {Story['ends']} */ ends) =>
    ({ title, sop: 'returns-standard', key: '$sent.id', acts, ends })
  return [
    story('an unwanted piece is as new', [ordered(chance, { from: 35, to: 95 }), sentBack(), { task: 'inspect', outcome: 'graded', form: { grade: 'a', quantity: 1 } }], { closed: 'refunded' }),
    story('an opened one is worth less', [
      ordered(chance, { from: 125, to: 180 }), sentBack(),
      { task: 'inspect', outcome: 'graded', form: { grade: 'b', quantity: 1, note: 'Opened, worn once' }, evidence: { photos: 2 } },
      { task: 'refund/approve_lead', outcome: 'approve' },
    ], { closed: 'partially_refunded' }),
    story('a return that the shop tells three times', [ordered(chance, { from: 40, to: 90 }), sentBack(), ...twiceMore], { open: 'inspect' }),
    story('a final sale', [ordered(chance, { from: 25, to: 60, tags: ['final-sale'] }), sentBack()], { closed: 'declined' }),
    story('too cheap to send back', [ordered(chance, { from: 11, to: 19 }), sentBack()], { closed: 'returnless_refunded' }),
    story('a label that nobody has used yet', [ordered(chance, { from: 45, to: 95 }), sentBack({ tracking: `94${chance.whole(10 ** 9, 9 * 10 ** 9)}` })], { waits: 'first_scan' }),
    story('a parcel that nobody inspects', [ordered(chance, { from: 40, to: 90 }), sentBack(), { windPast: 'inspect' }], { escalated: 'inspect' }),
    story('an expensive one', [ordered(chance, { from: 340, to: 620 }), sentBack()], { open: 'exception_review' }),
  ]
}

/** What the person who counts writes down. @param {number} value */
const counted = (value) => ({
  value: { amount: `${value}.00`, currency: 'USD' }, sku: 'VASE-21', quantity: 1, tracking_code: '9405511899223197428490', carrier: 'usps', claims_180d: 0, unsafe: false,
})
const photographs = { damage: 1, packing: 1, box: 2, parcel_label: 1 }

/** What arrives damaged. @param {Chance} chance @returns {Story[]} */
export const damagesOf = (chance) => [
  {
    title: 'damaged, with photographs', sop: 'return-damaged-photo-evidence', key: '$sent.id', ends: { closed: 'refunded' },
    acts: [
      ordered(chance, { from: 24, to: 29, days: 2 }), sentBack({ reason: 'damaged_in_transit', note: 'One side of the box is crushed and the piece is cracked.' }),
      { task: 'seen/count', outcome: 'complete', form: counted(24), evidence: photographs },
      { task: 'seen/judge', outcome: 'transit_visible', form: { usable: false, sendable: false, wish: 'refund' } },
      { task: 'refund/approve_agent', outcome: 'approve' },
    ],
  },
  {
    title: 'a battery that smokes', sop: 'return-damaged-photo-evidence', key: '$order.name', ends: { escalated: 'hazard' },
    acts: [ordered(chance, { from: 60, to: 90, days: 1 }), writes('damaged', 'The battery of the lamp got hot and smoked. Nobody was hurt.'), { windPast: 'hazard' }],
  },
  {
    title: 'a ticket that is told twice', sop: 'return-damaged-photo-evidence', key: '$order.name', ends: { open: 'seen/count' },
    acts: [
      ordered(chance, { from: 40, to: 80, days: 3 }), writes('damaged', 'Two of the four arrived broken, I have pictures.'),
      { to: 'zendesk', what: 'resend', body: { webhook: '$ticket.webhook' }, repeats: true },
    ],
  },
  {
    title: 'a part can still be used', sop: 'return-damaged-photo-evidence', key: '$order.name', ends: { waits: 'choice' },
    acts: [
      ordered(chance, { from: 70, to: 95, days: 2 }), writes('damaged', 'The lid is broken, the rest is fine.'),
      { task: 'seen/count', outcome: 'complete', form: counted(72), evidence: { ...photographs, certificate: 1 } },
      { task: 'seen/judge', outcome: 'concealed', form: { usable: true, sendable: true, wish: 'unknown', same_sku_30d: 1 } },
    ],
  },
]

/** What is asked for before it leaves. @param {Chance} chance @returns {Story[]} */
export const addressesOf = (chance) => {
  const home = { address1: '12 Elm St', address2: '', city: 'Chicago', province: 'IL', zip: '60601', country: 'US' }
  const street = `${chance.whole(20, 900)} ${chance.one(['Oak', 'Lake', 'Birch', 'Cedar'])} Ave`
  /** @param {Readonly<Record<string, string>>} address @returns {Act} */
  const edited = (address) => ({ to: 'planning', what: 'tell', body: { source: 'shop_page', event: 'address_edited', order_id: '$order.id', name: '$order.customer.firstName $order.customer.lastName', ...address } })
  const unsent = { days: null, unfulfilled: { locationId: '1' }, address: home }
  return [
    {
      title: 'another address, round the corner', sop: 'reroute-address-change', key: '$order.id', ends: { closed: 'changed_before_release' },
      acts: [ordered(chance, { from: 40, to: 90, ...unsent }), edited({ address1: street, address2: '', city: 'Chicago', province: 'IL', zip: '60614', country: 'US' })],
    },
    {
      title: 'another address, from a stranger’s mailbox', sop: 'reroute-address-change', key: '$order.id', ends: { waits: 'answer' },
      acts: [
        ordered(chance, { from: 60, to: 120, ...unsent }), writes('address_change', `Please send it to ${street}, Evanston instead.`),
        {
          task: 'read_request', outcome: 'read',
          form: { name: '$order.customer.firstName $order.customer.lastName', address1: street, city: 'Evanston', province: 'IL', zip: '60201', country: 'US', verified: false },
        },
      ],
    },
    {
      title: 'another address, abroad', sop: 'reroute-address-change', key: '$order.id', ends: { open: 'risk_review' },
      acts: [ordered(chance, { from: 150, to: 240, ...unsent }), edited({ address1: '44 Rue du Port', address2: '', city: 'Marseille', province: '-', zip: '13002', country: 'FR' })],
    },
  ]
}

