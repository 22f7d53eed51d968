import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { createMailLinks } from '../../adapters/postgres/mail-links.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { MailLinks } from '../../domain/mail/link.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Stage } from '../contract.ts'
import type { BenchEngine } from '../timers/engine.ts'
import { organisation } from './contest.ts'

/** The people of the races, and who they are in the sample Slack. */
export const SLACK: Readonly<Record<string, string>> = { ana: 'U02ANA', bo: 'U02BO', dana: 'U02DANA', olu: 'U02OLU' }

/** The organisation of the races, with everybody in Slack. */
export const inSlack: Organisation = {
  ...organisation, people: Object.fromEntries(Object.entries(organisation.people).map(([id, person]) => [id, { ...person, ...(SLACK[id] ? { slack: SLACK[id] } : {}) }])),
}

/** What somebody was told, whichever way. */
export interface Answer {
  readonly status: number
  readonly text: string
}

/** A message that is shown to one person only. */
export interface Whisper {
  readonly ts: string
  readonly only: string | null
  readonly text: string
}

/** The product's doors: its API, its pages behind the links of mails, and a workspace that tells it of clicks. */
export interface Doors {
  readonly links: MailLinks
  /** A page is about a step of this SOP. */
  publish(plan: Plan): Promise<void>
  /** A command as the console sends it. */
  ask(person: string, path: string, body: object): Promise<Answer>
  /** The form of a mail's page. */
  sendPage(token: string, form: Readonly<Record<string, string>>): Promise<Answer>
  /** Asks the workspace, through its control API. */
  slack<T>(what: string, body?: object): Promise<T>
  whispers(): Promise<readonly Whisper[]>
  /** Resolves once everything that was done in the workspace has been carried out or refused. */
  settled(): Promise<void>
}

const TOKEN = 'xoxb-races'
const SECRET = 'signing-secret-of-the-races'

/** Starts an API and a workspace before an engine whose worker runs already. */
export async function openDoors(stage: Stage, { database }: Pick<BenchEngine, 'database'>): Promise<Doors> {
  const { databaseUrl, temporalAddress } = await stage.servers()
  const [api, workspace] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${api}`
  const slackUrl = `http://127.0.0.1:${workspace}`
  stage.program('slack', 'stand-ins/slack/main.js', { PORT: String(workspace), HOST: '127.0.0.1', BOT_TOKEN: TOKEN, SIGNING_SECRET: SECRET, EVENTS_URL: `${url}/slack/events`, RATE_SPEED: '0' })
  stage.program('api', 'api/main.js', {
    DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, PORT: String(api), HOST: '127.0.0.1', PUBLIC_URL: url, EVENKEEL_OPEN_ACCESS: 'yes', SOP_DIR: stage.folder,
    LOG_LEVEL: 'error', TZ: 'UTC', SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: `${slackUrl}/api/`,
  })
  const slack = async <T>(what: string, body?: object): Promise<T> => {
    const answer = await fetch(`${slackUrl}/_control/${what}`, body ? { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {})
    if (!answer.ok) throw new Error(`the sample Slack answered ${answer.status} to "${what}": ${await answer.text()}`)
    return (await answer.json()) as T
  }
  await until(async () => (await fetch(`${url}/readyz`)).ok)
  await until(async () => (await slack<{ ok: boolean }>('health')).ok)
  return {
    links: createMailLinks(database),
    publish: async (plan) => { await createCatalogue(database).publish(plan, '') },
    ask: async (person, path, body) => read(await fetch(url + path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Evenkeel-Person': person, 'X-Evenkeel-Via': 'console' }, body: JSON.stringify(body) })),
    sendPage: async (token, form) => read(await fetch(`${url}/t/${token}`, { method: 'POST', redirect: 'manual', headers: { Origin: url, 'Sec-Fetch-Site': 'same-origin' }, body: new URLSearchParams(form) })),
    slack,
    whispers: async () => (await slack<{ messages: readonly Whisper[] }>('messages')).messages.filter(({ only }) => only !== null),
    settled: () => until(async () => (await database.pool.query("select 1 from interaction where state = 'waiting' limit 1")).rows.length === 0),
  }
}

const read = async (answer: Response): Promise<Answer> => ({ status: answer.status, text: await answer.text() })

const PATIENCE_MS = 60_000

/** Looks until it is so. Rejects after a minute. */
export async function until(look: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS
  while (!(await look().catch(() => false))) {
    if (performance.now() > giveUpAt) throw new Error(`nothing moved within ${PATIENCE_MS / 1_000} s`)
    await pause(20)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
