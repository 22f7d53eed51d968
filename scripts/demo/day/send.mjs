import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from '../../setup/paths.mjs'
import { play } from './act.mjs'
import { peopleAt } from './people.mjs'
import { dayOf, endOf } from './plan.mjs'
import { isSend } from './story.mjs'

/**
 * @typedef {Readonly<Record<string, string>>} Addresses of `api` and each stand-in
 * @typedef {import('./act.mjs').Told} Told
 */

/** How many stories go on at the same time. */
const atOnce = 5
const patienceMs = 90_000
const file = join(dataFolder, 'days-sent')

/**
 * Fires the next day at a demo that runs, and works on what the scripted staff has to do with it.
 * @param {Addresses} addresses
 * @param {(text: string) => void} note hears how far it is
 * @returns {Promise<readonly Told[]>}
 */
export async function sendDay(addresses, note) {
  const seed = (existsSync(file) ? Number(readFileSync(file, 'utf8')) || 0 : 0) + 1
  writeFileSync(file, `${seed}\n`)
  const { first, rest } = dayOf(seed, new Date().toISOString().slice(0, 10))
  const world = { people: peopleAt(addresses['api'] ?? ''), send: senderTo(addresses), patienceMs }
  note('the first webhooks, in the wrong order')
  const told = [await play(first, world)]
  const waiting = [...rest]
  const line = async () => {
    for (let story = waiting.shift(); story !== undefined; story = waiting.shift()) {
      told.push(await play(story, world))
      note(`${told.length} of ${rest.length + 1} happenings`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, line))
  return told
}

/** @param {Addresses} addresses @returns {import('./act.mjs').World['send']} */
const senderTo = (addresses) => async ({ to, what }, body) => {
  const response = await fetch(`${addresses[to]}/_control/${what}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(15_000),
  })
  const told = /** @type {{ error?: string, status?: number }} */ (await response.json())
  if (!response.ok) throw new Error(`${to} refused "${what}": ${told.error ?? response.status}`)
  // What passes a webhook on at once says what the product answered.
  if (typeof told.status === 'number' && (told.status < 200 || told.status > 299)) throw new Error(`the product answered ${told.status} to ${to}`)
  return told
}

const words = { closed: 'closed', open: 'with somebody', waits: 'waiting', escalated: 'escalated' }

/**
 * What was sent and where to look, in a few lines.
 * @param {readonly Told[]} told
 * @param {Addresses} addresses
 * @returns {string[]}
 */
export function dayInWords(told, addresses) {
  const odd = told.filter(({ story }) => story.acts.some((act) => isSend(act) && act.repeats)).length
  const cases = (/** @type {keyof typeof words} */ end) => told.filter(({ story, problem }) => problem === undefined && endOf(story.ends) === end)
  const find = (/** @type {keyof typeof words} */ end) => {
    // The longest of them has most to see.
    const [one] = cases(end).toSorted((a, b) => b.story.acts.length - a.story.acts.length)
    return one === undefined ? [] : [`${String(cases(end).length).padStart(3)} ${words[end].padEnd(14)} such as ${one.label}, ${one.story.title}: ${addresses['api']}/cases/${one.caseId}`]
  }
  const astray = told.filter(({ problem }) => problem !== undefined)
  return [
    `A day at the shop: ${told.length} cases of ${new Set(told.map(({ story }) => story.sop)).size} procedures, ${odd} of them told twice or in the wrong order.`,
    ...(/** @type {const} */ (['closed', 'waits', 'escalated', 'open'])).flatMap(find),
    `All of them: ${addresses['api']}/cases?state=all   Letters: ${addresses['mailbox']}   Cards: ${addresses['slack']}`,
    ...astray.map(({ story, problem }) => `Another way than planned: ${story.title} (${problem})`),
  ]
}
