import { appendRatio } from './audit/append.ts'
import { speedOf } from './audit/speed.ts'
import { createGround, KINDS, type Tried } from './audit/tamper.ts'
import type { Bench, Measured, Stage } from './contract.ts'
import { numbersFrom, rounded } from './numbers.ts'

/** The record: what appending costs beside the least that it can cost, how fast an export is verified, and whether any tampering goes unseen. */
export const auditBench: Bench = {
  name: 'audit',
  what: 'the record: appending beside its floor, verifying an export, random tamperings of 8 kinds',
  keys: ['appendRatioToFloor', 'verifyEventsPerSec', 'tamperings', 'found'],
  run,
}

const AMOUNT = { quick: { cases: 5_000, tamperings: 240, turns: 500, rounds: 3 }, full: { cases: 100_000, tamperings: 10_000, turns: 2_000, rounds: 5 } } as const
const SHOWN = 20

async function run(stage: Stage): Promise<Measured> {
  const { cases, tamperings, turns, rounds } = stage.quick ? AMOUNT.quick : AMOUNT.full
  const next = numbersFrom(stage.seed)
  const ground = await createGround()
  const false_ = await ground.untouched()
  const unseen: Tried[] = []
  for (let nth = 0; nth < tamperings; nth++) {
    const tried = await ground.try(KINDS[nth % KINDS.length] ?? 'change', next)
    if (!tried.found || !tried.named) unseen.push(tried)
    if ((nth + 1) % (tamperings / 4) === 0) stage.note(`${nth + 1} of ${tamperings} tamperings`)
  }
  const speed = await speedOf(stage.folder, cases)
  stage.note(`${speed.events} events verified`)
  const append = await appendRatio(stage, turns, rounds)
  const lines = [
    `appended: ${append.oursPerSec} events a second, the floor ${append.floorPerSec}; ratio ${append.ratios.map((ratio) => rounded(ratio, 2)).join(', ')} by round`,
    `verified: ${speed.events} events, ${speed.eventsPerCpuSecond} per CPU second; memory ${speed.rssBeforeMb} MB before, ${speed.rssMb} MB after`,
    `tampered: ${tamperings} tries, ${tamperings - unseen.length} found and named; the record as it is: ${false_.length} faults`,
    ...unseen.slice(0, SHOWN).map(({ kind, chain, position, said }) => `unseen or elsewhere: ${kind} at ${chain} ${position}, said ${JSON.stringify(said)}`),
  ]
  return {
    figures: {
      appendRatioToFloor: rounded(append.ratio, 2), verifyEventsPerSec: speed.verdict.ok ? speed.eventsPerCpuSecond : null, tamperings,
      // A verifier that finds fault with what nobody touched finds nothing.
      found: false_.length > 0 ? 0 : tamperings - unseen.length,
    },
    reasons: speed.verdict.ok ? {} : { verifyEventsPerSec: 'the export that was measured did not verify' },
    lines, details: { append, rssMb: speed.rssMb, rssBeforeMb: speed.rssBeforeMb, unseen: unseen.slice(0, SHOWN) },
  }
}
