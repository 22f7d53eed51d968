import { CANNOT_REASONS } from '../../domain/event.ts'
import type { FormField } from '../../domain/plan.ts'
import type { TaskCard } from '../../domain/views.ts'
import { context, input, oneOf, option, section } from './blocks.ts'
import { checksOf } from './card-body.ts'
import { LIMITS } from './limits.ts'
import { evidenceInputs, formInputs, indexed } from './modal-fields.ts'
import { parsed, readReference, MODAL_ACTS, type ModalAct, type Reference } from './reference.ts'
import type { Option, Part, SlackView } from './shapes.ts'
import { plain, under, type Piece } from './text.ts'
import { CANNOT_WORDS } from '../../domain/task-words.ts'
import { say, sayFirst } from '../../domain/words.ts'

/** What a modal is about, as it travels with it: the step as it was seen, and where the card stands that it was opened from. */
export interface ModalPlace extends Reference {
  readonly act: ModalAct
  /** Chosen by the button; without it, the modal asks. */
  readonly outcome?: string
  /** The channel of the card. */
  readonly channel?: string
}

/** What a modal needs besides its task. */
export interface ModalAsk {
  readonly place: ModalPlace
  readonly task: TaskCard
  /** Everybody who works here, for handing over. */
  readonly people: readonly { readonly id: string; readonly name: string }[]
}

/** The name by which Slack tells our modals from those of nobody. */
export const STEP_MODAL = 'evenkeel_step'
/** @see STEP_MODAL */
export const START_MODAL = 'evenkeel_start'

/** The modal that asks for what an act needs; undefined when Slack cannot hold it, and the browser has to. */
export function stepModal({ place, task, people }: ModalAsk): SlackView | undefined {
  const { title, submit, blocks } = contentOf(place, task, people)
  return view({ callback: STEP_MODAL, metadata: writePlace(place), title, submit, blocks: [context([`${task.label}: ${task.title}`]), ...blocks] })
}

/** The modal that opens a case by hand; undefined when Slack cannot hold it. */
export function startModal(sop: string, title: string, form: readonly FormField[], channel: string | undefined): SlackView | undefined {
  const blocks = form.length > 0 ? formInputs(form, undefined) : [section(['It needs nothing besides.'])]
  return view({ callback: START_MODAL, metadata: JSON.stringify({ sop, ...(channel === undefined ? {} : { channel }) }), title, submit: 'Open the case', blocks })
}

interface Content {
  readonly title: string
  readonly submit: string
  readonly blocks: readonly Part[]
}

function view({ callback, metadata, title, submit, blocks }: Content & { readonly callback: string; readonly metadata: string }): SlackView | undefined {
  if (metadata.length > LIMITS.metadata || blocks.length > LIMITS.viewBlocks || blocks.some(offersNothing)) return undefined
  return {
    type: 'modal', callback_id: callback, private_metadata: metadata, title: plain(title, LIMITS.viewTitle), submit: plain(submit, LIMITS.viewTitle), close: plain('Keep it', LIMITS.viewTitle), blocks,
  }
}

/** A choice with nothing to choose, which Slack refuses. */
const offersNothing = ({ element }: Part): boolean => typeof element === 'object' && element !== null && 'options' in element && Array.isArray(element.options) && element.options.length === 0

function contentOf(place: ModalPlace, task: TaskCard, people: ModalAsk['people']): Content {
  switch (place.act) {
    case 'finish': return finishing(task, place.outcome)
    case 'by_hand': return byHand(task)
    case 'no': return { title: 'No, do not', submit: 'No, do not', blocks: [note('Why not?', true)] }
    case 'answer': return { title: 'Answer', submit: 'Answer', blocks: formInputs(task.form, undefined) }
    case 'handoff': return handing(task, people)
    case 'pause': return pausing(task)
    case 'cannot': return cannot()
    case 'another_way': return { title: 'Done another way', submit: 'Record it', blocks: [context([REMARKED]), note('What did you do instead, and why?', true)] }
    case 'sop_wrong': return { title: 'This SOP is wrong here', submit: 'Record it', blocks: [context([REMARKED]), note('What is wrong, and what would be right?', true)] }
  }
}

