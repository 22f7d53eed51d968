/**
 * @typedef {import('./chance.mjs').Chance} Chance
 * @typedef {import('./story.mjs').Send} Send
 */

const firstNames = ['Ada', 'Ben', 'Clara', 'Dev', 'Ella', 'Finn', 'Gita', 'Hugo', 'Ivy', 'Jonas', 'Keiko', 'Liam', 'Maya', 'Nils', 'Olga', 'Priya']
const lastNames = ['Abe', 'Byrne', 'Cohen', 'Dahl', 'Holm', 'Lund', 'Meyer', 'Moreau', 'Nair', 'Novak', 'Osei', 'Patel', 'Petrov', 'Rao', 'Ruiz', 'Stone']
const goods = [
  ['SHIRT', 'Linen shirt'], ['SHOE', 'Canvas shoes'], ['SCARF', 'Wool scarf'], ['JACKET', 'Rain jacket'], ['MUG', 'Stoneware mugs'], ['KNIT', 'Knitted jumper'],
  ['BELT', 'Leather belt'], ['LAMP', 'Desk lamp'], ['BAG', 'Canvas bag'], ['VASE', 'Glass vase'], ['CLOCK', 'Wall clock'], ['APRON', 'Oak apron'],
]

/**
 * What somebody has ordered, kept as `order`.
 * @param {Chance} chance
 * @param {{ from: number, to: number, quantity?: number, days?: number | null, sku?: string } & Readonly<Record<string, unknown>>} wanted
 *   price of a piece between two whole amounts; `days` since the delivery, null for none yet; the rest is handed on to the shop
 * @returns {Send}
 */
export function ordered(chance, { from, to, quantity = 1, days = 4, sku, ...rest }) {
  const [firstName, lastName] = [chance.one(firstNames), chance.one(lastNames)]
  const [stem = '', title = ''] = chance.one(goods)
  const price = `${chance.whole(from, to - 1)}.${chance.one(['00', '50', '90'])}`
  return {
    to: 'shop', what: 'orders', as: 'order',
    body: {
      currency: 'USD', deliveredDaysAgo: days, lines: [{ sku: sku ?? `${stem}-${chance.whole(10, 99)}`, title, quantity, price }],
      customer: { firstName, lastName, email: `${firstName}.${lastName}@example.com`.toLowerCase() }, ...rest,
    },
  }
}

/** A parcel of that order on its way, kept as `parcel`. @param {Readonly<Record<string, unknown>>} [more] @returns {Send} */
export const parcelOf = (more = {}) => ({ to: 'easypost', what: 'parcel', as: 'parcel', body: { reference: '$order.id#', daysAgo: 3, ...more } })

/** The carrier scans that parcel. @param {Readonly<Record<string, unknown>>} scan @returns {Send} */
export const scanned = (scan) => ({ to: 'easypost', what: 'scan', body: { tracker: '$parcel.tracker.id', ...scan } })

/** A source of the organisation tells of something, signed. @param {string} source @param {string} event @param {Readonly<Record<string, unknown>>} fields @returns {Send} */
export const tells = (source, event, fields) => ({ to: 'planning', what: 'tell', body: { source, event, ...fields } })

/** The customer of that order writes to the help desk, kept as `ticket`. @param {string} intent @param {string} text @returns {Send} */
export const writes = (intent, text) => ({
  to: 'zendesk', what: 'tickets', as: 'ticket', body: { intent, text, subject: text.slice(0, 60), email: '$order.customer.email', orderRef: '$order.name', orderId: '$order.id' },
})

/** The same customer writes again. @param {string} text @returns {Send} */
export const answers = (text) => ({ to: 'zendesk', what: 'reply', body: { ticket: '$ticket.ticket', text } })

/** A date so many days from the given one. @param {string} day @param {number} days @returns {string} */
export const later = (day, days) => new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
