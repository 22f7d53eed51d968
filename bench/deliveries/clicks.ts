import { setTimeout as pause } from 'node:timers/promises'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import type { Plan } from '../../domain/plan.ts'
import { aPlan, aTask, elapsed, HOUR, role } from '../../test/harness/plans.ts'
import type { Stage } from '../contract.ts'
import { roleOf, slackOf, type Office } from './office.ts'

const PATIENCE_MS = 60_000
/** Between two clicks: Slack lets messages be changed fifty times a minute. */
const REST_MS = 1_250
const LOOK_MS = 4

/** One after the other somebody takes a step in Slack and finishes it there: from each click to the change of the message, in milliseconds. */
export async function clickToCard(stage: Stage, office: Office, people: readonly number[]): Promise<readonly number[]> {
  startProduct(stage, office)
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
    const took: number[] = []
    for (const action of ['claim', 'outcome:done']) for (const index of people) took.push(await click(office, slackOf(index), action))
    return took
  } finally {
    await engine.close()
  }
}

const planOf = (person: string): Plan => aPlan(
  [aTask('look', { assign: role(roleOf(person)), owner: roleOf(person), sla: { finish: elapsed(40 * HOUR) } })], { sop: `look-${person}`, version: `look-${person}`, owner: roleOf(person) },
)

function startProduct(stage: Stage, { env, apiPort }: Office): void {
  stage.program('worker', 'worker/main.js', env)
  stage.program('api', 'api/main.js', { ...env, PORT: String(apiPort), HOST: '127.0.0.1', PUBLIC_URL: `http://127.0.0.1:${apiPort}`, SOP_DIR: stage.folder })
}

interface Entry {
  readonly seq: number
  readonly kind: string
  readonly method?: string
  readonly at: string
}

/** What Slack itself takes to answer is in none of it: the click leaves Slack, and the change of the message comes to it. */
async function click(office: Office, user: string, action: string): Promise<number> {
  await pause(REST_MS)
  const after = (await entries(office, 0)).at(-1)?.seq ?? 0
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
