import type { z } from 'zod'
import type { CasePage } from '../../api/schema/cases.ts'
import type { Task } from '../../api/schema/tasks.ts'
import { basisWords, otherWords, receiptsOf, type Receipt } from '../../domain/receipt.ts'
import { sayOpener, sayVia } from '../../domain/words.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'
import { due, moment, span } from './time.ts'

type Page = z.output<typeof CasePage>
type Io = Pick<CliIo, 'colour' | 'now' | 'width'>

/** A case the way its page tells it: where it stands, what is open, what happened, what was done outside. */
export function casePage(io: Io, page: Page, everyLine = false): string {
  return [head(io, page), ...page.tasks.map((task) => openTask(io, task, nowOf(io, page))), story(io, page, everyLine), receipts(io, page), effects(page)]
    .filter(Boolean)
    .join('\n\n')
}

/** A wound case's clock runs ahead of this machine's. */
const nowOf = (io: Io, { case: { woundMs } }: Page): number => io.now() + (woundMs ?? 0)

function head(io: Io, { case: summary }: Page): string {
  const { label, sopTitle, caseId, state, outcome, openedAt, openedBy, closedAt, standing, dueAt, breached, woundMs, confirmed } = summary
  const until =
    state === 'closed'
      ? `closed ${closedAt ? moment(closedAt) : ''} as "${outcome ?? 'ended'}"`
      : dueAt
        ? `${due(dueAt, io.now() + (woundMs ?? 0))}${breached ? ' — breached' : ''}`
        : 'open'
  return [
    paint(io, 'bold', `${label} — ${sopTitle}`),
    `case ${caseId}, opened ${moment(openedAt)} by ${sayOpener(openedBy)}, ${until}`,
    `${standing}${confirmed ? '' : ' (not yet confirmed by the engine)'}`,
    ...(woundMs ? [`its clock was wound forward by ${span(woundMs)}`] : []),
  ].join('\n')
}

function openTask(io: Io, task: z.output<typeof Task>, now: number): string {
  const who = task.claimedBy
    ? `${task.claimedBy} has it`
    : task.assignee
      ? `${task.assignee} is to do it`
      : `nobody holds it, for ${task.forWhom}`
  return [
    `${paint(io, 'bold', task.title)}  [${task.step}]  ${due(task.dueAt, now)}${task.breached ? ' — breached' : ''}`,
    `  ${who}: ${task.why}`,
    ...(task.problem ? [`  went wrong: ${task.problem.message} (${task.problem.code})`] : []),
    ...task.facts.map(({ label, value }) => `  ${label}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...[
      ['do', task.do],
      ['if wrong', task.ifWrong],
      ['escalates', task.escalates],
    ].flatMap(([name = '', text = '']) => (text.trim() ? [`  ${name}: ${text.trim().replace(/\s*\n\s*/g, '\n    ')}`] : [])),
    ...(task.check.length > 0 ? [`  check: ${task.check.join('; ')}`] : []),
    ...(task.form.length > 0
      ? [`  form: ${task.form.map(({ name, required }) => (required === true ? `${name} (required)` : name)).join(', ')}`]
      : []),
    `  outcomes: ${task.outcomes.join(', ')}`,
  ].join('\n')
}

const story = (io: Io, { timeline }: Page, everyLine: boolean): string =>
  timeline.filter(({ minor }) => everyLine || !minor).map(({ at, text, via, confirmed }) => `${paint(io, 'dim', moment(at))}  ${text}${via === undefined ? '' : `, ${sayVia(via)}`}${confirmed ? '' : ' (not yet confirmed)'}`).join('\n')

/** Why each owner was given the step, with who else was looked at. */
function receipts(io: Io, { timeline }: Page): string {
  const given = receiptsOf(timeline)
  if (given.length === 0) return ''
  const one = (receipt: Receipt<string>): string => [
    `${paint(io, 'dim', moment(receipt.at))}  ${receipt.title ?? receipt.step ?? ''}: ${receipt.to.join(', ') || 'nobody'}${receipt.before ? `, from ${receipt.before}` : ''}`,
    `  ${receipt.because ? `${receipt.because}; ` : ''}${receipt.why}`,
    `  ${basisWords(receipt, (name) => name)}`,
    ...otherWords(receipt, (id) => id).map((words) => `  ${words}`),
  ].join('\n')
  return [paint(io, 'bold', 'Who was given it, and why'), ...given.map(one)].join('\n')
}

const effects = ({ effects: done }: Page): string =>
  done.map(({ action, state, reference }) => `${action}: ${state}${reference ? `, reference ${reference}` : ''}`).join('\n')
