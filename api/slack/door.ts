import { Away } from '../../domain/away.ts'
import { rolesOf } from '../../domain/roles.ts'
import { onClick } from './click.ts'
import type { DoorDeps } from './deps.ts'
import { Click, HomeOpened, Slash, Submission } from './payload.ts'
import type { Reply } from './reply.ts'
import { onSlash } from './slash.ts'
import { onSubmission } from './submit.ts'
import { isAway, standing, whoIs } from './who.ts'
import { within } from './within.ts'

/** Everything that Slack tells us of, whichever way it comes. Throws what may be tried again: then Slack is told that it failed. */
export interface Door {
  interaction(payload: unknown): Promise<Reply>
  slash(payload: unknown): Promise<Reply>
  event(event: unknown): Promise<Reply>
}

/** The door. What it cannot read it acknowledges and leaves alone: an answer must never be late. */
export const createDoor = (deps: DoorDeps): Door => ({
  async interaction(payload) {
    const click = Click.safeParse(payload)
    if (click.success) return inTime(onClick(deps, click.data).then((reply) => withHome(deps, click.data, reply)), tooLate)
    const submission = Submission.safeParse(payload)
    if (submission.success) return inTime(onSubmission(deps, submission.data), () => sendAgain(submission.data))
    return {}
  },

  async slash(payload) {
    const slash = Slash.safeParse(payload)
    return slash.success ? onSlash(deps, slash.data) : {}
  },

  async event(event) {
    const opened = HomeOpened.safeParse(event)
    return opened.success && (opened.data.tab ?? 'home') === 'home' ? { after: () => showHome(deps, opened.data.user) } : {}
  },
})

/** Slack waits for three seconds; what is slower than this is answered without its result, and goes on. */
const WAIT_MS = 2_600

const inTime = async (reply: Promise<Reply>, late: () => Reply): Promise<Reply> => (await within(WAIT_MS, reply, undefined)) ?? late()

/** Slack shows a warning at the button, and whoever clicked can click again: twice is no more than once. */
function tooLate(): never {
  throw new Away('database', 'the database takes longer than Slack waits')
}

/** The modal stays open with all that was typed. Sent off again as it is, it is the same act. */
function sendAgain({ view }: Submission): Reply {
  const first = view.blocks.find((block) => block['type'] === 'input')?.['block_id']
  return typeof first === 'string' ? { body: { response_action: 'errors', errors: { [first]: 'Evenkeel took longer than Slack waits; send it off again' } } } : tooLate()
}

/** A Home shows what was done in it once it is done. */
const withHome = (deps: DoorDeps, { view, user }: Click, reply: Reply): Reply => (view ? {
  ...reply,
  async after() {
    await reply.after?.()
    await showHome(deps, user.id)
  },
} : reply)

/** Brings somebody's Home up to date. */
async function showHome({ reader, catalogue, settings, now, slack }: DoorDeps, user: string): Promise<void> {
  const { desk, pages } = slack
  const who = await whoIs({ catalogue, slack }, user, [])
  if ('stranger' in who) return desk.home(user, pages.strangerView(`You see no tasks here: ${who.stranger}.`))
  const barred = await standing(slack, user).catch((error: unknown) => {
    if (isAway(error)) return undefined
    throw error
  })
  if (barred) return desk.home(user, pages.strangerView(`You see no tasks here: ${barred.message}.`))
  const { person, organisation } = who
  const [mine, wider] = await Promise.all([reader.tasks({ person: person.id }), reader.tasks({ roles: rolesOf(person.id, organisation) })])
  const held = new Set(mine.map(({ caseId, instance }) => `${caseId} ${instance}`))
  const view = pages.homeView({
    mine, team: wider.filter(({ caseId, instance }) => !held.has(`${caseId} ${instance}`)), consoleUrl: settings.publicUrl,
    urlOf: ({ caseId, step }) => `${settings.publicUrl}/cases/${encodeURIComponent(caseId)}/steps/${encodeURIComponent(step)}`,
  }, { me: person.id, zone: person.zone, locale: person.locale, now: now(), nameOf: (id) => organisation.people[id]?.name ?? id })
  await desk.home(user, view)
}
