import type { TaskCard } from '../../domain/views.ts'
import { actions, button, context, divider, header, section } from './blocks.ts'
import { LIMITS } from './limits.ts'
import { OPEN, writeReference } from './reference.ts'
import { due, type Reader } from './reader.ts'
import type { Part, SlackView } from './shapes.ts'
import { link, mark, webAddress, type Piece } from './text.ts'
import { say } from '../../domain/words.ts'

/** What somebody's Home shows. */
export interface HomeContent {
  readonly mine: readonly TaskCard[]
  /** Open steps of the person's roles that somebody else or nobody has. */
  readonly team: readonly TaskCard[]
  /** Where a step stands in the browser. */
  readonly urlOf: (task: TaskCard) => string
  readonly consoleUrl: string
}

/** As many as leave room for headings: two blocks a task. */
const MOST_MINE = 30
const MOST_TEAM = 10

/** The App Home: my tasks by due time, then what my team has open. */
export function homeView({ mine, team, urlOf, consoleUrl }: HomeContent, reader: Reader): SlackView {
  const blocks = [
    header('My tasks'),
    ...(mine.length === 0 ? [section(['You have no open tasks. When a step becomes yours, it stands here and comes as a message.'])] : []),
    ...listed('mine', mine, MOST_MINE, urlOf, reader),
    divider, header('My team’s'),
    ...(team.length === 0 ? [section(['Nothing else is open for your roles.'])] : []),
    ...listed('team', team, MOST_TEAM, urlOf, reader),
    ...(webAddress(consoleUrl) === undefined ? [] : [actions('console', button(OPEN, 'Open my work in the browser', { url: consoleUrl }))]),
  ]
  return { type: 'home', blocks: blocks.slice(0, LIMITS.viewBlocks) }
}

/** Somebody whom the organisation file does not name has no tasks; they are told why the page is empty. */
export const strangerView = (why: string): SlackView => ({ type: 'home', blocks: [header('Evenkeel'), section([why])] })

function listed(name: string, tasks: readonly TaskCard[], most: number, urlOf: HomeContent['urlOf'], reader: Reader): readonly Part[] {
  const shown = [...tasks].sort((a, b) => a.dueAt - b.dueAt).slice(0, most)
  const more = tasks.length - shown.length
  const rows = shown.flatMap((task, index) => taskRow(`${name}.${index}`, task, urlOf(task), reader))
  return [...rows, ...(more > 0 ? [context([`${more} more in the browser.`])] : [])]
}

function taskRow(id: string, task: TaskCard, url: string, reader: Reader): readonly Part[] {
  const value = task.claimedBy === null ? writeReference(task) : undefined
  const elements = [...(value === undefined ? [] : button('claim', 'Take it', { value })), ...button(OPEN, 'Open in browser', { url })]
  return [section(taskLine(task, url, reader)), ...(elements.length === 0 ? [] : [actions(id, elements)])]
}

/** One task as a line: what, of which case, how its clock stands, who has it. */
export function taskLine(task: TaskCard, url: string, reader: Reader): readonly Piece[] {
  const holder = task.claimedBy ?? task.assignee
  const who = holder === null ? `for ${say(task.forWhom)}` : holder === reader.me ? 'you' : reader.nameOf(holder)
  const clock = task.paused ? ['paused'] : due(task.dueAt, reader)
  const title = link(url, task.title.slice(0, 200).replaceAll('*', ' '))
  return [mark('*'), ...title, mark('*'), `\n${task.label} · `, ...clock, ` · ${who}${task.claimedBy === null ? '' : ', taken'}`]
}
