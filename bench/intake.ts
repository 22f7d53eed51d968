import type { Bench, Measured, Server, Stage } from './contract.ts'
import { tellingOf, type Telling } from './intake/events.ts'
import { firstEffects } from './intake/first-effect.ts'
import { load, type LoadResult } from './intake/load.ts'
import { openPartner } from './intake/partner.ts'
import { drained, judge, type Judged } from './intake/referee.ts'
import { openShop, type Shop } from './intake/shop.ts'
import { quantile, rounded } from './numbers.ts'

/**
 * What vendors tell, over HTTP and signed as each of them signs: how soon it is taken while the engine runs and while it is away, that nothing
 * of it is lost or counted twice, and how soon the first thing happens that somebody outside notices.
 */
export const intakeBench: Bench = {
  name: 'intake',
  what: 'signed webhooks: a case for each event however often it is told, 200 a second with and without the engine, webhook to first effect',
  keys: [
    'deliveries', 'casesExpected', 'cases', 'p99Ms', 'p99StoppedMs', 'firstEffectP50Ms', 'errors',
    'lost', 'p50Ms', 'p50StoppedMs', 'drainMs', 'drainAllMs', 'deliveriesPerSec', 'firstEffectP99Ms', 'firstEffectHandWrittenP50Ms', 'firstEffectHandWrittenP99Ms',
  ],
  run,
}

/** How much is measured: rounds of first effects, seconds at 200 a second with and without the engine, and deliveries in all that become cases. */
interface Amount {
  readonly rounds: number
  readonly runningSec: number
  readonly stoppedSec: number
  readonly deliveries: number
  readonly cases: number
}
const FULL: Amount = { rounds: 300, runningSec: 60, stoppedSec: 600, deliveries: 1_000_000, cases: 20_000 }
const QUICK: Amount = { rounds: 20, runningSec: 5, stoppedSec: 6, deliveries: 4_000, cases: 80 }

const PER_SECOND = 200
/** Of what is told so much is told before. */
const REPEATS = 0.3
/** At 200 a second one event of a hundred opens a case: a shop's day has many more events than exceptions. */
const OPENING = 0.01
/** As many as vendors open at once; those who wait for one count the waiting. */
const CONNECTIONS = 64
const AT_ONCE = 32

async function run(stage: Stage): Promise<Measured> {
  const amount = stage.quick ? QUICK : FULL
  await using partner = await openPartner()
  await using shop = await openShop(stage, partner.port)
  const effects = await firstEffects(stage, shop, partner, amount.rounds)
  const running = await steady(stage, shop, { from: 10_000_000, seconds: amount.runningSec, what: 'the engine runs' })
  const stopped = await steady(stage, shop, { from: 20_000_000, seconds: amount.stoppedSec, what: 'the engine is stopped', away: shop.servers.temporal })
  const all = await everything(stage, shop, amount)
  const phases = [running, stopped, all]
  const errors = phases.reduce((sum, { sent }) => sum + sent.errors, 0)
  const lost = phases.reduce((sum, { judged }) => sum + judged.lost + judged.tooMany, partner.repeated())
  return {
    figures: {
      deliveries: all.sent.sent, casesExpected: sum(phases, 'casesExpected'), cases: sum(phases, 'cases'),
      p99Ms: rounded(running.sent.p99Ms), p99StoppedMs: rounded(stopped.sent.p99Ms), firstEffectP50Ms: rounded(quantile(effects.ours, 0.5)), errors,
      lost, p50Ms: rounded(running.sent.p50Ms), p50StoppedMs: rounded(stopped.sent.p50Ms), drainMs: rounded(stopped.drainMs, 0), drainAllMs: rounded(all.drainMs, 0),
      deliveriesPerSec: rounded((all.sent.sent * 1000) / all.sent.tookMs), firstEffectP99Ms: rounded(quantile(effects.ours, 0.99)),
      firstEffectHandWrittenP50Ms: rounded(quantile(effects.handWritten, 0.5)), firstEffectHandWrittenP99Ms: rounded(quantile(effects.handWritten, 0.99)),
    },
    reasons: {},
    lines: [
      `webhook to first effect, ${effects.ours.length} each, one at a time and in turn: p50 / p99 ${timesOf(effects.ours)} ms, hand-written ${timesOf(effects.handWritten)} ms`,
      lineOf(`${PER_SECOND} a second for ${amount.runningSec} s, the engine runs`, running),
      lineOf(`${PER_SECOND} a second for ${amount.stoppedSec} s, the engine stopped`, stopped),
      lineOf('as fast as they are taken, no worker', all),
      'each is sent over HTTP by a process of its own; the vendors are Shopify, Stripe, EasyPost, Zendesk and a source of the organisation file',
    ],
    details: { running, stopped, all, firstEffectsMs: effects },
  }
}

