import { outcomeAction, writeReference } from '../../adapters/slack/reference.ts'
import type { ListedTask } from '../../domain/ports.ts'
import { aPlan, aTask, elapsed, HOUR, tellAfter } from '../../test/harness/plans.ts'
import type { BenchEngine } from '../timers/engine.ts'
import { SLACK, until, type Answer, type Doors } from './door.ts'

/** What people do at one instant through the product's doors. */
export type Meeting = keyof typeof MEETINGS

/** What one meeting came to, as it was seen from outside. */
export interface Met {
  readonly meeting: Meeting
  /** What is wrong: more than one winner or none, or a loser who was not told who won. */
  readonly faults: readonly string[]
  /** What each loser was told. */
  readonly told: readonly string[]
}

const plan = aPlan([
  aTask('look', { sla: { finish: elapsed(40 * HOUR) }, escalate: { levels: [tellAfter(10 * HOUR, 'lead', true), tellAfter(10 * HOUR, 'chief', true)] }, routes: { done: { to: 'then' } } }),
  aTask('then'),
], { sop: 'doors', version: 'doors' })

interface Table {
  readonly doors: Doors
  readonly caseId: string
  readonly task: ListedTask
  readonly key: string
}

/** What came of a meeting: how many say that they won, what the losers were told, and how the winners can be called. */
interface Came {
  readonly won: number
  readonly told: readonly string[]
  /** Of what the record has to have one in all. */
  readonly record: readonly string[]
}

const MEETINGS = {
  'one click sent twice': async ({ doors, key, ...at }) => {
    const twice = await both([0, 1], () => command({ doors, key, ...at }, 'ana', 'complete', key))
    // Both hear of the one end that there is.
    return twice.every(({ status }) => status === 200) ? { won: 1, told: [], record: ['completed'] } : { won: 0, told: textsOf(twice), record: ['completed'] }
  },
  'two clicks in Slack': async (table) => {
    const card = await cardOf(table)
    const before = await seen(table.doors)
    await both([0, 1], () => click(table, card, 'ana'))
    await table.doors.settled()
    // The same answer of the same person again is no loss, and nobody is told of one.
    const said = (await table.doors.whispers()).filter(({ ts }) => !before.has(ts))
    return { won: said.length === 0 ? 1 : 0, told: said.map(({ text }) => text), record: ['completed'] }
  },
  'claim against claim': async (table) => verdictOf(await both(['ana', 'bo'], (person) => command(table, person, 'claim', `${table.key}-${person}`)), ['acknowledged']),
  'finish against escalate': async (table) => verdictOf(await both(['complete', 'escalate'] as const, (what) => command(table, 'ana', what, `${table.key}-${what}`)), ['completed', 'escalated']),
  'mail against Slack': async (table) => {
    const { doors, caseId, task: { step, instance, epoch } } = table
    const card = await cardOf(table)
    const { token, code } = await doors.links.issue({ purpose: 'page', caseId, step, instance, epoch, person: 'ana' })
    const before = await seen(doors)
    const [mail] = await Promise.all([doors.sendPage(token, { o: 'done', code, epoch: String(epoch) }), click(table, card, 'bo')])
    if (mail.status !== 303) return { won: 1, told: [mail.text.replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, ' ')], record: ['completed'] }
    return { won: 1, told: [await whisperTo(doors, 'bo', before)], record: ['completed'] }
  },
} satisfies Readonly<Record<string, (table: Table) => Promise<Came>>>

/** All of them, in the order in which they are played. */
export const meetings = Object.keys(MEETINGS) as Meeting[]

