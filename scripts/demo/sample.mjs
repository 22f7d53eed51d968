import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from '../setup/paths.mjs'

const seeded = join(dataFolder, 'sample-sent')

/** The order whose return arrives when the demo starts for the first time. */
export const sampleOrder = '#2041'

/**
 * @param {number} shopPort
 * @param {{ orderName?: string }} which without a name: the next order that has no return yet
 * @returns {Promise<{ label: string }>}
 */
export async function sendReturn(shopPort, which) {
  const answer = await fetch(`http://127.0.0.1:${shopPort}/_control/return`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(which), signal: AbortSignal.timeout(5000),
  })
  const body = /** @type {{ orderName: string, customer: string, error?: string }} */ (await answer.json())
  if (!answer.ok) throw new Error(`the sample shop refused: ${body.error}`)
  return { label: `${body.orderName}: a return of ${body.customer}` }
}

/**
 * Sends the sample return, once in the life of the demo's data.
 * @param {number} shopPort
 * @returns {Promise<boolean>} whether it was sent now
 */
export async function sendSampleOnce(shopPort) {
  if (existsSync(seeded)) return false
  await sendReturn(shopPort, { orderName: sampleOrder })
  writeFileSync(seeded, `${sampleOrder}\n`)
  return true
}
