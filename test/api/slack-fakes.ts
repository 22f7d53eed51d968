import { createHmac } from 'node:crypto'
import type { SlackDesk, SlackUser } from '../../adapters/slack/desk.ts'
import { slackPages } from '../../adapters/slack/pages.ts'
import { renderMessage } from '../../adapters/slack/card.ts'
import type { Part, SlackMessage, SlackView } from '../../adapters/slack/shapes.ts'
import { createApp } from '../../api/app.ts'
import type { ApiDeps } from '../../api/deps.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Acted, Interaction, Interactions } from '../../domain/interaction.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { ListedTask } from '../../domain/ports.ts'
import type { TimelineEntry } from '../../domain/views.ts'
import { aDelivery, anOutgoing } from '../adapters/slack/samples.ts'
import { aDetail, aTask, fakes, organisation, plan } from './fakes.ts'

export const SECRET = 'a-signing-secret-of-slack'
export const TEAM = 'T02HARBOUR'
export const NOW = Date.parse('2026-11-20T10:00:00Z')

const withSlack: Organisation = {
  ...organisation,
  people: {
    ...organisation.people, ana: { ...organisation.people['ana']!, slack: 'U02ANA' }, bo: { ...organisation.people['bo']!, slack: 'U02BO' }, gone: { ...organisation.people['gone']!, slack: 'U02GONE' },
    cy: { ...organisation.people['bo']!, id: 'cy', name: 'Cy', slack: 'U02CY' },
  },
}

/** Interactions in memory, by the same rules as in the database. */
export function createBook() {
  const rows = new Map<string, { interaction: Interaction; state: string }>()
  const book: Interactions & { readonly rows: typeof rows } = {
    rows,
    async keep(interaction) {
      const known = rows.get(interaction.id)
      if (known && JSON.stringify(known.interaction.asked) !== JSON.stringify(interaction.asked)) return 'conflict'
      if (known && known.state !== 'refused') return 'repeat'
      rows.set(interaction.id, { interaction, state: 'waiting' })
      return 'kept'
    },
    async settle(id, acted: Acted) {
      const row = rows.get(id)
      if (row && acted.state !== 'later') row.state = acted.state
    },
    async actOnDue(limit, act) {
      const due = [...rows.values()].filter(({ state }) => state === 'waiting').slice(0, limit)
      for (const { interaction } of due) await book.settle(interaction.id, await act(interaction))
      return due.length
    },
  }
  return book
}

/** The door of Slack with everything behind it in memory; a test replaces what it is about. */
export function slackLab(over: Partial<ApiDeps> = {}, { task = aTask(), users = {}, timeline = [] }: { task?: ListedTask | undefined; timeline?: readonly TimelineEntry[]; users?: Readonly<Record<string, Partial<SlackUser>>> } = {}) {
  const said: { place: string | null; user: string; message: SlackMessage }[] = []
  const opened: SlackView[] = []
  const homes: { user: string; view: SlackView }[] = []
  const noted: { caseId: string; event: AuditEvent }[] = []
  const files = new Map<string, { name: string; type: string; body: Buffer }>()
  const book = createBook()
  const desk: SlackDesk = {
    team: async () => TEAM,
    user: async (id) => ({ team: TEAM, guest: false, gone: false, bot: false, ...users[id] }),
    open: async (_trigger, view) => void opened.push(view),
    whisper: async (place, user, message) => void said.push({ place, user, message }),
    home: async (user, view) => void homes.push({ user, view }),
    file: async (id) => files.get(id) ?? Promise.reject(new Error('no such file')),
  }
  const base = fakes(over)
  const deps: ApiDeps = {
    ...base.deps, now: () => NOW,
    catalogue: { ...base.deps.catalogue, organisation: async () => withSlack },
    reader: { ...base.deps.reader, task: async () => task, case: async (id) => (id === 'c1' ? aDetail({ tasks: task ? [task] : [], timeline }) : undefined) },
    slack: { desk, pages: slackPages, interactions: book, refusals: { note: async (caseId, event) => void noted.push({ caseId, event }) }, signingSecret: SECRET },
    ...over,
  }
  return { app: createApp(deps), deps, asked: base.asked, said, opened, homes, noted, files, book, plan }
}

export type Lab = ReturnType<typeof slackLab>

/** A request as Slack makes it. */
export function signed(body: string, { secret = SECRET, at = NOW, signature }: { secret?: string; at?: number; signature?: string } = {}): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000))
  return {
    'Content-Type': 'application/x-www-form-urlencoded', 'X-Slack-Request-Timestamp': timestamp,
    'X-Slack-Signature': signature ?? `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  }
}

export const formOf = (payload: object): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString()

/** The blocks of the card of a task, as Slack gives them back with a click. */
export const cardOf = (task: ListedTask): readonly Part[] =>
  renderMessage(anOutgoing({ task, delivery: aDelivery() }), { now: NOW, nameOf: (id) => id }).blocks

let clicks = 0

/** A press of the button or menu entry with this id on a task's card, as Slack tells of it. */
export function click(task: ListedTask, id: string, change: Readonly<Record<string, unknown>> = {}, action: Readonly<Record<string, unknown>> = {}): object {
  const blocks = cardOf(task)
  const elements = blocks.flatMap((block) => (block.type === 'actions' ? (block['elements'] as Part[]) : []))
  const button = elements.find((one) => one['action_id'] === id)
  const pressed = button ? { type: 'button', action_id: id, value: button['value'] } : { type: 'overflow', action_id: 'more', selected_option: { value: id } }
  return {
    type: 'block_actions', user: { id: 'U02ANA', team_id: TEAM }, team: { id: TEAM }, trigger_id: '1.2', channel: { id: 'D02ANA' }, container: { type: 'message', message_ts: '1.1' },
    message: { blocks }, response_url: 'https://evil.test/steal', actions: [{ block_id: 'task', action_ts: `${++clicks}.5`, ...pressed, ...action }], ...change,
  }
}

/** The sending-off of a modal with this in its blocks. */
export const submission = (view: SlackView, values: Readonly<Record<string, unknown>>, change: Readonly<Record<string, unknown>> = {}): object => ({
  type: 'view_submission', user: { id: 'U02ANA', team_id: TEAM }, team: { id: TEAM },
  view: { id: 'V1', hash: '1.h', callback_id: view['callback_id'], private_metadata: view['private_metadata'], blocks: view.blocks, state: { values: Object.fromEntries(Object.entries(values).map(([block, state]) => [block, { value: state }])) } },
  ...change,
})
export const typed = (value: string) => ({ type: 'plain_text_input', value })
export const chosen = (value: string) => ({ type: 'radio_buttons', selected_option: { value } })
