import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dataFolder } from '../setup/paths.mjs'

const seeded = join(dataFolder, 'sample-sent')

/** The order whose return arrives when the demo starts for the first time. */
export const sampleOrder = '#2041'

/**
 * A customer sends something back.
 * @param {number} shopPort
 * @param {string} [orderName] without it an ordinary order of a few days ago, whose parcel the warehouse has to grade
 * @returns {Promise<{ label: string }>}
 */
export async function sendReturn(shopPort, orderName) {
  const name = orderName ?? (await ordinaryOrder(shopPort))
  const { customer } = /** @type {{ customer: string }} */ (await control(shopPort, 'return', { orderName: name }))
  return { label: `${name}: a return of ${customer}` }
}

const goods = [['Linen shirt', '64.00'], ['Canvas shoes', '89.00'], ['Wool scarf', '45.00'], ['Rain jacket', '119.00']]

/** @param {number} shopPort @returns {Promise<string>} the name of a new order that the policy lets come back */
async function ordinaryOrder(shopPort) {
  const [title, price] = goods[Math.floor(performance.now()) % goods.length] ?? ['Linen shirt', '64.00']
  const lines = [{ sku: `SKU-${title?.slice(0, 3).toUpperCase()}`, title, quantity: 1, price }]
  const { name } = /** @type {{ name: string }} */ (await control(shopPort, 'orders', { currency: 'USD', deliveredDaysAgo: 3, lines }))
  return name
}

/** @param {number} shopPort @param {string} what @param {unknown} body @returns {Promise<unknown>} */
async function control(shopPort, what, body) {
  const answer = await fetch(`http://127.0.0.1:${shopPort}/_control/${what}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(5000),
  })
  const told = /** @type {{ error?: string }} */ (await answer.json())
  if (!answer.ok) throw new Error(`the sample shop refused: ${told.error}`)
  return told
}

/**
 * Sends the sample return, once in the life of the demo's data.
 * @param {number} shopPort
 * @returns {Promise<boolean>} whether it was sent now
 */
export async function sendSampleOnce(shopPort) {
  if (existsSync(seeded)) return false
  await sendReturn(shopPort, sampleOrder)
  writeFileSync(seeded, `${sampleOrder}\n`)
  return true
}

/**
 * Waits a few seconds for the sample's case to reach a person.
 * @param {string} api base address
 * @returns {Promise<string>} the address of its page; the console's front page when it takes longer
 */
export async function samplePage(api) {
  for (const giveUpAt = Date.now() + 8000; Date.now() < giveUpAt; await pause(200)) {
    const found = (await sampleCases(api)).find(({ openSteps }) => openSteps.some(({ assignee }) => assignee !== null))
    if (found !== undefined) return `${api}/cases/${found.caseId}`
  }
  return api
}

/**
 * @typedef {{ caseId: string, openSteps: { assignee: string | null }[] }} SampleCase
 * @param {string} api
 * @returns {Promise<SampleCase[]>}
 */
async function sampleCases(api) {
  try {
    const session = /** @type {{ people: { id: string }[] }} */ (await (await fetch(`${api}/api/session`, { signal: AbortSignal.timeout(2000) })).json())
    const answer = await fetch(`${api}/api/cases?text=${encodeURIComponent(sampleOrder)}`, {
      headers: { 'x-evenkeel-person': session.people[0]?.id ?? '' }, signal: AbortSignal.timeout(2000),
    })
    return /** @type {{ cases: SampleCase[] }} */ (await answer.json()).cases
  } catch {
    return []
  }
}
