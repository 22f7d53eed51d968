/**
 * What may happen in a day, as data: each story is one case, from what opens it to where it is left.
 *
 * Texts of the form `$name.field` stand for what an earlier act of the same story was answered (`as: 'name'`); `$name.field#` for the digits
 * at the end of it, as carriers know an order.
 *
 * @typedef {'shop' | 'stripe' | 'easypost' | 'zendesk' | 'planning'} Sender
 * @typedef {{ to: Sender, what: string, body?: Readonly<Record<string, unknown>>, as?: string, repeats?: true, reversed?: true }} Send
 *   something happens in an outside system, which tells of it with a webhook of its own; `repeats` says that it was told before,
 *   `reversed` that it comes before what happened first
 * @typedef {{ opens: Readonly<Record<string, unknown>>, by: string }} Open a person starts the story's SOP by its form
 * @typedef {{ task: string, outcome?: string, form?: Readonly<Record<string, unknown>>, evidence?: Readonly<Record<string, number>> }} Work
 *   whoever has the task finishes it, with so many proofs of each name; the outcome is `done` where none is named
 * @typedef {{ until: string }} Until the case stands at this step
 * @typedef {{ windPast: string }} WindPast the case's clock is wound until the task is late
 * @typedef {{ wind: string }} Wind the case's clock is wound by so much
 * @typedef {Send | Open | Work | Until | WindPast | Wind} Act
 *
 * @typedef {object} Story
 * @property {string} title what happens, for the terminal
 * @property {string} sop
 * @property {string} key part of the case's key, once the first acts are done; empty where a person opens it
 * @property {readonly Act[]} acts in this order
 * @property {Ends} ends
 *
 * @typedef {{ closed: string } | { open: string } | { waits: string } | { escalated: string }} Ends
 *   the outcome; or the step that waits for a person, for the world outside, or for somebody higher up
 */

/** @type {(act: Act) => act is Send} */
export const isSend = (act) => 'to' in act

/** Texts that stand for something are filled in; everything else stays. @param {unknown} value @param {Readonly<Record<string, unknown>>} known @returns {unknown} */
export function filled(value, known) {
  if (typeof value === 'string') return value.replace(/\$([a-z]\w*(?:\.\w+)+)(#?)/g, (_all, path, digits) => told(String(path).split('.'), known, digits === '#'))
  if (Array.isArray(value)) return value.map((each) => filled(each, known))
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, known)]))
  return value
}

/** @param {readonly string[]} path @param {unknown} known @param {boolean} digits @returns {string} */
function told(path, known, digits) {
  /** @type {unknown} */
  let found = known
  for (const name of path) found = /** @type {Record<string, unknown>} */ (found ?? {})[name]
  if (typeof found !== 'string' && typeof found !== 'number') throw new RangeError(`nothing was answered as "$${path.join('.')}"`)
  return digits ? (/\d+$/.exec(String(found))?.[0] ?? '') : String(found)
}
