import { later, ordered, tells } from './shop.mjs'

/** @typedef {import('./story.mjs').Story} Story @typedef {import('./story.mjs').Act} Act @typedef {import('./chance.mjs').Chance} Chance */

/** A fulfilment service is asked and says no; kept as `part`. @param {string} message @returns {readonly Act[]} */
const rejected = (message) => [
  { to: 'shop', what: 'fulfilment', body: { orderName: '$order.name', does: 'submit' } },
  { to: 'shop', what: 'fulfilment', as: 'part', body: { orderName: '$order.name', does: 'reject', message } },
]
const withService = { days: null, unfulfilled: { locationId: '2' } }

/** Who sends it, and from where. @param {Chance} chance @param {string} day @param {string} run tells this day's purchase orders from another's @returns {Story[]} */
export const goodsOf = (chance, day, run) => {
  const [short, open] = [`TEE-${run}-${chance.whole(10, 99)}`, `CAP-${run}-${chance.whole(10, 99)}`]
  const main = 'gid://shopify/Location/1'
  /** @param {string} sku @param {number} found @returns {readonly Act[]} */
  const pickShort = (sku, found) => [
    ordered(chance, { from: 20, to: 40, days: null, unfulfilled: { locationId: '1' }, sku }),
    tells('warehouse', 'pick_short', { location_id: main, sku, bin: `A-${chance.whole(10, 40)}-2`, expected: 20, found, order_name: '$order.name', reported_by: 'ana', day }),
  ]
  return [
    {
      title: 'a service refuses, the warehouse takes it', sop: 'backup-location-reroute', key: '$part.id', ends: { closed: 'moved' },
      acts: [ordered(chance, { from: 40, to: 80, ...withService }), ...rejected('Out of stock'), { task: 'stop_old', outcome: 'stopped' }],
    },
    {
      title: 'a service refuses, and nobody has enough', sop: 'backup-location-reroute', key: '$part.id', ends: { open: 'nowhere' },
      acts: [ordered(chance, { from: 9, to: 14, quantity: 45, ...withService }), ...rejected('No capacity this week')],
    },
    {
      title: 'a short pick that was counted', sop: 'stock-discrepancy-oversell', key: `${short}/`, ends: { closed: 'adjusted' },
      acts: [
        ...pickShort(short, 17),
        { task: 'recount', outcome: 'counted', form: { count_1: 17, count_2: 17 }, evidence: { sheet: 1 } },
        { task: 'approve', outcome: 'approve' },
        { task: 'cause', form: { cause: 'mis_stow', component: false } },
      ],
    },
    { title: 'a short pick to count', sop: 'stock-discrepancy-oversell', key: `${open}/`, ends: { open: 'recount' }, acts: pickShort(open, 14) },
    ...suppliesOf(chance, day, run),
  ]
}

/** Lines of purchase orders that come late. @param {Chance} chance @param {string} day @param {string} run @returns {Story[]} */
function suppliesOf(chance, day, run) {
  const sku = `LAMP-${run}-${chance.whole(10, 99)}`
  const [late, unfelt] = [`PO-${run}${chance.whole(10, 49)}`, `PO-${run}${chance.whole(50, 99)}`]
  /** @param {string} po @param {string} of @returns {Act} */
  const moved = (po, of) => tells('supplier_portal', 'po_line_date_changed', {
    po, line: '2', supplier: 'Norholt Lighting', sku: of, quantity: 600, requested: later(day, 8), confirmed: later(day, 24), reason_text: 'kiln capacity',
  })
  return [
    {
      title: 'a supplier is late, and customers wait', sop: 'supplier-delay', key: `${late}/2`, ends: { waits: 'goods' },
      acts: [
        ordered(chance, { from: 40, to: 80, days: null, unfulfilled: { locationId: '1' }, sku }),
        { to: 'planning', what: 'order', body: { orderId: '$order.id', orderName: '$order.name', email: '$order.customer.email', sku, promised: later(day, 12), value: '64.00' } },
        moved(late, sku), { until: 'answer' },
        // An out-of-office is no answer.
        tells('supplier_portal', 'po_replied', { po: late, line: '2', text: 'I am out of the office.', automatic: true }),
        tells('supplier_portal', 'po_replied', { po: late, line: '2', text: 'The kiln is full until then; the new date is firm.', automatic: false }),
        {
          task: 'read_plan', outcome: 'complete',
          form: {
            cause: 'capacity', firm_date: later(day, 24), quantity: 600, part_quantity: 0, expedite_cost: { amount: '0.00', currency: 'USD' }, price_up: 0, contact: 'Nils Berg', next_update: later(day, 15),
          },
        },
        { task: 'confirm_allocation' },
      ],
    },
    { title: 'a supplier is late, and nobody feels it', sop: 'supplier-delay', key: `${unfelt}/2`, ends: { closed: 'no_impact' }, acts: [moved(unfelt, `JAR-${run}-1`)] },
  ]
}
