import { openLab, type Lab } from './case/lab.ts'
import { closedLoop, countsOf, lightLoop } from './case/load.ts'
import { clickToPage } from './case/page.ts'
import type { Shape } from './case/plan.ts'
import type { Bench, Measured, Stage } from './contract.ts'
import { median, quantile, rounded } from './numbers.ts'

/**
 * What a case costs on the engine against the same case written by hand: three automatic steps and one that a person does.
 * The two take turns in one run, each with a worker process of its own whose CPU is counted apart.
 */
export const caseBench: Bench = {
  name: 'case',
  what: 'a case against its hand-written twin: history, CPU, and from click to answer and page',
  keys: [
    'events', 'eventsHandWritten', 'transitions', 'transitionsHandWritten', 'cpuRatio', 'casesPerSecRatio',
    'clickToNextP50Ms', 'clickToNextP99Ms', 'clickToPageP50Ms', 'clickToPageP99Ms',
  ],
  run,
}

/** How much is measured. A round is one loop of either side. */
interface Amount {
  readonly warmUp: number
  readonly rounds: number
  readonly casesPerRound: number
  readonly clicks: number
  readonly pages: number
}
const QUICK: Amount = { warmUp: 40, rounds: 3, casesPerRound: 50, clicks: 40, pages: 16 }
const FULL: Amount = { warmUp: 300, rounds: 9, casesPerRound: 250, clicks: 500, pages: 120 }
const AT_ONCE = 20
const LIGHT = 2

async function run(stage: Stage): Promise<Measured> {
  const amount = stage.quick ? QUICK : FULL
  const { inside, outside } = await compare(stage, amount)
  const page = await clickToPage(stage, amount.pages)
  const { ours, twin } = inside.light
  return {
    figures: {
      events: median(ours.events), eventsHandWritten: median(twin.events), transitions: median(ours.transitions), transitionsHandWritten: median(twin.transitions),
      cpuRatio: rounded(median(inside.cpuRatios), 3), casesPerSecRatio: rounded(median(inside.speedRatios), 3),
      clickToNextP50Ms: rounded(quantile(ours.clicks, 0.5)), clickToNextP99Ms: rounded(quantile(ours.clicks, 0.99)),
      clickToPageP50Ms: page.clicks.length > 0 ? rounded(quantile(page.clicks, 0.5)) : null,
      clickToPageP99Ms: page.clicks.length > 0 ? rounded(quantile(page.clicks, 0.99)) : null,
    },
    reasons: { clickToPageP50Ms: page.reason, clickToPageP99Ms: page.reason },
    lines: [...linesOf('automatic steps inside our systems', inside), '', ...linesOf('automatic steps at a partner', outside), '', `click to page: ${page.how}`],
    details: { inside: detailsOf(inside), outside: detailsOf(outside), page: { how: page.how, samples: page.clicks.length } },
  }
}

async function compare(stage: Stage, amount: Amount): Promise<{ inside: Comparison; outside: Comparison }> {
  await using lab = await openLab(stage)
  const inside = await compareShape(stage, lab, 'inside', amount)
  const outside = await compareShape(stage, lab, 'outside', { ...amount, rounds: Math.ceil(amount.rounds / 3), casesPerRound: Math.ceil(amount.casesPerRound / 2), clicks: Math.ceil(amount.clicks / 4) })
  return { inside, outside }
}

interface Light {
  readonly clicks: readonly number[]
  readonly events: readonly number[]
  readonly transitions: readonly number[]
}
interface Comparison {
  readonly light: { readonly ours: Light; readonly twin: Light }
  /** One a round: ours over the twin's. */
  readonly cpuRatios: readonly number[]
  readonly speedRatios: readonly number[]
  readonly cpuMsPerCase: { readonly ours: readonly number[]; readonly twin: readonly number[] }
  readonly casesPerSec: { readonly ours: readonly number[]; readonly twin: readonly number[] }
}