/** What one phase gave. */
interface Phase {
  readonly sent: LoadResult
  readonly drainMs: number
  readonly judged: Judged
  /** CPU of the API for each delivery, in milliseconds: the one figure here that says the same on a busy machine. */
  readonly apiCpuMs: number
}

interface Steady {
  readonly from: number
  readonly seconds: number
  readonly what: string
  /** Killed before and started again after all was sent. */
  readonly away?: Server
}

/** Told at their times, whoever has been answered. */
async function steady(stage: Stage, shop: Shop, { from, seconds, what, away }: Steady): Promise<Phase> {
  const deliveries = seconds * PER_SECOND
  const telling = tellingOf(from, Math.round(deliveries * (1 - REPEATS)), Math.round(deliveries * OPENING))
  await away?.kill()
  const cpuBefore = await shop.apiCpuMs()
  const sent = await load({ port: shop.port, telling, deliveries, seed: stage.seed, perSecond: PER_SECOND, connections: CONNECTIONS }, (far) => stage.note(`${what}: ${far}`))
  const apiCpuMs = ((await shop.apiCpuMs()) - cpuBefore) / deliveries
  await away?.start()
  return { ...(await afterwards(stage, shop, telling, sent, what)), apiCpuMs }
}

/** As many as the figure asks for, as fast as they are taken. Without a worker: what counts is that each case is opened, once, and not what becomes of it. */
async function everything(stage: Stage, shop: Shop, { deliveries, cases }: Amount): Promise<Phase> {
  const telling = tellingOf(30_000_000, Math.round(deliveries * (1 - REPEATS)), cases)
  await shop.worker.kill()
  const cpuBefore = await shop.apiCpuMs()
  const sent = await load({ port: shop.port, telling, deliveries, seed: stage.seed, connections: AT_ONCE }, (far) => stage.note(`all: ${far}`))
  const apiCpuMs = ((await shop.apiCpuMs()) - cpuBefore) / deliveries
  return { ...(await afterwards(stage, shop, telling, sent, 'all')), apiCpuMs }
}

async function afterwards(stage: Stage, shop: Shop, telling: Telling, sent: LoadResult, what: string): Promise<Omit<Phase, 'apiCpuMs'>> {
  stage.note(`${what}: sent within ${rounded(sent.tookMs / 1000)} s, ${sent.errors} errors${sent.firstError === '' ? '' : `, the first: ${sent.firstError}`}`)
  const drainMs = await drained(shop, (far) => stage.note(`${what}: ${far}`))
  stage.note(`${what}: nothing waits any more; comparing with what was told`)
  return { sent, drainMs, judged: await judge(shop, telling) }
}

const sum = (phases: readonly Phase[], key: 'casesExpected' | 'cases'): number => phases.reduce((total, { judged }) => total + judged[key], 0)

const timesOf = (sample: readonly number[]): string => `${rounded(quantile(sample, 0.5))} / ${rounded(quantile(sample, 0.99))}`

const lineOf = (what: string, { sent, drainMs, judged, apiCpuMs }: Phase): string =>
  `${what}: ${sent.sent} sent (${Object.entries(sent.answers).map(([word, times]) => `${times} ${word}`).join(', ')}), ${sent.errors} errors, p50 / p99 / most ${rounded(sent.p50Ms)} / ${rounded(sent.p99Ms)} / ${rounded(sent.maxMs)} ms; ` +
  `drained ${rounded(drainMs / 1000)} s after; ${judged.cases} of ${judged.casesExpected} cases, ${judged.lost} lost, ${judged.tooMany} too many; the API used ${rounded(apiCpuMs, 2)} ms of CPU for each; the sender was late by ${rounded(sent.lateMs)} ms at most`
