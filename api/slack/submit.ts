import type { Acted, Interaction } from '../../domain/interaction.ts'
import type { FieldProblem } from '../../domain/form.ts'
import { readForm } from '../../domain/form.ts'
import { sayInstants } from '../../domain/instant.ts'
import type { Person } from '../../domain/organisation.ts'
import type { ListedTask } from '../../domain/ports.ts'
import { rolesOf } from '../../domain/roles.ts'
import { refusalText, tellRefusal } from './act.ts'
import type { DoorDeps } from './deps.ts'
import { actAndSettle } from './keep.ts'
import { commandIdOf, submissionId } from './key.ts'
import type { Submission } from './payload.ts'
import { changedSince, noteRefused, refuseAtDoor, type Barred, type Reply } from './reply.ts'
import { barredFrom, barredFromOpening, VERBS } from './right.ts'
import { whoIs, type Known } from './who.ts'
import { readWanted } from './wanted.ts'
import { within } from './within.ts'

/** How long a modal waits for the case to say yes or no. What takes longer goes on, and Slack still hears of it in time. */
const WAIT_MS = 1_500

/**
 * Somebody sent a modal off. It is judged by the task as it stands in our database and by the case, and what is wrong stands at its
 * field while the modal is open. Once it is kept it will be done, whatever is away.
 */
export async function onSubmission(deps: DoorDeps, submission: Submission): Promise<Reply> {
  const { pages } = deps.slack
  const { view, user, team } = submission
  const who = await whoIs(deps, user.id, [user.team_id, team?.id])
  if (view.callback_id === pages.START_MODAL) return 'stranger' in who ? turnedAway(deps, submission, { code: who.code, message: who.stranger }) : start(deps, submission, who)
  const place = view.callback_id === pages.STEP_MODAL ? pages.readPlace(view.private_metadata) : undefined
  const about = { caseId: place?.caseId, step: place?.step }
  if ('stranger' in who) return turnedAway(deps, submission, { code: who.code, message: who.stranger, ...about })
  const by = who.person.id
  if (!place) return turnedAway(deps, submission, { code: 'bad-command', message: 'this form is none that Evenkeel knows; open the task in the browser', by })
  const task = await deps.reader.task(place.caseId, place.step)
  if (task?.instance !== place.instance || task.epoch !== place.epoch) {
    return turnedAway(deps, submission, { code: 'stale-step', message: await changedSince(deps, place, who.organisation, 'you opened this'), by, ...about }, who.person)
  }
  const barred = await barredFrom(deps, VERBS[place.act], task, who.person, who.organisation)
  if (barred !== undefined) return turnedAway(deps, submission, { code: 'not-allowed', message: barred, by, ...about })
  const id = submissionId(submission)
  const { step, instance, epoch } = place
  const wanted = readWanted(pages.readFilled(view.state.values, task, place.act), {
    common: { commandId: commandIdOf(id), by, via: 'slack', step, instance, epoch }, place, task, organisation: who.organisation, roles: rolesOf(by, who.organisation),
  })
  if ('problems' in wanted) return errors(deps, submission, wanted.problems, task)
  const interaction: Interaction = { id, asked: { do: 'command', caseId: place.caseId, ...wanted }, from: { channel: 'slack', user: user.id, place: place.channel ?? null } }
  return keepAndWait(deps, submission, interaction, task, who.person)
}

/** Opens a case by the SOP's own form. */
async function start(deps: DoorDeps, submission: Submission, { person }: Extract<Known, { person: unknown }>): Promise<Reply> {
  const { pages } = deps.slack
  const { view, user } = submission
  const barred = barredFromOpening(person)
  if (barred !== undefined) return turnedAway(deps, submission, { code: 'not-allowed', message: barred, by: person.id })
  const { sop, channel } = startPlace(view.private_metadata)
  const trigger = (await deps.catalogue.current(sop))?.triggers.find((one) => one.kind === 'manual')
  if (trigger?.kind !== 'manual') return turnedAway(deps, submission, { code: 'unknown-sop', message: 'this SOP is not opened by hand any more', by: person.id })
  const fields = pages.readFields(view.state.values, trigger.form)
  const reading = readForm(trigger.form, fields)
  if ('problems' in reading) return errors(deps, submission, reading.problems, trigger)
  const interaction: Interaction = { id: submissionId(submission), asked: { do: 'open', sop, by: person.id, fields }, from: { channel: 'slack', user: user.id, place: channel } }
  return keepAndWait(deps, submission, interaction, trigger, person)
}

