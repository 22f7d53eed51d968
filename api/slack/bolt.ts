import { App, ExpressReceiver, LogLevel } from '@slack/bolt'
import type { Logger } from '@slack/bolt'
import type { RequestHandler } from 'express'
import type { Log } from '../log.ts'
import type { Door } from './door.ts'
import type { Reply } from './reply.ts'

/** What a Bolt app is made with: how requests come in. */
type Transport =
  | { readonly kind: 'http'; readonly receiver: ExpressReceiver }
  | { readonly kind: 'socket'; readonly appToken: string; readonly apiUrl?: string }

/** Work that goes on after Slack was answered, so that a process that ends can wait for it. */
interface Afterwards {
  run(work: () => Promise<void>): void
  /** Resolves once nothing is under way. */
  settled(): Promise<void>
}

/** Runs work in the background; what goes wrong in it is logged, because nobody waits for it. */
function createAfterwards(log: Pick<Log, 'error'>): Afterwards {
  const running = new Set<Promise<void>>()
  return {
    run(work) {
      const one: Promise<void> = work().catch((error: unknown) => log.error({ err: error }, 'what follows an answer to Slack failed')).finally(() => void running.delete(one))
      running.add(one)
    },
    async settled() {
      await Promise.all(running)
    },
  }
}

/**
 * Hands everything that Bolt takes in to the door. One middleware takes all there is, so that nothing of which nobody knows is left
 * without an answer.
 */
function createBolt(transport: Transport, door: Door, afterwards: Afterwards, log: Log) {
  const logger = asBoltLogger(log)
  // Nobody is looked up by Bolt: who acts, and whether they may, is the door's to say.
  const common = { authorize: async () => ({}), ignoreSelf: false, convoStore: false, logger } as const
  const app = transport.kind === 'http'
    ? new App({ ...common, receiver: transport.receiver })
    : new App({ ...common, socketMode: true, appToken: transport.appToken, ...(transport.apiUrl === undefined ? {} : { clientOptions: { slackApiUrl: withSlash(transport.apiUrl) } }) })

  app.use(async (given) => {
    const { body } = given
    const ack = 'ack' in given ? (given.ack as (body?: unknown) => Promise<void>) : undefined
    const reply = await replyTo(door, body)
    await ack?.(reply.body)
    if (reply.after) afterwards.run(reply.after)
  })
  return app
}

function replyTo(door: Door, body: unknown): Promise<Reply> {
  if (typeof body !== 'object' || body === null) return Promise.resolve({})
  if ('event' in body) return door.event(body.event)
  return 'command' in body ? door.slash(body) : door.interaction(body)
}

/** Slack's library puts names of methods right behind it. */
const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`)

/** Bolt behind one address, for requests that were judged to be Slack's already, by the same clock as everything here. */
export function boltAt(address: string, door: Door, log: Log): RequestHandler {
  const receiver = new ExpressReceiver({ signatureVerification: false, signingSecret: '', endpoints: address, logger: asBoltLogger(log) })
  createBolt({ kind: 'http', receiver }, door, createAfterwards(log), log)
  return receiver.router
}

/** What a process keeps of Slack over a socket, to end it. */
export interface SlackSocket {
  close(): Promise<void>
}

/** Slack over a connection that we open: for installations that the Internet cannot reach. Resolves once it is connected. */
export async function openSlackSocket(door: Door, log: Log, appToken: string, apiUrl: string | undefined): Promise<SlackSocket> {
  const afterwards = createAfterwards(log)
  const app = createBolt({ kind: 'socket', appToken, ...(apiUrl === undefined ? {} : { apiUrl }) }, door, afterwards, log)
  await app.start()
  return {
    async close() {
      await app.stop()
      await afterwards.settled()
    },
  }
}

/** Bolt's log among ours: what it says goes out as text, and nothing of what it was handed. */
const asBoltLogger = (log: Log): Logger => {
  const say = (level: 'debug' | 'info' | 'warn' | 'error') => (...words: readonly unknown[]) => log[level](words.map((word) => (word instanceof Error ? word.message : typeof word === 'string' ? word : '')).join(' ').slice(0, 500))
  return { debug: () => undefined, info: say('debug'), warn: say('warn'), error: say('error'), setLevel: () => undefined, getLevel: () => LogLevel.INFO, setName: () => undefined }
}