async function compareShape(stage: Stage, lab: Lab, shape: Shape, amount: Amount): Promise<Comparison> {
  const [ours, twin] = lab.sides(shape)
  stage.note(`${shape}: warming up`)
  for (const side of [ours, twin]) await closedLoop(side, amount.warmUp, AT_ONCE)
  const light = { ours: await lightOf(stage, ours, amount.clicks), twin: await lightOf(stage, twin, amount.clicks) }
  const cpu = { ours: [] as number[], twin: [] as number[] }
  const speed = { ours: [] as number[], twin: [] as number[] }
  for (let round = 1; round <= amount.rounds; round++) {
    stage.note(`${shape}: round ${round} of ${amount.rounds}`)
    // Whoever goes first finds the machine cooler and the tables smaller, so they change places.
    for (const side of round % 2 === 1 ? [ours, twin] : [twin, ours]) {
      const before = await lab.workers[side.name].cpuMs()
      const ms = await closedLoop(side, amount.casesPerRound, AT_ONCE)
      cpu[side.name].push(((await lab.workers[side.name].cpuMs()) - before) / amount.casesPerRound)
      speed[side.name].push((amount.casesPerRound * 1000) / ms)
    }
  }
  const ratios = (of: typeof cpu): number[] => of.ours.map((value, round) => value / (of.twin[round] ?? Number.NaN))
  return { light, cpuRatios: ratios(cpu), speedRatios: ratios(speed), cpuMsPerCase: cpu, casesPerSec: speed }
}

async function lightOf(stage: Stage, side: Lab['sides'] extends (shape: Shape) => readonly (infer S)[] ? S : never, clicks: number): Promise<Light> {
  stage.note(`clicks at light load, ${side.name}`)
  const light = await lightLoop(side, clicks, LIGHT)
  return { clicks: light.clicks, ...(await countsOf(side, light.ids)) }
}

const spread = (sample: readonly number[], places: number): string =>
  `${rounded(median(sample), places)} (${rounded(Math.min(...sample), places)}..${rounded(Math.max(...sample), places)})`

function linesOf(title: string, { light, cpuRatios, speedRatios, cpuMsPerCase, casesPerSec }: Comparison): string[] {
  const click = (sample: readonly number[]): string => `${rounded(quantile(sample, 0.5))} / ${rounded(quantile(sample, 0.99))}`
  return [
    `${title}: ours against hand-written, median (least..most)`,
    `  history events    ${spread(light.ours.events, 0)} against ${spread(light.twin.events, 0)}`,
    `  transitions       ${spread(light.ours.transitions, 0)} against ${spread(light.twin.transitions, 0)}`,
    `  worker CPU ms     ${spread(cpuMsPerCase.ours, 2)} against ${spread(cpuMsPerCase.twin, 2)}, paired ratio ${spread(cpuRatios, 3)}`,
    `  cases a second    ${spread(casesPerSec.ours, 1)} against ${spread(casesPerSec.twin, 1)}, paired ratio ${spread(speedRatios, 3)}`,
    `  click to next ms  p50 / p99 ${click(light.ours.clicks)} against ${click(light.twin.clicks)}, ${LIGHT} at once`,
  ]
}

const detailsOf = ({ light, cpuRatios, cpuMsPerCase, casesPerSec }: Comparison) => ({
  cpuRatios: cpuRatios.map((ratio) => rounded(ratio, 3)),
  cpuMsPerCase: { ours: rounded(median(cpuMsPerCase.ours), 2), handWritten: rounded(median(cpuMsPerCase.twin), 2) },
  casesPerSec: { ours: rounded(median(casesPerSec.ours)), handWritten: rounded(median(casesPerSec.twin)) },
  events: { ours: median(light.ours.events), handWritten: median(light.twin.events) },
  transitions: { ours: median(light.ours.transitions), handWritten: median(light.twin.transitions) },
  clickToNextHandWrittenMs: { p50: rounded(quantile(light.twin.clicks, 0.5)), p99: rounded(quantile(light.twin.clicks, 0.99)) },
})
