import type { SlackMessage } from '../../adapters/slack/shapes.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { DoorDeps } from './deps.ts'
import type { Slash } from './payload.ts'
import type { Reply } from './reply.ts'
import { isAway, notOpened, standing, whoIs, type Known } from './who.ts'
import { within } from './within.ts'

/** Slack drops a command that is not answered within three seconds. */
const WAIT_MS = 2_300

/** `/sop start`, `/sop mine`, `/sop case`: answered to whoever typed it and to nobody else. */
export async function onSlash(deps: DoorDeps, slash: Slash): Promise<Reply> {
  const { pages } = deps.slack
  const message = await within(WAIT_MS, answer(deps, slash), pages.reply('This takes longer than Slack waits; nothing was done, try again.'))
  return message === null ? {} : { body: { response_type: 'ephemeral', ...message } }
}

type Member = Extract<Known, { person: unknown }>

/** Null where a modal answers. */
async function answer(deps: DoorDeps, slash: Slash): Promise<SlackMessage | null> {
  const { pages } = deps.slack
  const who = await whoIs(deps, slash.user_id, [slash.team_id])
  if ('stranger' in who) return pages.reply(`This was not done: ${who.stranger}.`)
  const barred = await standing(deps.slack, slash.user_id).catch((error: unknown) => {
    if (isAway(error)) return { message: 'Slack cannot be asked who you are just now; try again' }
    throw error
  })
  if (barred) return pages.reply(`This was not done: ${barred.message}.`)
  const [word = '', ...rest] = slash.text.trim().split(/\s+/)
  switch (word.toLowerCase()) {
    case 'mine': return mine(deps, who)
    case 'case': return oneCase(deps, who, rest.join(' '))
    case 'start': return start(deps, who, rest[0] ?? '', slash)
    default: return pages.reply('/sop mine: your open tasks\n/sop case 2041: where a case stands\n/sop start: opens a case by hand')
  }
}

const readerOf = ({ person, organisation }: Member, now: number) => ({ me: person.id, zone: person.zone, locale: person.locale, now, nameOf: (id: string) => organisation.people[id]?.name ?? id })

async function mine({ reader, settings, slack, now }: DoorDeps, who: Member): Promise<SlackMessage> {
  const tasks = await reader.tasks({ person: who.person.id })
  return slack.pages.taskList(tasks, ({ caseId, step }) => `${settings.publicUrl}/cases/${encodeURIComponent(caseId)}/steps/${encodeURIComponent(step)}`, readerOf(who, now()))
}

async function oneCase({ reader, settings, slack, now }: DoorDeps, who: Member, text: string): Promise<SlackMessage> {
  if (text === '') return slack.pages.reply('Say which case: /sop case 2041')
  const known = await reader.case(text)
  const found = known ? [known.summary] : await reader.cases({ text, limit: 10 })
  if (found.length === 0) return slack.pages.reply(`No case is called "${text}".`)
  return slack.pages.caseList(found, (caseId) => `${settings.publicUrl}/cases/${encodeURIComponent(caseId)}`, readerOf(who, now()))
}

/** Without a name, those that the person may open; with one, its form. */
async function start(deps: DoorDeps, { person, organisation }: Member, name: string, slash: Slash): Promise<SlackMessage | null> {
  const { pages, desk } = deps.slack
  const mine = rolesOf(person.id, organisation)
  const offered = (await deps.catalogue.all()).flatMap((plan) => {
    const trigger = plan.triggers.find((one) => one.kind === 'manual')
    return trigger?.kind === 'manual' && (trigger.roles.length === 0 || trigger.roles.some((role) => mine.includes(role))) ? [{ plan, form: trigger.form }] : []
  })
  const chosen = offered.find(({ plan }) => plan.sop === name)
  if (!chosen) {
    const list = offered.map(({ plan }) => `/sop start ${plan.sop}: ${plan.title}`).join('\n')
    return pages.reply(offered.length === 0 ? 'There is no SOP that you may open by hand.' : `${name === '' ? 'You may open' : `"${name}" is none that you may open; you may open`}:\n${list}`)
  }
  const view = pages.startModal(chosen.plan.sop, chosen.plan.title, chosen.form, slash.channel_id)
  if (!view) return pages.reply('Its form is longer than Slack can show; open the case in the browser.')
  return desk.open(slash.trigger_id, view).then(() => null, (error: unknown) => {
    deps.log.warn({ err: error }, 'a modal could not be opened')
    return pages.reply(notOpened(error, 'type it'))
  })
}
