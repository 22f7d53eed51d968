import { answers, later, ordered, parcelOf, scanned, tells, writes } from './shop.mjs'

/** @typedef {import('./story.mjs').Story} Story @typedef {import('./story.mjs').Act} Act @typedef {import('./chance.mjs').Chance} Chance */

const underWay = { days: null }
/** Everything that the carriers' account tells waits until it is let go. @type {Act} */
const hold = { to: 'easypost', what: 'webhooks/hold' }

/**
 * The carriers tell of a parcel in the wrong order and twice. It is a story of its own, told before the others: what is held is everything
 * that the account tells.
 * @param {Chance} chance
 * @returns {Story}
 */
export const reversedOf = (chance) => ({
  title: 'scans in the wrong order, each twice', sop: 'reroute-carrier-exception', key: '$parcel.tracker.id', ends: { waits: 'collected' },
  acts: [
    ordered(chance, { from: 40, to: 90, ...underWay }), parcelOf(), hold,
    scanned({ status: 'in_transit', status_detail: 'arrived_at_facility', city: 'MEMPHIS', state: 'TN' }),
    scanned({ status: 'available_for_pickup', status_detail: 'arrived_at_pickup_location', message: 'Held at the counter', city: 'AUSTIN', state: 'TX' }),
    { to: 'easypost', what: 'webhooks/release', body: { order: 'reversed', copies: 2 }, reversed: true, repeats: true },
  ],
})

/** What happens on the way. @param {Chance} chance @param {string} day @returns {Story[]} */
export const parcelsOf = (chance, day) => [
  {
    title: 'an address that the carrier cannot find', sop: 'reroute-carrier-exception', key: '$parcel.tracker.id', ends: { closed: 'corrected' },
    acts: [
      ordered(chance, { from: 40, to: 90, ...underWay }), parcelOf(), scanned({ status: 'failure', status_detail: 'address_correction', message: 'Street number missing', city: 'AUSTIN', state: 'TX' }),
      { until: 'reply' }, writes('other', 'You asked for my address: it is 18 Mill Lane.'), answers('18 Mill Lane, Austin, TX 78704'),
      { task: 'read_address', outcome: 'given', form: { street1: '18 Mill Ln', city: 'Austin', state: 'TX', zip: '78704', country: 'US' } },
      { task: 'correct', outcome: 'corrected', form: { correction_no: `C-${chance.whole(1000, 9999)}`, fee: { amount: '4.50', currency: 'USD' } }, evidence: { answer: 1 } },
      { until: 'resolve' }, scanned({ status: 'delivered', status_detail: 'arrived_at_destination', city: 'AUSTIN', state: 'TX' }),
    ],
  },
  {
    title: 'a storm', sop: 'reroute-carrier-exception', key: '$parcel.tracker.id', ends: { waits: 'resolve' },
    acts: [
      ordered(chance, { from: 40, to: 90, ...underWay }), parcelOf(),
      scanned({ status: 'in_transit', status_detail: 'weather_delay', message: 'Delayed by weather', city: 'DENVER', state: 'CO', est_delivery_date: `${later(day, 1)}T20:00:00Z` }),
      { until: 'damp' }, { wind: '3h' },
    ],
  },
  {
    title: 'lost, says the carrier', sop: 'lost-in-transit-claim', key: '$parcel.tracker.id', ends: { waits: 'short_wait' },
    acts: [
      ordered(chance, { from: 45, to: 95, ...underWay }), parcelOf({ daysAgo: 12 }), scanned({ status: 'failure', status_detail: 'lost', message: 'Cannot be located', city: 'MEMPHIS', state: 'TN' }),
      { task: 'trace', outcome: 'traced', form: { trace_no: `T-${chance.whole(1000, 9999)}`, insured_by: 'carrier', earlier_claims: 0 } },
    ],
  },
  {
    title: 'no scan for a week', sop: 'lost-in-transit-claim', key: '$parcel.tracker.id', ends: { escalated: 'trace' },
    acts: [
      ordered(chance, { from: 120, to: 190, ...underWay }), parcelOf({ daysAgo: 11 }),
      tells('carrier_watch', 'parcel_silent', { tracker_id: '$parcel.tracker.id', order_id: '$order.id', last_scan: `${later(day, -7)}T03:12:00Z` }), { windPast: 'trace' },
    ],
  },
]
