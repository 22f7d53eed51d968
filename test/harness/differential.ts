import { isDeepStrictEqual } from 'node:util'
import type { AuditEvent } from '../../domain/audit.ts'
import { Coincidence, playInSandbox, type SandboxedCase } from './play-in-sandbox.ts'
import { randomOrganisation, type PlayedScenario } from './random-scenarios.ts'
import type { Sandbox } from './sandbox.ts'
import { noMishaps, type Mishaps } from './sandbox-case.ts'

/** What came of comparing the simulator with the workflow code. */
export interface Comparison {
  readonly compared: number
  /** Where they part: which case, and the first event that is not the same on both sides. */
  readonly differences: readonly string[]
  /** Cases in which a person acts in the very millisecond of a deadline: a clock that is wound there has fired it before. */
  readonly skipped: number
  /** Times that a run was thrown out of memory and made again, and runs in all. */
  readonly deaths: number
  readonly runs: number
}

/** A worker that dies now and then, and histories that grow long: no case may notice. */
export const someMishaps: Mishaps = { dies: (activation) => activation % 7 === 5, suggestsNewRun: (activation) => activation % 5 === 3 }

/** Without what only the engine has: that its clock was wound. */
export const withoutWinding = (trace: readonly AuditEvent[]): readonly AuditEvent[] => trace.filter(({ type }) => type !== 'clock_wound')

/** Plays each case on the workflow code in the sandbox, every third one with mishaps. */
export async function compareInSandbox(sandbox: Sandbox, cases: readonly PlayedScenario[], note: (done: number) => void = () => undefined): Promise<Comparison> {
  const differences: string[] = []
  const counts = { skipped: 0, deaths: 0, runs: 0 }
  for (const [index, { plan, scenario, simulated }] of cases.entries()) {
    try {
      const played = await playInSandbox(sandbox, plan, randomOrganisation, scenario, index % 3 === 0 ? someMishaps : noMishaps)
      counts.deaths += played.counts.deaths
      counts.runs += played.counts.runs
      const difference = differenceOf(simulated.trace, withoutWinding(played.trace)) ?? refusalsDiffer(simulated.refusals, played) ?? chainBreaks(played)
      if (difference !== undefined) differences.push(`case ${index}: ${difference}`)
    } catch (error) {
      if (error instanceof Coincidence) counts.skipped += 1
      else differences.push(`case ${index}: ${error instanceof Error ? error.message : String(error)}`)
    }
    note(index + 1)
  }
  return { compared: cases.length - counts.skipped, differences, ...counts }
}

/** The first event that is not the same, on both sides; undefined when all are. */
export function differenceOf(expected: readonly AuditEvent[], actual: readonly AuditEvent[]): string | undefined {
  const length = Math.max(expected.length, actual.length)
  for (let at = 0; at < length; at++) {
    const [one, other] = [expected[at], actual[at]].map((event) => (event === undefined ? undefined : (JSON.parse(JSON.stringify(event)) as unknown)))
    if (!isDeepStrictEqual(one, other)) return `event ${at} of ${expected.length} and ${actual.length}: simulated ${JSON.stringify(one)}, on the workflow ${JSON.stringify(other)}`
  }
  return undefined
}

function refusalsDiffer(expected: PlayedScenario['simulated']['refusals'], { refusals }: SandboxedCase): string | undefined {
  const [one, other] = [expected.map(({ refusal }) => refusal.code).join(), refusals.map(({ code }) => code).join()]
  return one === other ? undefined : `refusals: simulated ${one}, on the workflow ${other}`
}

/** A further run says which one it continues, or the record would call it a reset; turns are numbered without a gap. */
function chainBreaks({ turns }: SandboxedCase): string | undefined {
  const broken = turns.find(({ turn, runId, continuedFrom }, index) => {
    const before = turns[index - 1]
    if (turn !== index + 1) return true
    return before !== undefined && runId !== before.runId && continuedFrom === null
  })
  return broken && `turn ${broken.turn} of ${broken.runId} does not follow the one before it`
}