/** Plays one meeting on a case of its own. One at a time: what Slack shows to one person does not say which click it is about. */
export async function meet({ cases, reader, sealer }: BenchEngine, doors: Doors, meeting: Meeting, key: string): Promise<Met> {
  const { caseId } = await cases.open({ plan, key, trigger: 'shop.return', openedBy: 'shop', event: { id: key }, windable: false })
  const found: { task?: ListedTask } = {}
  await until(async () => {
    const task = (await reader.case(caseId))?.tasks.find(({ step, assignee }) => step === 'look' && assignee !== null)
    if (task) found.task = task
    return task !== undefined
  })
  if (!found.task) throw new Error('the case has no task')
  const { won, told, record } = await MEETINGS[meeting]({ doors, caseId, task: found.task, key })
  const recorded: { events: readonly { readonly type: string; readonly actor: string }[] } = { events: [] }
  await until(async () => {
    await sealer.pass()
    const timeline = ((await reader.case(caseId))?.timeline ?? []).filter(({ step }) => step === 'look')
    recorded.events = timeline.filter(({ type }) => record.includes(type))
    return timeline.every(({ confirmed }) => confirmed) && recorded.events.length > 0
  }).catch(async () => { throw new Error(`"${meeting}" is not on the record: ${JSON.stringify({ won, told, timeline: (await reader.case(caseId))?.timeline.map(({ type, confirmed, step }) => [type, step, confirmed]) })}`) })
  const who = recorded.events.map(({ actor }) => actor.replace('person:', ''))
  return {
    meeting, told,
    faults: [
      ...(won === 1 ? [] : [`${won} were told that they won`]),
      ...(recorded.events.length === 1 ? [] : [`the record has ${recorded.events.map(({ type, actor }) => `${type} by ${actor}`).join(', ')}`]),
      ...told.filter((text) => !who.some((id) => new RegExp(`\\b(${id}|${id.toUpperCase()}|dana)\\b`).test(text))).map((text) => `nobody said who won: ${text.slice(0, 300)}`),
    ],
  }
}

/** Makes the SOP known to the pages, which look at what comes after a step. */
export const prepare = (doors: Doors): Promise<void> => doors.publish(plan)

const both = <A, B>(of: readonly A[], act: (one: A) => Promise<B>): Promise<B[]> => Promise.all(of.map(act))

const command = ({ doors, caseId, task }: Table, person: string, what: 'complete' | 'claim' | 'escalate', commandId: string): Promise<Answer> =>
  doors.ask(person, `/api/cases/${caseId}/steps/look/${what}`, {
    commandId, instance: task.instance, epoch: task.epoch, ...(what === 'complete' ? { outcome: 'done', form: {} } : what === 'escalate' ? { level: task.level } : {}),
  })

const textsOf = (answers: readonly Answer[]): readonly string[] => answers.map(({ text }) => text)

const detailOf = (text: string): string => String((JSON.parse(text) as { detail?: unknown }).detail ?? '')

const verdictOf = (answers: readonly Answer[], record: readonly string[]): Came => ({
  won: answers.filter(({ status }) => status === 200).length, told: answers.filter(({ status }) => status !== 200).map(({ text }) => detailOf(text)), record,
})

const PLACE = 'C02RETURNS'

/** A message in a channel that anybody can click, as a card's own button is. */
async function cardOf({ doors, task }: Table): Promise<string> {
  const button = { type: 'button', action_id: outcomeAction('done'), text: { type: 'plain_text', text: 'Done' }, value: writeReference(task) }
  return (await doors.slack<{ ts: string }>('post', { channel: PLACE, text: 'look', blocks: [{ type: 'actions', block_id: 'acts', elements: [button] }] })).ts
}

async function click({ doors }: Table, ts: string, person: string): Promise<void> {
  const { ok, error } = await doors.slack<{ ok: boolean; error: string | null }>('click', { user: SLACK[person], channel: PLACE, ts, action: outcomeAction('done') })
  if (!ok) throw new Error(`a click was answered with "${error ?? ''}"`)
}

const seen = async (doors: Doors): Promise<ReadonlySet<string>> => new Set((await doors.whispers()).map(({ ts }) => ts))

async function whisperTo(doors: Doors, person: string, before: ReadonlySet<string>): Promise<string> {
  const found: { text?: string } = {}
  await until(async () => {
    const whisper = (await doors.whispers()).find(({ ts, only }) => only === SLACK[person] && !before.has(ts))
    if (whisper) found.text = whisper.text
    return whisper !== undefined
  })
  return found.text ?? ''
}
