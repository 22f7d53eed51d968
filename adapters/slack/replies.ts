import { withInstants } from '../../domain/instant.ts'
import type { CaseSummary, TaskCard } from '../../domain/views.ts'
import { context, section } from './blocks.ts'
import { taskLine } from './home.ts'
import { anywhere, type Reader } from './reader.ts'
import type { SlackMessage } from './shapes.ts'
import { link, mark, written, type Piece } from './text.ts'

/** A plain answer to one person; instants in it stand in the zone of whoever reads them. */
export function reply(text: string): SlackMessage {
  const pieces = withInstants<Piece>(text, anywhere)
  return { text: written(2_000, pieces), blocks: [section(pieces)] }
}

const MOST = 20

/** Tasks as a list, soonest first. */
export function taskList(tasks: readonly TaskCard[], urlOf: (task: TaskCard) => string, reader: Reader): SlackMessage {
  if (tasks.length === 0) return reply('You have no open tasks.')
  const shown = [...tasks].sort((a, b) => a.dueAt - b.dueAt).slice(0, MOST)
  const text = `You have ${tasks.length} open ${tasks.length === 1 ? 'task' : 'tasks'}.`
  return { text, blocks: [section([text]), ...shown.map((task) => section(taskLine(task, urlOf(task), reader))), ...rest(tasks.length - shown.length)] }
}

/** Where a case stands, with its open steps; of several, a line each. */
export function caseList(cases: readonly CaseSummary[], urlOf: (caseId: string) => string, reader: Reader): SlackMessage {
  const shown = cases.slice(0, MOST)
  return {
    text: written(2_000, shown.flatMap((one) => [`${one.label}: ${one.standing.slice(0, 300)}\n`])),
    blocks: [...shown.map((one) => section([...line(one, urlOf(one.caseId)), ...(cases.length === 1 ? stepsOf(one, reader) : [])])), ...rest(cases.length - shown.length)],
  }
}

const line = (one: CaseSummary, url: string): readonly Piece[] => [mark('*'), ...link(url, `${one.label} · ${one.sopTitle}`.slice(0, 200).replaceAll('*', ' ')), mark('*'), `\n${one.standing.slice(0, 500)}`]

const stepsOf = ({ openSteps }: CaseSummary, { nameOf }: Reader): readonly Piece[] =>
  openSteps.slice(0, 10).flatMap(({ title, assignee }) => [mark('\n• '), `${title.slice(0, 150)}${assignee === null ? '' : `, with ${nameOf(assignee)}`}`])

const rest = (more: number) => (more > 0 ? [context([`${more} more in the browser.`])] : [])
