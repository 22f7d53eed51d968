import type { TaskCard } from '../../domain/views.ts'
import { actions, button, option, overflow, type Confirm } from './blocks.ts'
import { MORE, OPEN, outcomeAction, writeReference, type DirectAct, type ModalAct } from './reference.ts'
import type { Reader } from './reader.ts'
import type { Option, Part } from './shapes.ts'
import { SETTLE_WORDS } from '../../domain/task-words.ts'
import { say, sayFirst } from '../../domain/words.ts'

/** More ways to end than this are chosen in the modal. */
const MOST_OUTCOMES = 5

/** The row under a card: how it can end, then who has it, then the menu of everything rarer. */
export function actionBlocks(task: TaskCard, url: string | undefined, reader: Reader): readonly Part[] {
  const value = writeReference(task)
  const elements = [...(value === undefined ? [] : [...endings(task, value, reader), ...holding(task, value, reader), ...rarer(task)]), ...openButton(url)]
  return elements.length === 0 ? [] : [actions(ROW, elements)]
}

/** The row of a card that only informs: whoever looks may take the task or look closer. */
export function lookBlocks(task: TaskCard | null, url: string | undefined): readonly Part[] {
  const value = task && task.claimedBy === null ? writeReference(task) : undefined
  const elements = [...(value === undefined ? [] : button('claim', 'Take it', { value })), ...openButton(url)]
  return elements.length === 0 ? [] : [actions(ROW, elements)]
}

const ROW = 'task'

const openButton = (url: string | undefined): readonly Part[] => (url === undefined ? [] : button(OPEN, 'Open in browser', { url }))

/** Nobody is shown a button whose answer is known to be no: not who may not do it, nor who would have to take it from another first. */
function endings(task: TaskCard, value: string, { me }: Reader): readonly Part[] {
  if ((task.claimedBy !== null && task.claimedBy !== me) || (me !== undefined && task.notFor?.includes(me))) return []
  switch (task.kind) {
    case 'task': return outcomes(task, value)
    case 'exception': return settling(task, value)
    case 'suggestion': return [
      ...act('yes', 'Yes, do it', value, 'primary', { title: 'Do it?', text: 'It is done at once and may not be taken back.', yes: 'Yes, do it', style: 'primary' }),
      ...modal('no', 'No, do not …', value),
    ]
    case 'question': return modal('answer', 'Answer …', value, 'primary')
  }
}

const act = (name: DirectAct, words: string, value: string, style?: 'primary' | 'danger', confirm?: Confirm): readonly Part[] =>
  button(name, words, { value, ...(style ? { style } : {}), ...(confirm ? { confirm } : {}) })

const modal = (name: ModalAct, words: string, value: string, style?: 'primary' | 'danger'): readonly Part[] => button(name, words, { value, ...(style ? { style } : {}) })

function outcomes(task: TaskCard, value: string): readonly Part[] {
  const asks = asksFor(task)
  if (task.outcomes.length > MOST_OUTCOMES) return modal('finish', 'Finish …', value, 'primary')
  const buttons = task.outcomes.map((outcome, index) => {
    const words = sayFirst(outcome)
    // The modal is the second look; without one every way but the plain good one is asked about, and a yes that others rely on.
    const sure = asks || (index === 0 && !task.approvals) ? undefined : { title: 'Are you sure?', text: `${task.title}: ${say(outcome)}`, yes: words }
    return button(outcomeAction(outcome), asks ? `${words} …` : words, { value, ...(index === 0 ? { style: 'primary' as const } : {}), ...(sure ? { confirm: sure } : {}) })
  })
  // One whose name is longer than an id may be is chosen in the modal.
  return buttons.some((one) => one.length === 0) ? modal('finish', 'Finish …', value, 'primary') : buttons.flat()
}

/** Whether finishing it takes more than a click. */
export const asksFor = ({ form, evidence }: Pick<TaskCard, 'form' | 'evidence'>): boolean => form.length > 0 || (evidence?.length ?? 0) > 0

function settling({ choices = ['retry', 'done_by_hand', 'give_up'], title }: TaskCard, value: string): readonly Part[] {
  const giveUp: Confirm = { title: 'Give up?', text: `${title}: it must not be done at all. The case may end as abandoned.`, yes: SETTLE_WORDS.give_up, style: 'danger' }
  return [
    ...(choices.includes('retry') ? act('retry', SETTLE_WORDS.retry, value, 'primary') : []),
    ...(choices.includes('done_by_hand') ? modal('by_hand', `${SETTLE_WORDS.done_by_hand} …`, value) : []),
    ...(choices.includes('give_up') ? act('give_up', SETTLE_WORDS.give_up, value, 'danger', giveUp) : []),
  ]
}

function holding(task: TaskCard, value: string, { me }: Reader): readonly Part[] {
  const mine = me !== undefined && task.claimedBy === me
  return [
    ...(mine && task.shift?.answerBy !== undefined ? act('stay', 'I stay with it', value, 'primary') : []),
    ...(task.paused ? act('resume', 'Let its clock go on', value) : []),
    ...(mine ? act('release', 'Give it back', value) : task.claimedBy === null ? act('claim', 'Take it', value) : []),
  ]
}

/** At most five, which is all that the menu holds: the page that a browser opens has a button of its own. */
function rarer(task: TaskCard): readonly Part[] {
  const choose = (name: ModalAct, words: string): readonly Option[] => option(words, name)
  const canPause = task.kind === 'task' && !task.paused && (task.pauses?.length ?? 0) > 0
  return overflow(MORE, [
    ...choose('handoff', 'Hand over …'),
    ...(canPause ? choose('pause', 'Waiting for …') : []),
    ...(task.kind === 'task' || task.kind === 'question' ? choose('cannot', 'I cannot do this …') : []),
    ...choose('another_way', 'I did it another way …'),
    ...choose('sop_wrong', 'This SOP is wrong here …'),
  ])
}
