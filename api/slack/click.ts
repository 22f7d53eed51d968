import type { Reference } from '../../adapters/slack/reference.ts'
import type { Command } from '../../domain/event.ts'
import type { Interaction } from '../../domain/interaction.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import type { ListedTask } from '../../domain/ports.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { DoorDeps } from './deps.ts'
import { clickId, commandIdOf } from './key.ts'
import type { Click } from './payload.ts'
import { keepAndAct } from './keep.ts'
import { changedSince, refuseAtDoor, type Barred, type Reply } from './reply.ts'
import { barredFrom, VERBS } from './right.ts'
import { notOpened, standing, whoIs } from './who.ts'

/** Acts that need no more than a click. */
type Direct = DoorDeps['slack']['pages']['DIRECT_ACTS'][number]
type InModal = DoorDeps['slack']['pages']['MODAL_ACTS'][number]
type Wish = { readonly direct: Direct } | { readonly outcome: string } | { readonly modal: InModal }

/**
 * Somebody clicked. What the button carries only says which step was seen; what may be done with it is judged by what is so now.
 * What a click does at once is kept before Slack is answered; a modal is opened right after.
 */
export async function onClick(deps: DoorDeps, click: Click): Promise<Reply> {
  const { pages } = deps.slack
  const [action] = click.actions
  // A button that leads to a page has done what it does.
  if (!action || action.action_id === pages.OPEN) return {}
  const wish = wishOf(pages, action)
  const seen = pages.readReference(action.value ?? valueBeside(click, action.block_id))
  const place = click.channel?.id ?? null
  const barred = (why: Pick<Barred, 'code' | 'message' | 'by'>): Reply =>
    ({ after: () => refuseAtDoor(deps, { user: click.user.id, place, asked: action.action_id, caseId: seen?.caseId, step: seen?.step, ...why }) })
  const [who, task] = await Promise.all([whoIs(deps, click.user.id, [click.user.team_id, click.team?.id]), seen && taskSeen(deps, seen)])
  if ('stranger' in who) return barred({ code: who.code, message: who.stranger })
  const by = who.person.id
  // Asked for now, because it is wanted as soon as Slack is answered, and believed for a while; what goes wrong is said then.
  deps.slack.desk.user(click.user.id).catch(() => undefined)
  if (!wish || !seen) return barred({ code: 'bad-command', message: 'this button is none that Evenkeel knows; open the task in the browser', by })
  const may = task && (await barredFrom(deps, verbOf(wish), task, who.person, who.organisation))
  if (may !== undefined) return barred({ code: 'not-allowed', message: may, by })
  const inModal = modalFor(deps, wish, task)
  if (inModal === undefined) return keepAndAct(deps, interactionOf(click, wish, seen, who))
  if (!task) return barred({ code: 'stale-step', message: await changedSince(deps, seen, who.organisation, 'you saw it'), by })
  return { after: () => openModal(deps, click, task, { ...inModal, ...(place === null ? {} : { channel: place }) }, who.organisation) }
}

function wishOf(pages: DoorDeps['slack']['pages'], { action_id: id, selected_option: option }: Click['actions'][number]): Wish | undefined {
  const outcome = pages.outcomeIn(id)
  if (outcome !== undefined) return { outcome }
  const name = id === pages.MORE ? option?.value : id
  const direct = pages.DIRECT_ACTS.find((one) => one === name)
  if (direct) return { direct }
  const modal = pages.MODAL_ACTS.find((one) => one === name)
  return modal && { modal }
}

/** A choice in a menu is too short for the reference; the buttons beside it have it. */
function valueBeside({ message, view }: Click, block: string): unknown {
  const row = [...(message?.blocks ?? []), ...(view?.blocks ?? [])].find((one) => one['block_id'] === block)
  const elements: readonly unknown[] = Array.isArray(row?.['elements']) ? row['elements'] : []
  return elements.map((one) => (typeof one === 'object' && one !== null && 'value' in one ? one.value : undefined)).find((value) => value !== undefined)
}

/** The step as it was seen, if it is still so. */
async function taskSeen({ reader }: DoorDeps, { caseId, step, instance, epoch }: Reference): Promise<ListedTask | undefined> {
  const task = await reader.task(caseId, step)
  return task?.instance === instance && task.epoch === epoch ? task : undefined
}

/** What it is called in the table of rights. */
function verbOf(wish: Wish): Command['do'] {
  if ('outcome' in wish) return 'complete'
  if ('modal' in wish) return VERBS[wish.modal]
  return wish.direct === 'yes' ? 'confirm' : wish.direct === 'retry' || wish.direct === 'give_up' ? 'settle' : wish.direct
}

/** What the modal asks for, where one is needed. Of a step that has changed nobody knows any more what it would ask for. */
function modalFor({ slack: { pages } }: DoorDeps, wish: Wish, task: ListedTask | undefined): { readonly act: InModal; readonly outcome?: string } | undefined {
  if ('modal' in wish) return { act: wish.modal }
  return 'outcome' in wish && task && pages.asksFor(task) ? { act: 'finish', outcome: wish.outcome } : undefined
}

function interactionOf(click: Click, wish: Wish, seen: Reference, { person, organisation }: { readonly person: Person; readonly organisation: Organisation }): Interaction {
  const id = clickId(click)
  const { caseId, ...step } = seen
  const common = { commandId: commandIdOf(id), by: person.id, via: 'slack', ...step } as const
  return { id, asked: { do: 'command', caseId, command: commandOf(common, wish, rolesOf(person.id, organisation)), files: {} }, from: { channel: 'slack', user: click.user.id, place: click.channel?.id ?? null } }
}

type Common = Pick<Command, 'commandId' | 'by' | 'via'> & Omit<Reference, 'caseId'>

function commandOf(common: Common, wish: Wish, roles: readonly string[]): Command {
  if ('outcome' in wish) return { ...common, do: 'complete', outcome: wish.outcome, form: {} }
  const direct = 'direct' in wish ? wish.direct : 'claim'
  switch (direct) {
    case 'yes': return { ...common, do: 'confirm', yes: true, note: '' }
    case 'retry': case 'give_up': return { ...common, do: 'settle', choice: direct, reference: '', form: {}, roles }
    default: return { ...common, do: direct }
  }
}

/** Opens the modal with what is needed. A trigger is good for three seconds: when that is over, whoever clicked is told to click again. */
async function openModal(deps: DoorDeps, click: Click, task: ListedTask, ask: { readonly act: InModal; readonly outcome?: string; readonly channel?: string }, organisation: Organisation): Promise<void> {
  const { desk, pages } = deps.slack
  const user = click.user.id
  const place = click.channel?.id ?? null
  const barred = await standing(deps.slack, user)
  if (barred) return refuseAtDoor(deps, { user, place, asked: ask.act, caseId: task.caseId, step: task.step, ...barred })
  const { caseId, step, instance, epoch } = task
  const people = Object.values(organisation.people).filter(({ active }) => active).map(({ id, name }) => ({ id, name }))
  const view = pages.stepModal({ place: { caseId, step, instance, epoch, ...ask }, task, people })
  if (!view) return desk.whisper(place, user, pages.reply('This asks for more than Slack can show; open the task in the browser.'))
  await desk.open(click.trigger_id ?? '', view).catch(async (error: unknown) => {
    deps.log.warn({ err: error }, 'a modal could not be opened')
    await desk.whisper(place, user, pages.reply(notOpened(error, 'click')))
  })
}
