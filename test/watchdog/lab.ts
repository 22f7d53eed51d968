import { createAlarms } from '../../adapters/postgres/alarms.ts'
import type { Database } from '../../adapters/postgres/database.ts'
import { createWatchRows } from '../../adapters/postgres/watchdog.ts'
import type { News } from '../../domain/watchdog/news.ts'
import type { Carried, WatchEngine } from '../../domain/watchdog/port.ts'
import { makeRound } from '../../watchdog/round.ts'
import { createTell } from '../../watchdog/tell.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { createCards } from '../../adapters/postgres/deliveries-cards.ts'
import { createDeliveries } from '../../adapters/postgres/deliveries.ts'
import { createLines, type MessageDeps } from '../../dispatcher/messages.ts'
import { planMessages } from '../../dispatcher/plan-messages.ts'
import { sendDue } from '../../dispatcher/send-messages.ts'
import { createSlots } from '../../dispatcher/slots.ts'
import { scriptedChannel } from '../dispatcher/message-lab.ts'

export const MINUTE = 60_000

/** A watchdog over a database and an engine, whose rounds a test makes one by one, each at an instant of its own. */
export function watchdogLab(database: Pick<Database, 'db' | 'pool'>, engine: WatchEngine) {
  const said: News[] = []
  const problems: string[] = []
  const report = (what: string, error: unknown): void => { problems.push(`${what}: ${String(error)}`) }
  let deaf = false
  const voice = { name: 'a test', tell: async ({ news }: { readonly news: readonly News[] }) => { if (deaf) throw new Error('nobody listens'); said.push(...news) } }
  const rows = createWatchRows(database)
  const deps = { rows, engine, alarms: createAlarms(database), tell: createTell([voice], report), report }
  return {
    rows, deps, problems, said,
    hears: (yes: boolean) => { deaf = !yes },
    /** A round as if so much time had passed. */
    round: async (laterMs: number) => makeRound(deps, (await rows.clock()) + laterMs),
    /** What was told since the last time this was asked: `new deadline-missed C1`. */
    heard: (): readonly string[] => said.splice(0).map(({ is, finding: { kind, subject } }) => `${is} ${kind} ${subject}`),
  }
}

/** An engine in which every workflow that is named runs, with a timer that each case's row agrees with. */
export function quietEngine(carried: (workflowId: string) => Partial<Carried> = () => ({}), running: () => readonly string[] = () => []): WatchEngine {
  return {
    look: async (workflowId) => ({ state: 'running', endedAt: null, timerAt: 0, calls: 0, called: false, ...carried(workflowId) }),
    running: async (from, to) => running().filter((id) => id > from && (to === null || id <= to)).map((workflowId) => ({ workflowId, startedAt: 0 })),
  }
}

/** The dispatcher's part that tells people: plans and sends all that is due. */
export function messenger(database: Pick<Database, 'db' | 'pool'>): () => Promise<void> {
  const deps: MessageDeps = {
    deliveries: createDeliveries(database), cards: createCards(database), catalogue: createCatalogue(database), alarms: createAlarms(database),
    channels: new Map([['email', scriptedChannel('email')]]), consoleUrl: 'https://ops.shop.test', now: () => Date.now(), report: (what, error) => { throw new Error(what, { cause: error }) },
  }
  const [lines, slots] = [createLines(deps), createSlots(16, () => undefined)]
  return async () => {
    while ((await planMessages(deps, lines)) > 0);
    await sendDue(deps, lines, slots)
    await slots.idle()
  }
}
