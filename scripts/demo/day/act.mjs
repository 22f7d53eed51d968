import { awaited } from './people.mjs'
import { filled, isSend } from './story.mjs'

/**
 * @typedef {import('./story.mjs').Story} Story
 * @typedef {import('./people.mjs').CasePage} CasePage
 * @typedef {{ story: Story, caseId?: string, label?: string, problem?: string }} Told what became of a story; `problem` where it went another way
 * @typedef {{ people: import('./people.mjs').People, send: (send: import('./story.mjs').Send, body: unknown) => Promise<unknown>, patienceMs: number }} World
 */

/**
 * Plays one story.
 * @param {Story} story
 * @param {World} world
 * @returns {Promise<Told>} never rejects for what a story does wrong
 */
export async function play(story, world) {
  /** @type {{ known: Record<string, unknown>, caseId: string | undefined }} */
  const state = { known: {}, caseId: undefined }
  try {
    for (const act of story.acts) await does(act, story, state, world)
    const caseId = await caseOf(story, state, world)
    const page = await reached(caseId, world, (now) => standsAt(now, story.ends))
    return { story, caseId, label: page.case.label }
  } catch (error) {
    return { story, ...(state.caseId && { caseId: state.caseId }), problem: /** @type {Error} */ (error).message }
  }
}

/** @param {import('./story.mjs').Act} act @param {Story} story @param {{ known: Record<string, unknown>, caseId: string | undefined }} state @param {World} world */
async function does(act, story, state, world) {
  const { people } = world
  if (isSend(act)) {
    const answer = await world.send(act, filled(act.body ?? {}, state.known))
    if (act.as !== undefined) state.known[act.as] = answer
    return
  }
  if ('opens' in act) {
    state.caseId = await people.open(act.by, story.sop, filled(act.opens, state.known))
    return
  }
  const caseId = await caseOf(story, state, world)
  if ('until' in act) await reached(caseId, world, (page) => isOpen(page, act.until))
  else if ('wind' in act) await people.wind(caseId, act.wind)
  else if ('windPast' in act) await windPast(caseId, act.windPast, world)
  else {
    const { tasks } = await reached(caseId, world, (page) => page.tasks.some(({ step }) => step === act.task))
    const task = tasks.find(({ step }) => step === act.task)
    if (task !== undefined) await people.finish(caseId, task, { ...act, form: /** @type {Record<string, unknown>} */ (filled(act.form ?? {}, state.known)) })
  }
}

/** @param {Story} story @param {{ known: Record<string, unknown>, caseId: string | undefined }} state @param {World} world @returns {Promise<string>} */
async function caseOf(story, state, { people, patienceMs }) {
  const key = String(filled(story.key, state.known))
  state.caseId ??= await awaited(() => people.find(story.sop, key), patienceMs)
  if (state.caseId === undefined) throw new Error(`no case of ${story.sop} was opened`)
  return state.caseId
}

/** @param {string} caseId @param {World} world @param {(page: CasePage) => boolean} stands @returns {Promise<CasePage>} */
async function reached(caseId, { people, patienceMs }, stands) {
  /** @type {CasePage | undefined} */
  let last
  const found = await awaited(async () => {
    last = await people.look(caseId)
    return last !== undefined && stands(last) ? last : undefined
  }, patienceMs)
  if (found === undefined) throw new Error(last === undefined ? `${caseId} cannot be read` : `${last.case.label} stands elsewhere: ${last.case.standing}`)
  return found
}

/** @param {CasePage} page @param {string} step */
const isOpen = (page, step) => page.case.openSteps.some((open) => open.step === step)

/** @param {CasePage} page @param {import('./story.mjs').Ends} ends */
function standsAt(page, ends) {
  if ('closed' in ends) return page.case.outcome === ends.closed
  if ('open' in ends) return page.tasks.some(({ step }) => step === ends.open)
  if ('waits' in ends) return isOpen(page, ends.waits)
  return page.tasks.some(({ step, level }) => step === ends.escalated && level > 0)
}

/** The clock of this one case goes on until the task should have been done. @param {string} caseId @param {string} step @param {World} world */
async function windPast(caseId, step, world) {
  const { case: summary, tasks } = await reached(caseId, world, (page) => page.tasks.some((task) => task.step === step))
  const due = Date.parse(tasks.find((task) => task.step === step)?.dueAt ?? '')
  const minutes = Math.ceil((due - Date.now() - (summary.woundMs ?? 0)) / 60_000) + 5
  if (minutes > 0) await world.people.wind(caseId, `${minutes}m`)
}
