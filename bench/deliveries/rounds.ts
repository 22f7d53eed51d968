import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from '../contract.ts'
import { tellAll, type Intent, type Proven } from './intents.ts'
import { CHANNEL, type Office } from './office.ts'
import { judge, type Judged } from './referee.ts'

const SECOND = 1_000
const LONGEST_MS = 30 * 60_000

/** How much is told to how many, and what is killed meanwhile. */
export interface KillRound {
  readonly intents: number
  readonly people: number
  readonly kills: number
  readonly everyMs: number
}

/** Tells people while every process is killed in turn, and Slack is busy, away or silent after it took a message. */
export async function playKills(stage: Stage, office: Office, { intents: count, people, kills, everyMs }: KillRound): Promise<Judged & { readonly kills: number }> {
  const intents = Array.from({ length: count }, (_, index): Intent => ({ caseId: `kills-${index}`, to: `p${index % people}`, urgent: index % 10 === 9 }))
  const proven: Proven = new Map()
  const telling = tellAll(office, intents, proven)
  const victims = victimsOf(office)
  for (let kill = 0; kill < kills; kill += 1) {
    await pause(everyMs)
    await trouble(office)
    const server = victims[kill % victims.length]
    await awake(server?.killAndRestart())
    stage.note(`kills: ${kill + 1} of ${kills} (${server?.name ?? ''}); ${proven.size} of ${count} told of`)
  }
  await telling
  await drained(office, (left) => stage.note(`kills: all told of, ${left} still to arrive`))
  return { ...(await judge(office, intents, proven)), kills }
}

/** What tells people first, so that a short run kills that; in nine kills each of them once at least. */
const victimsOf = ({ dispatchers: [first, second, ...more], postgres, worker, api, temporal }: Office) =>
  [first, postgres, second, worker, api, temporal, ...more, first, postgres].filter((one) => one !== undefined)

/** Our own processes keep nobody waiting: without anything else under way the bench would end in the middle of a kill. */
async function awake<T>(work: Promise<T> | undefined): Promise<T | undefined> {
  const timer = setInterval(() => undefined, SECOND)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

async function trouble({ fault }: Office): Promise<void> {
  const operation = 'chat.postMessage'
  await fault({ operation, mode: 'ratelimited', times: 5, retryAfter: 2 })
  await fault({ operation, mode: 'reset-after-commit', times: 1 })
  await fault({ operation, mode: 'status', status: 503, times: 2 })
}

/** Tells one channel so much at once, a twentieth of it urgent. In a hurry it ends with the last urgent one. */
export async function playStorm(stage: Stage, office: Office, count: number, hurry: boolean): Promise<Judged> {
  const intents = Array.from({ length: count }, (_, index): Intent => ({ caseId: `storm-${index}`, to: `slack:#${CHANNEL}`, urgent: index % 20 === 19 }))
  const proven: Proven = new Map()
  await tellAll(office, intents, proven)
  await drained(office, (left) => stage.note(`storm: all told of, ${left} still to arrive`), hurry)
  return judge(office, hurry ? intents.filter(({ urgent }) => urgent) : intents, proven)
}

/** Resolves when nothing waits any more; with `urgent`, nothing urgent. Rejects when that takes too long. */
async function drained({ database }: Office, say: (left: number) => void, urgent = false): Promise<void> {
  const giveUpAt = Date.now() + LONGEST_MS
  for (let round = 1; ; round += 1) {
    const { rows: [row] } = await database.pool.query<{ left: number }>(
      `select (select count(*) from notice) + (select count(*) from delivery where state in ('due', 'sending') and (urgent or not $1)) as left`, [urgent]).catch(() => ({ rows: [] }))
    if (row?.left === 0) return
    if (Date.now() > giveUpAt) throw new Error(`${row?.left ?? 'some'} messages have not arrived within ${LONGEST_MS / SECOND} s`)
    if (round % 20 === 0) say(row?.left ?? -1)
    await pause(SECOND / 2)
  }
}
