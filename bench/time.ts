import { setImmediate as breathe } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Bench, Measured, Stage } from './contract.ts'
import { median, quantile, rounded } from './numbers.ts'
import { compare, worldsOf } from './time/compare.ts'
import { answersByHost, type Host } from './time/hosts.ts'
import { QUESTIONS_PER_WORLD } from './time/questions.ts'
import { speed } from './time/speed.ts'

/** Calendars, rosters and clocks against somebody who looks at each minute, on machines in three zones, and how long an answer takes. */
export const timeBench: Bench = {
  name: 'time',
  what: 'calendars, rosters and clocks against a minute-by-minute second opinion, in three host zones, and their speed',
  keys: ['questions', 'differences', 'resolveOwnerMs', 'materialise90DaysMs'],
  run,
}

const FULL = { questions: 100_000, hostWorlds: 500, times: 500 }
const QUICK = { questions: 10_000, hostWorlds: 60, times: 100 }

async function run(stage: Stage): Promise<Measured> {
  const wanted = stage.quick ? QUICK : FULL
  const { ownerCold, ownerWarm, ownerWithShift, ninetyDays } = speed(stage.seed, wanted.times)
  stage.note('the same questions on machines in three zones')
  const hosts = await answersByHost(fileURLToPath(new URL('./time/host-process.js', import.meta.url)), [], stage.seed, wanted.hostWorlds)
  const { questions, skipped, kinds, differences } = await compareAll(stage, wanted.questions)
  const apart = differencesOf(hosts)
  const spread = (sample: readonly number[]): string => `median ${rounded(median(sample), 3)}, p99 ${rounded(quantile(sample, 0.99), 3)} ms`
  return {
    figures: {
      questions, differences: differences.length + apart.length,
      resolveOwnerMs: rounded(quantile(ownerCold, 0.99), 3), materialise90DaysMs: rounded(quantile(ninetyDays, 0.99), 3),
    },
    reasons: {},
    lines: [
      `asked: ${Object.entries(kinds).map(([kind, count]) => `${kind} ${count}`).join(', ')}; ${skipped} more lay too far ahead for the slow one`,
      `${hosts.map(({ zone }) => zone).join(', ')}: ${apart.length === 0 ? 'the same answers' : apart.join('; ')} to ${wanted.hostWorlds * QUESTIONS_PER_WORLD} questions`,
      `owner of a roster of 5 layers, 50 people, 200 overrides: ${spread(ownerCold)} in an organisation just read (the p99 is the figure), ${spread(ownerWarm)} afterwards`,
      `the same with the end of the owner's shift, as a task asks it: ${spread(ownerWithShift)}`,
      `open hours of 90 days: ${spread(ninetyDays)} (the p99 is the figure)`,
      ...differences.slice(0, 10),
    ],
    details: { kinds, hosts, ownerWithShiftP99Ms: rounded(quantile(ownerWithShift, 0.99), 3) },
  }
}

/** Hosts that do not answer as the first one does, and those whose zone did not take effect. */
export function differencesOf(hosts: readonly Host[]): readonly string[] {
  const [first] = hosts
  return [
    ...hosts.filter(({ answers }) => answers !== first?.answers).map(({ zone }) => `${zone} answers otherwise than ${first?.zone ?? ''}`),
    ...(new Set(hosts.map(({ noon }) => noon)).size === hosts.length ? [] : ['the zones of the machines were not set']),
  ]
}

async function compareAll(stage: Stage, wanted: number) {
  const worlds = worldsOf(stage.seed, Math.ceil(wanted / QUESTIONS_PER_WORLD) + 50)
  const kinds: Record<string, number> = {}
  const differences: string[] = []
  let [questions, skipped] = [0, 0]
  for (const [index, world] of worlds.entries()) {
    if (questions >= wanted) break
    const compared = compare(world, stage.seed + index)
    questions += compared.asked
    skipped += compared.skipped
    differences.push(...compared.differences)
    for (const [kind, count] of Object.entries(compared.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count
    if (index % 200 === 199) {
      stage.note(`${questions} of ${wanted} questions, ${differences.length} differences`)
      await breathe()
    }
  }
  return { questions, skipped, kinds, differences }
}