function startPlace(metadata: string): { readonly sop: string; readonly channel: string | null } {
  try {
    const place: unknown = JSON.parse(metadata)
    const { sop, channel } = typeof place === 'object' && place !== null ? (place as { sop?: unknown; channel?: unknown }) : {}
    return { sop: typeof sop === 'string' && /^[a-z0-9-]+$/.test(sop) ? sop : '', channel: typeof channel === 'string' ? channel : null }
  } catch {
    return { sop: '', channel: null }
  }
}

/** A modal shows plain text, which Slack does not bring into the reader's zone. */
const inZone = ({ slack: { pages }, now }: DoorDeps, text: string, { zone, locale }: Pick<Person, 'zone' | 'locale'>): string =>
  sayInstants(text, (at) => pages.exactAt(at, { zone, locale, now: now(), nameOf: (id) => id }))

type Form = Pick<ListedTask, 'form' | 'evidence'>

/** Keeps it, then waits as long as Slack may be kept waiting; what is refused by then stands in the modal, later it is said directly. */
async function keepAndWait(deps: DoorDeps, submission: Submission, interaction: Interaction, form: Form, person: Person): Promise<Reply> {
  const kept = await deps.slack.interactions.keep(interaction)
  if (kept === 'conflict') return errors(deps, submission, [{ field: '', message: 'this form was sent already; open it again' }], form)
  if (kept === 'repeat') return {}
  const acting = actAndSettle(deps, interaction)
  const acted = await within(WAIT_MS, acting, 'late' as const)
  if (acted === 'late') return { after: async () => finished(deps, interaction, await acting) }
  if (acted.state === 'refused') return errors(deps, submission, acted.fields ?? [{ field: '', message: inZone(deps, acted.message, person) }], form, acted.message)
  return { after: () => finished(deps, interaction, acted) }
}

/** Says what the modal can say no more, since it is closed. */
async function finished(deps: DoorDeps, interaction: Interaction, acted: Acted): Promise<void> {
  if (acted.state === 'refused') await tellRefusal(deps, interaction, acted.message)
  if (acted.state !== 'done' || interaction.asked.do !== 'open') return
  const caseId = (acted.note ?? '').replace(/^(opened|is already) /, '')
  const { desk, pages } = deps.slack
  const organisation = await deps.catalogue.organisation()
  const found = await deps.reader.case(caseId)
  const reader = { zone: organisation.zone, locale: organisation.locale, now: deps.now(), nameOf: (id: string) => organisation.people[id]?.name ?? id }
  const message = found ? pages.caseList([found.summary], (id) => `${deps.settings.publicUrl}/cases/${encodeURIComponent(id)}`, reader) : pages.reply('The case is open.')
  await desk.whisper(interaction.from.place, interaction.from.user, message)
}

/** The answer that puts problems at their fields. What has no field, in a modal without any, is said directly. */
function errors(deps: DoorDeps, { view, user }: Submission, problems: readonly FieldProblem[], form: Form, message?: string): Reply {
  const at = deps.slack.pages.errorsAt(problems, { blocks: view.blocks.map((block) => ({ ...block, type: String(block['type']) })) }, form)
  if (at) return { body: { response_action: 'errors', errors: at } }
  const text = message ?? problems.map((one) => one.message).join('; ')
  return { after: () => deps.slack.desk.whisper(null, user.id, deps.slack.pages.reply(refusalText(text, undefined))) }
}

/** Refuses at the door, where the person looks: in the modal. */
async function turnedAway(deps: DoorDeps, submission: Submission, why: Pick<Barred, 'code' | 'message' | 'by' | 'caseId' | 'step'>, person?: Person): Promise<Reply> {
  const barred: Barred = { user: submission.user.id, place: null, asked: 'modal', ...why }
  const hasInputs = submission.view.blocks.some((block) => block['type'] === 'input')
  if (!hasInputs) return { after: () => refuseAtDoor(deps, barred) }
  const summary = why.caseId === undefined || why.by === undefined ? undefined : (await deps.reader.case(why.caseId))?.summary
  return { ...errors(deps, submission, [{ field: '', message: refusalText(person ? inZone(deps, why.message, person) : why.message, summary) }], { form: [] }), after: () => noteRefused(deps, barred) }
}
