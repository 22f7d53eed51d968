import { setTimeout as pause } from 'node:timers/promises'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import type { Plan } from '../../domain/plan.ts'
import { aPlan, aTask, elapsed, HOUR, role } from '../../test/harness/plans.ts'
import { roleOf, slackOf, type Office } from './office.ts'

const PATIENCE_MS = 60_000
/** Between two clicks: Slack lets messages be changed fifty times a minute. */
const REST_MS = 1_250
/** The times are those of the sample Slack's own log: looking at it more often would only keep it from answering. */
const LOOK_MS = 20

/** From each click to the change of the message, in milliseconds, in the order of the clicks. */
export interface Clicks {
  /** The first ones after the start of everything, the very first one included. They are in no figure. */
  readonly warmUp: readonly number[]
  readonly warm: readonly number[]
}

/** One after the other somebody takes a step in Slack and finishes it there; the first `warmUp` people to show what a start costs. */
export async function clickToCard(office: Office, people: readonly number[], warmUp: number): Promise<Clicks> {
  const plans = people.map((index) => planOf(`p${index}`))
  const catalogue = createCatalogue(office.database)
  for (const plan of plans) await catalogue.publish(plan, '')
  const engine = connectEngine({ TEMPORAL_ADDRESS: office.env['TEMPORAL_ADDRESS'] ?? '' })
  try {
    const { database } = office
    const cases = createCases({ engine, files: createCaseFiles(database), recorder: createRecorder(database), reader: createCaseReader(database), patienceMs: PATIENCE_MS })
    await until(async () => (await fetch(`http://127.0.0.1:${office.apiPort}/readyz`)).ok)
    for (const plan of plans) await cases.open({ plan, key: plan.sop, trigger: 'shop.return', openedBy: 'shop', event: { id: plan.sop }, windable: false })
    await until(async () => (await office.messages()).filter(({ says }) => says.includes('"claim"')).length >= people.length)
    return {
      warmUp: await clickAll(office, people.slice(0, warmUp)),
      warm: await clickAll(office, people.slice(warmUp)),
    }
  } finally {
    await engine.close()
  }
}

async function clickAll(office: Office, people: readonly number[]): Promise<readonly number[]> {
  const took: number[] = []
  let seen = 0
  for (const action of ['claim', 'outcome:done']) {
    for (const index of people) {
      await pause(REST_MS)
      seen = (await entries(office, seen)).at(-1)?.seq ?? seen
      took.push(await click(office, slackOf(index), action, seen))
    }
  }
  return took
}

const planOf = (person: string): Plan => aPlan(
  [aTask('look', { assign: role(roleOf(person)), owner: roleOf(person), sla: { finish: elapsed(40 * HOUR) } })], { sop: `look-${person}`, version: `look-${person}`, owner: roleOf(person) },
)

interface Entry {
  readonly seq: number
  readonly kind: string
  readonly method?: string
  readonly at: string
}

/** What Slack itself takes to answer is in none of it: the click leaves Slack, and the change of the message comes to it. */
async function click(office: Office, user: string, action: string, after: number): Promise<number> {
  const answer = (await office.control('click', { user, action })) as { readonly ok: boolean; readonly error: string | null }
  if (!answer.ok) throw new Error(`a click on "${action}" was answered with "${answer.error ?? ''}"`)
  const seen: { times?: number } = {}
  await until(async () => {
    const since = await entries(office, after)
    const clicked = since.find(({ kind }) => kind === 'interaction')
    const changed = since.find(({ kind, method }) => kind === 'request' && method === 'chat.update')
    if (!clicked || !changed) return false
    seen.times = Date.parse(changed.at) - Date.parse(clicked.at)
    return true
  })
  return seen.times ?? Number.NaN
}

const entries = async (office: Office, after: number): Promise<readonly Entry[]> => ((await office.control(`log?after=${after}`)) as { readonly entries: readonly Entry[] }).entries

async function until(look: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS
  while (!(await look().catch(() => false))) {
    if (Date.now() > giveUpAt) throw new Error(`nothing moved within ${PATIENCE_MS / 1_000} s`)
    await pause(LOOK_MS)
  }
}
