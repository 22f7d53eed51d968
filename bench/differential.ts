import { join } from 'node:path'
import fc from 'fast-check'
import { comparableOnEngine, compareOnEngine } from '../test/harness/compare-on-engine.ts'
import { compareInSandbox } from '../test/harness/differential.ts'
import { playedScenarios, type PlayedScenario } from '../test/harness/random-scenarios.ts'
import { openSandbox, type Sandbox } from '../test/harness/sandbox.ts'
import { ALL_PAIRS, visitedPairs } from '../test/harness/visited-kinds.ts'
import type { Bench, Measured, Stage } from './contract.ts'
import { openEngine } from './differential/engine.ts'
import { numbersFrom } from './numbers.ts'

/** Generated SOPs with generated scenarios: whether the simulator and the workflow give the same trace, field by field. */
export const differentialBench: Bench = {
  name: 'differential',
  what: 'the simulator against the workflow code: random SOPs in the sandbox of the SDK, on a real server, and with its worker killed',
  keys: ['sops', 'scenarios', 'differences', 'kills'],
  run,
}

/** How many cases where: in the sandbox, on the real server, and how many of those while the worker is killed. */
const FULL = { sandbox: 300, engine: 30, killed: 5 }
const QUICK = { sandbox: 40, engine: 3, killed: 1 }

async function run(stage: Stage): Promise<Measured> {
  const wanted = stage.quick ? QUICK : FULL
  stage.note(`draws ${wanted.sandbox} SOPs and plays them in the simulator`)
  const cases = fc.sample(playedScenarios(), { numRuns: wanted.sandbox, seed: stage.seed })
  const sandbox = await openSandbox(join(stage.projectFolder, 'dist/workflow-bundle.js'))
  const inSandbox = await compareInSandbox(sandbox, cases, (done) => { if (done % 50 === 0) stage.note(`${done} of ${cases.length} in the sandbox`) })
  const onEngine = await compareAllOnEngine(stage, await fitForEngine(sandbox, cases, wanted.engine), wanted.killed)
  await sandbox.close()

  const been = new Set(cases.flatMap(({ plan, simulated }) => visitedPairs(plan, simulated.state)))
  const missing = ALL_PAIRS.filter((pair) => !been.has(pair))
  const differences = [...inSandbox.differences, ...onEngine.differences]
  const scenarios = inSandbox.compared + onEngine.compared
  return {
    figures: { sops: cases.length, scenarios, differences: differences.length, kills: onEngine.kills },
    reasons: {},
    lines: [
      `in the sandbox ${inSandbox.compared} cases in ${inSandbox.runs} runs, thrown out of memory and made again ${inSandbox.deaths} times, ${inSandbox.skipped} not comparable`,
      `on the real server ${onEngine.compared} cases, ${Math.min(wanted.killed, onEngine.compared)} of them with ${onEngine.kills} kills of the worker`,
      `${ALL_PAIRS.length - missing.length} of ${ALL_PAIRS.length} pairs of a kind of step and its container were visited${missing.length === 0 ? '' : `; not: ${missing.join(', ')}`}`,
      ...differences.slice(0, 10),
    ],
    details: { sandbox: inSandbox, engine: onEngine, missing },
  }
}

/** A case with much in it, and none that nobody would wait for. */
const SHORTEST = 12
const LONGEST = 70

const fitForEngine = (sandbox: Sandbox, cases: readonly PlayedScenario[], wanted: number): Promise<readonly PlayedScenario[]> =>
  comparableOnEngine(sandbox, cases.filter(({ simulated }) => simulated.trace.length >= SHORTEST && simulated.trace.length <= LONGEST), wanted)

interface OnEngine {
  readonly compared: number
  readonly differences: readonly string[]
  readonly kills: number
}

/** Before which share of all that is done to a case its worker dies. */
const KILL_SHARE = 0.15
const MOST_KILLS = 4

async function compareAllOnEngine(stage: Stage, cases: readonly PlayedScenario[], killed: number): Promise<OnEngine> {
  await using engine = await openEngine(stage)
  const { gate } = engine
  const numbers = numbersFrom(stage.seed)
  const differences: string[] = []
  let kills = 0
  let killing: Promise<void> = Promise.resolve()
  for (const [index, one] of cases.entries()) {
    const last = kills + (index < killed ? MOST_KILLS : 0)
    const before = async (): Promise<void> => {
      await killing
      if (kills >= last || numbers() > KILL_SHARE) return
      kills += 1
      // Not waited for: what comes next meets a worker that is dying.
      killing = engine.worker.killAndRestart()
    }
    const difference = await compareOnEngine(engine, one, `generated-${index}`, { gate, before }).catch((error: unknown) => `it came to no end: ${String(error)}`)
    if (difference !== undefined) differences.push(`on the engine, case ${index}: ${difference}`)
    if ((index + 1) % 5 === 0) stage.note(`${index + 1} of ${cases.length} on the real server, ${kills} kills`)
  }
  await killing
  return { compared: cases.length, differences, kills }
}
