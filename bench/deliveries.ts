import type { Bench, Measured, Stage } from './contract.ts'
import { clickToCard } from './deliveries/clicks.ts'
import { openOffice } from './deliveries/office.ts'
import type { Judged } from './deliveries/referee.ts'
import { playKills, playStorm, type KillRound } from './deliveries/rounds.ts'
import { quantile, rounded } from './numbers.ts'

/** Messages to staff while everything is killed and Slack is at its limits: none lost, none twice without saying so, urgent ones soon. */
export const deliveriesBench: Bench = {
  name: 'deliveries',
  what: 'messages to staff under kills and at the limits of Slack: lost, repeated without saying so, how soon urgent ones arrive',
  keys: ['intended', 'lost', 'unmarkedDuplicates', 'urgentP99Ms', 'clickToCardP50Ms', 'clickToCardP99Ms'],
  run,
}

const FULL = { kills: { intents: 10_000, people: 40, kills: 9, everyMs: 8_000 } satisfies KillRound, storm: 5_000, warmUp: 3, cards: 30, dispatchers: 3 }
const QUICK = { kills: { intents: 80, people: 10, kills: 2, everyMs: 2_000 } satisfies KillRound, storm: 200, warmUp: 1, cards: 3, dispatchers: 2 }

async function run(stage: Stage): Promise<Measured> {
  const wanted = stage.quick ? QUICK : FULL
  const clickers = wanted.warmUp + wanted.cards
  const people = wanted.kills.people + clickers
  await using office = await openOffice(stage, people, wanted.dispatchers)
  const { warm: clicks, warmUp } = await clickToCard(office, Array.from({ length: clickers }, (_, index) => wanted.kills.people + index), wanted.warmUp)
  stage.note(`${clicks.length} clicks in Slack: ${timesOf(clicks)} until the message changes`)
  const kills = await playKills(stage, office, wanted.kills)
  stage.note(`storm: ${wanted.storm} to one channel`)
  const storm = await playStorm(stage, office, wanted.storm, stage.quick)
  return {
    figures: {
      intended: kills.intended + storm.intended, lost: kills.lost.length + storm.lost.length, unmarkedDuplicates: new Set([...kills.unmarkedDuplicates, ...storm.unmarkedDuplicates]).size,
      urgentP99Ms: rounded(quantile(storm.urgentMs, 0.99), 0),
      clickToCardP50Ms: rounded(quantile(clicks, 0.5), 0), clickToCardP99Ms: rounded(quantile(clicks, 0.99), 0),
    },
    reasons: {},
    lines: [
      `${kills.intended} intended under ${kills.kills} kills, answers lost after Slack took a message, 429s and 503s: ${lineOf(kills)}`,
      `${storm.intended} intended to one channel at once${stage.quick ? ' (the urgent ones of it)' : ''}: ${lineOf(storm)}; urgent after ${timesOf(storm.urgentMs)}, others after ${timesOf(storm.calmMs)}`,
      `${clicks.length} clicks, one at a time: the message was changed ${timesOf(clicks)} after the click left Slack, without Slack's own time`,
      `before them ${warmUp.length} clicks to warm up, in no figure: the very first click after the start took ${rounded(warmUp[0] ?? Number.NaN, 0)} ms, the others ${timesOf(warmUp.slice(1))}`,
      ...[...kills.lost, ...storm.lost].slice(0, 5).map((what) => `lost: ${what}`),
    ],
    details: { kills: detailOf(kills), storm: detailOf(storm), clickToCardMs: clicks, warmUpClicksMs: warmUp },
  }
}

const timesOf = (sample: readonly number[]): string => (sample.length === 0 ? 'nothing' : `p50 ${rounded(quantile(sample, 0.5), 0)} ms, p99 ${rounded(quantile(sample, 0.99), 0)} ms`)

const lineOf = ({ lost, unmarkedDuplicates, marked, posts, digests }: Judged): string =>
  `${lost.length} lost, ${unmarkedDuplicates.length} repeated without saying so, ${marked} marked as possible repeats; ${posts} messages in Slack, ${digests} of them digests`

const detailOf = ({ intended, lost, unmarkedDuplicates, marked, posts, digests, urgentMs, calmMs }: Judged) => ({
  intended, lost: lost.length, unmarkedDuplicates: unmarkedDuplicates.length, marked, posts, digests,
  urgentMs: { p50: quantile(urgentMs, 0.5), p99: quantile(urgentMs, 0.99) }, calmMs: { p50: quantile(calmMs, 0.5), p99: quantile(calmMs, 0.99) },
})
