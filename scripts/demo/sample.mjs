import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
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
