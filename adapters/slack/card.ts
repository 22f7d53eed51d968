import type { Outgoing } from '../../domain/delivery.ts'
import type { TaskCard } from '../../domain/views.ts'
import { context, header, section } from './blocks.ts'
import { actionBlocks, lookBlocks } from './card-actions.ts'
import { factBlocks, questionBlocks, soFarBlocks } from './card-body.ts'
import { digestMessage } from './card-digest.ts'
import { LIMITS } from './limits.ts'
import { age, at, due, exactAt, readerOf, stepUrl, type Letterhead, type Reader } from './reader.ts'
import type { Part, SlackMessage } from './shapes.ts'
import { link, mark, written, type Piece } from './text.ts'
import { dueInWords, say } from '../../domain/words.ts'

/** A message as Slack takes it. Whatever is in the case, it stays within Block Kit's limits and nothing in it is markup but ours. */
export function renderMessage(message: Outgoing, letterhead: Letterhead): SlackMessage {
  const reader = readerOf(message, letterhead)
  if (message.delivery.kind === 'digest') return digestMessage(message, reader)
  return { text: fallback(message, reader), blocks: blocksOf(message, reader).slice(0, LIMITS.messageBlocks) }
}

function blocksOf(message: Outgoing, reader: Reader): readonly Part[] {
  const { task, delivery } = message
  if (!task) return [section(overLine(message, reader))]
  const url = stepUrl(message.caseUrl, task.step)
  const top = [...repeatNote(message), context([delivery.headline])]
  // What stands in a thread has the card above it, which has the buttons; a channel and somebody who is only told look, and may take it.
  if (message.threadOf !== null || delivery.kind === 'notice' || delivery.person === null) {
    return [...top, section([mark('*'), task.title.replaceAll('*', ' '), mark('*')]), ...lines(message, task, reader), ...(message.threadOf === null ? lookBlocks(task, url) : [])]
  }
  return [
    header(task.title), ...top, ...lines(message, task, reader), ...soFarBlocks(task, reader), ...factBlocks(task, reader),
    ...questionBlocks(task, reader), ...actionBlocks(task, url, reader),
  ]
}

const repeatNote = ({ delivery }: Outgoing): readonly Part[] =>
  delivery.possibleRepeat ? [context(['You may have had this before: whoever sent it stopped before knowing that it had arrived.'])] : []

/** One line of what it is about and when it is due, and one of who has it and why. */
function lines(message: Outgoing, task: TaskCard, reader: Reader): readonly Part[] {
  const level = task.level > 0 ? ` · level ${task.level}` : ''
  return [
    context([message.sopTitle.slice(0, 300), ' · ', ...link(message.caseUrl, message.caseLabel.slice(0, 200)), ' · ', ...dueOf(task, reader), level]),
    context([holderOf(task, reader), ...(task.claimedBy === null ? [] : [', taken']), ...whyOf(message, task)]),
  ]
}

/** Why them, unless the line above has just said so. */
const whyOf = ({ delivery }: Outgoing, { why }: TaskCard): readonly Piece[] => (why === '' || delivery.headline.includes(why) ? [] : [` · ${why.slice(0, 500)}`])

function dueOf(task: TaskCard, reader: Reader): readonly Piece[] {
  if (task.paused) return ['paused']
  return task.breached ? [mark('*breached*'), ', ', ...due(task.dueAt, reader)] : due(task.dueAt, reader)
}

function holderOf({ claimedBy, assignee, forWhom }: TaskCard, { me, nameOf }: Reader): string {
  const holder = claimedBy ?? assignee
  if (holder === null) return `For ${say(forWhom)}, nobody has it yet`
  return holder === me ? `With you, ${say(forWhom)}` : `With ${nameOf(holder)}, ${say(forWhom)}`
}

/** All that is left of a card once its step is over: what came of it, and when. */
function overLine(message: Outgoing, reader: Reader): readonly Piece[] {
  const what = message.over?.text ?? message.delivery.headline
  return [what.slice(0, 2_000), ...(message.over ? [', ', at(message.over.at, reader), ' (', age(message.over.at, reader), ')'] : []), ' · ', ...link(message.caseUrl, message.caseLabel)]
}

/** What a notification and a screen reader say. */
function fallback(message: Outgoing, reader: Reader): string {
  const { task, over, delivery, caseLabel } = message
  if (!task) return written(LONGEST_FALLBACK, [over?.text ?? delivery.headline, ` (${caseLabel})`])
  const when = task.paused ? 'paused' : `${dueInWords(task.dueAt, reader.now)}, ${exactAt(task.dueAt, reader)}`
  return written(LONGEST_FALLBACK, [`${task.title.slice(0, 150)} (${caseLabel.slice(0, 100)}), ${when}. `, delivery.headline])
}

const LONGEST_FALLBACK = 600
