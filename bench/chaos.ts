import type { Bench, Measured, Stage } from './contract.ts'
import { openHouse, type House } from './chaos/house.ts'
import { judge, type Verdict } from './chaos/judge/judge.ts'
import { settled } from './chaos/judge/settled.ts'
import { play, type Played, type Script } from './chaos/play.ts'

/** The ten SOPs of the library on the real processes, while these are killed and everybody outside fails: nothing lost, nothing twice. */
export const chaosBench: Bench = {
  name: 'chaos',
  what: 'cases of the ten SOPs while everything is killed and every system outside fails: lost, done twice, books that do not balance',
  keys: ['cases', 'kills', 'lost', 'doubleEffects', 'unbalanced', 'escalationsNotOnce', 'faults', 'casesPerSec'],
  run,
}

type Wanted = Omit<Script, 'seed' | 'note'>

const FULL: Wanted = { cases: 10_000, kills: 500, atOnce: 60, patienceMs: 180_000 }
const QUICK: Wanted = { cases: 10, kills: 4, atOnce: 10, patienceMs: 120_000 }

async function run(stage: Stage): Promise<Measured> {
  await using house = await openHouse(stage)
  const played = await play(house, { ...wantedOf(stage.quick), seed: stage.seed, note: stage.note })
  stage.note(`played in ${Math.round(played.seconds)} s, ${played.ended ? 'everything has ended' : 'not everything has ended'}; reads the books`)
  await settled(house)
  return measured(played, await judge(house, played.opened), house)
}

/** `EVENKEEL_CHAOS_CASES` and `_KILLS` set other sizes, for machines with less time than the full run needs. */
function wantedOf(quick: boolean): Wanted {
  const wanted = quick ? QUICK : FULL
  const [cases, kills] = [process.env['EVENKEEL_CHAOS_CASES'], process.env['EVENKEEL_CHAOS_KILLS']].map((text) => (text ? Number(text) : undefined))
  return { ...wanted, cases: cases ?? wanted.cases, kills: kills ?? wanted.kills }
}

function measured(played: Played, verdict: Verdict, { victims }: House): Measured {
  const kills = Object.values(played.kills).reduce((sum, one) => sum + one, 0)
  const wrong = ['lost', 'doubleEffects', 'unbalanced', 'escalationsNotOnce'] as const
  const { cases } = verdict
  const ended = cases.filter(({ state }) => state === 'closed').length
  return {
    figures: {
      cases: played.opened.length, kills, ...Object.fromEntries(wrong.map((name) => [name, verdict[name].length])), faults: played.faults, casesPerSec: Number((ended / played.seconds).toFixed(2)),
    },
    reasons: {},
    lines: [
      `${ended} of ${cases.length} cases ended in ${Math.round(played.seconds)} s, clocks wound ${played.winds} times, ${verdict.climbs} levels of escalation`,
      `killed with -9: ${Object.entries(played.kills).map(([name, many]) => `${victims[name as keyof typeof victims].name} ${many}`).join(', ')}; the systems outside are not killed but fail: ${played.faults} times`,
      `outside: ${verdict.books.stripe.refunds.length + verdict.books.shop.refunds.length} refunds, ${verdict.books.easypost.shipments.length} labels, ${verdict.books.ledger.length} lines in the ledger, ${verdict.books.mails.length} mails`,
      ...wrong.flatMap((name) => verdict[name].slice(0, 8).map((what) => `${name}: ${what}`)),
      ...[...played.refused].sort(([, one], [, other]) => other - one).slice(0, 5).map(([what, many]) => `the clerk was refused ${many} times: ${what}`),
      ...cases.filter(({ state }) => state === 'open').slice(0, 8).map((one) => `still open: ${one.sop} ${one.key}: ${one.standing}`),
    ],
    details: { kills: played.kills, outcomes: outcomesOf(verdict) },
  }
}

/** How many cases of each SOP ended how: whether all that a SOP can come to was met. */
function outcomesOf({ cases }: Verdict): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const counts: Record<string, Record<string, number>> = {}
  for (const { sop, outcome } of cases) {
    const own = (counts[sop] ??= {})
    own[outcome ?? 'open'] = (own[outcome ?? 'open'] ?? 0) + 1
  }
  return counts
}
