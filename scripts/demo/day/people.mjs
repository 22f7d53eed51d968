import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { pictureOf } from './picture.mjs'

/**
 * @typedef {{ step: string, instance: string, assignee: string | null, level: number, dueAt: string | null, evidence?: { name: string, kind: string }[] }} Task
 * @typedef {{ caseId: string, state: string, outcome: string | null, standing: string, woundMs: number | null, label: string, openSteps: { step: string, phase: string }[] }} Case
 * @typedef {{ case: Case, tasks: Task[] }} CasePage
 *
 * @typedef {object} People whoever works at the shop, by the same way as the console's pages
 * @property {(caseId: string) => Promise<CasePage | undefined>} look undefined for one that nobody sees yet
 * @property {(sop: string, key: string) => Promise<string | undefined>} find the case of that SOP whose key has this in it
 * @property {(by: string, sop: string, fields: unknown) => Promise<string>} open
 * @property {(caseId: string, task: Task, work: import('./story.mjs').Work) => Promise<void>} finish
 * @property {(caseId: string, by: string) => Promise<void>} wind
 */

/** Sees everything, and winds clocks. */
const director = 'olu'

/** @param {string} api base address @returns {People} */
export function peopleAt(api) {
  /** @param {string} person @param {string} path @param {RequestInit} [init] @returns {Promise<any>} */
  const ask = async (person, path, init = {}) => {
    const response = await fetch(`${api}${path}`, { ...init, headers: { 'x-evenkeel-person': person, origin: api, ...init.headers }, signal: AbortSignal.timeout(15_000) })
    const told = await response.json()
    if (response.ok) return told
    if (response.status === 404) return undefined
    throw new Error(/** @type {{ detail?: string }} */ (told).detail ?? `${path} answered ${response.status}`)
  }
  const post = (/** @type {string} */ person, /** @type {string} */ path, /** @type {unknown} */ body) =>
    ask(person, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const proofs = proofsBy(ask)
  return {
    look: (caseId) => ask(director, `/api/cases/${encodeURIComponent(caseId)}`),
    find: async (sop, key) => (await ask(director, `/api/cases?sop=${sop}&text=${encodeURIComponent(key)}`)).cases[0]?.caseId,
    open: async (by, sop, fields) => (await post(by, '/api/cases', { sop, fields })).caseId,
    async finish(caseId, task, { outcome = 'done', form = {}, evidence = {} }) {
      const by = task.assignee ?? director
      const proof = await proofs(by, task, evidence)
      await post(by, `/api/cases/${encodeURIComponent(caseId)}/steps/${encodeURIComponent(task.step)}/complete`, {
        commandId: randomUUID(), instance: task.instance, outcome, form, ...(Object.keys(proof).length === 0 ? {} : { evidence: proof }),
      })
    },
    wind: (caseId, by) => post(director, `/api/cases/${encodeURIComponent(caseId)}/wind`, { commandId: randomUUID(), by }),
  }
}

/**
 * Photographs are taken and uploaded, papers written; what is wanted says the task.
 * @param {(person: string, path: string, init: RequestInit) => Promise<{ sha256: string, original: string }>} ask
 */
function proofsBy(ask) {
  let taken = 0
  /** @param {string} by @param {string} kind @param {string} what */
  const proof = async (by, kind, what) => {
    taken += 1
    if (kind === 'link') return { kind, text: `https://mail.harbour.example/thread/${taken}` }
    if (kind === 'scan') return { kind, text: createHash('sha256').update(what).digest('hex').slice(0, 12).toUpperCase() }
    const photo = kind === 'photo'
    const body = photo ? new Uint8Array(pictureOf(taken)) : `${what}\n\nPaper ${taken} of the demo's day.\n`
    const { sha256, original } = await ask(by, '/api/evidence', { method: 'POST', headers: { 'content-type': photo ? 'image/png' : 'text/plain' }, body })
    return { kind, sha256, name: photo ? `IMG_${2200 + taken}.png` : `${what}.txt`, ...(original === sha256 ? {} : { original }) }
  }
  /** @param {string} by @param {Task} task @param {Readonly<Record<string, number>>} wanted */
  return async (by, task, wanted) => {
    /** @type {Record<string, unknown[]>} */
    const given = {}
    for (const [name, count] of Object.entries(wanted)) {
      const kind = task.evidence?.find((rule) => rule.name === name)?.kind ?? 'photo'
      given[name] = []
      for (let each = 0; each < count; each += 1) given[name].push(await proof(by, kind, name))
    }
    return given
  }
}

/**
 * Asks again until there is something.
 * @template T
 * @param {() => Promise<T | undefined>} look
 * @param {number} patienceMs
 * @returns {Promise<T | undefined>} undefined when the time is over
 */
export async function awaited(look, patienceMs) {
  for (const giveUpAt = Date.now() + patienceMs; Date.now() < giveUpAt; await pause(300)) {
    const found = await look()
    if (found !== undefined) return found
  }
  return undefined
}