const REMARKED = 'It goes into the record of the case and changes nothing else: finish the task as it ended.'

function finishing(task: TaskCard, outcome: string | undefined): Content {
  const checks: readonly Piece[] = under('Check', ...checksOf(task))
  return {
    title: outcome === undefined ? 'Finish' : sayFirst(outcome), submit: outcome === undefined ? 'Finish' : `Finish as ${say(outcome)}`,
    blocks: [
      ...(task.check.length > 0 ? [section(checks)] : []),
      ...(outcome === undefined ? [input('outcome', 'How did it end?', oneOf(indexed(task.outcomes)))] : []),
      ...formInputs(task.form, outcome), ...evidenceInputs(task.evidence ?? [], outcome),
    ],
  }
}

const byHand = (task: TaskCard): Content => ({
  title: 'I did it by hand', submit: 'Record what I did',
  blocks: [
    input('reference', 'Reference', { type: 'plain_text_input', max_length: 500 }, { hint: 'the number or link under which the other system knows it' }),
    ...(task.outcomes.length > 1 ? [input('outcome', 'How did it end?', oneOf(indexed(task.outcomes)))] : []),
    ...formInputs(task.form, undefined),
  ],
})

/** Nobody in particular: whoever the roster gives it to. */
export const WHOEVER = '-'

function handing(task: TaskCard, people: ModalAsk['people']): Content {
  const holder = task.claimedBy ?? task.assignee
  const whoever: readonly Option[] = option(`whoever ${say(task.forWhom) || 'the SOP'} gives it to now`, WHOEVER)
  const others = people.filter(({ id }) => id !== holder && !task.notFor?.includes(id)).slice(0, MOST_PEOPLE).flatMap(({ id, name }) => option(name, id))
  return {
    title: 'Hand over', submit: 'Hand over',
    blocks: [input('to', 'To whom?', oneOf([...whoever, ...others], whoever[0])), note('How does it stand?', true, 'summary')],
  }
}

/** As many as a menu with headings holds, less the one that is nobody in particular. */
const MOST_PEOPLE = LIMITS.options * LIMITS.options - 1

const pausing = (task: TaskCard): Content => ({
  title: 'Pause', submit: 'Pause',
  blocks: [
    input('reason', 'What is it waiting for?', oneOf(indexed(task.pauses ?? []))),
    input('for', 'For how long at most?', { type: 'plain_text_input', max_length: 20 }, { optional: true, hint: 'such as 4h or 2d; the reason has its own limit' }),
  ],
})

const cannot = (): Content => ({
  title: 'I cannot do this', submit: 'Hand it on',
  blocks: [input('reason', 'Why not?', oneOf(indexed(CANNOT_REASONS, (reason) => CANNOT_WORDS[reason as keyof typeof CANNOT_WORDS]))), note('What should the next person know?', false)],
})

const note = (label: string, needed: boolean, id = 'note'): Part => input(id, label, { type: 'plain_text_input', multiline: true, max_length: 2_000 }, { optional: !needed })

const writePlace = ({ act, caseId, step, instance, epoch, outcome, channel }: ModalPlace): string =>
  JSON.stringify({ act, c: caseId, s: step, i: instance, e: epoch, ...(outcome === undefined ? {} : { o: outcome }), ...(channel === undefined ? {} : { ch: channel }) })

/** Reads what travelled with a modal; undefined for what none of ours carries. */
export function readPlace(metadata: unknown): ModalPlace | undefined {
  const reference = readReference(metadata)
  if (!reference || typeof metadata !== 'string') return undefined
  const { act, o, ch } = parsed(metadata)
  const known = MODAL_ACTS.find((one) => one === act)
  return known && { ...reference, act: known, ...(typeof o === 'string' ? { outcome: o } : {}), ...(typeof ch === 'string' ? { channel: ch } : {}) }
}
