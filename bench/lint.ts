import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { vocabulary } from '../adapters/vocabulary.ts'
import { compileSop } from '../compiler/compile.ts'
import { compileOrganisation } from '../compiler/organisation.ts'
import { sourceFile } from '../compiler/source.ts'
import type { Plan } from '../domain/plan.ts'
import type { Scenario } from '../domain/scenario.ts'
import type { Bench, Measured, Stage } from './contract.ts'
import { fuzz } from './lint/fuzz.ts'
import { cpuRatio } from './lint/plans.ts'
import { ORGANISATION, sopBeside, sopOfBytes, sopOfLines } from './lint/sops.ts'
import { median, rounded, spentOn, type Spent } from './numbers.ts'

/** What it takes to check SOPs: a hundred of them, one that grows, files that mean harm, and what a long plan costs a case. */
export const lintBench: Bench = {
  name: 'lint',
  what: 'sop lint on 100 SOPs of 200 lines, time against size, fuzzed files, the CPU of a case on a long plan',
  keys: ['msFor100Sops', 'growthExponent', 'fuzzInputs', 'fuzzCrashes', 'slowestMs', 'rssMb', 'planCpuRatio'],
  run,
}

const QUICK = { lints: 3, repeats: 3, inputs: 3_000, rounds: 7, cases: 40 }
const FULL = { lints: 5, repeats: 7, inputs: 100_000, rounds: 25, cases: 200 }

async function run({ quick, seed, folder, projectFolder, note }: Stage): Promise<Measured> {
  const amount = quick ? QUICK : FULL
  note('100 SOPs of 200 lines')
  makeFolder(folder)
  const lints = lintFolder(projectFolder, folder, amount.lints, '--fresh')
  const again = lintFolder(projectFolder, folder, amount.lints)
  note('one SOP that grows')
  const sizes = growth(amount.repeats)
  note('a case on a long plan')
  const { ratio, shortMs } = cpuRatio(plansBeside(), organisationOf(), SCENARIO, amount.rounds, amount.cases)
  note(`${amount.inputs} fuzzed files`)
  const fuzzed = await fuzz(projectFolder, seed, amount.inputs, note)
  return {
    figures: {
      msFor100Sops: rounded(median(lints.map(({ wallMs }) => wallMs)), 0), growthExponent: rounded(exponentOf(sizes), 2), fuzzInputs: amount.inputs, fuzzCrashes: fuzzed.crashes.length,
      slowestMs: rounded(fuzzed.slowest.cpuMs, 0), rssMb: rounded(fuzzed.rssMb, 0), planCpuRatio: rounded(ratio, 3),
    },
    reasons: {},
    lines: [
      `sop lint --fresh, the whole process, of ${lints.length} runs the middle one by the clock: ${listed(lints.map(({ wallMs }) => wallMs))} ms; of CPU ${listed(lints.map(({ cpuMs }) => cpuMs))} ms`,
      `the same where nothing has changed: ${listed(again.map(({ wallMs }) => wallMs))} ms; of CPU ${listed(again.map(({ cpuMs }) => cpuMs))} ms`,
      'CPU against size:', ...sizes.map(({ bytes, ms }) => `  ${String(Math.round(bytes / 1024)).padStart(4)} KiB  ${rounded(ms, 1)} ms`),
      `a case takes ${rounded(shortMs, 3)} ms of the interpreter's CPU on the plan of 5 steps`,
      `the slowest fuzzed file took ${rounded(fuzzed.slowest.cpuMs, 0)} ms of CPU, and one took ${rounded(fuzzed.slowest.wallMs, 0)} ms by the clock of a machine that may do other work`,
      ...fuzzed.crashes.slice(0, 10).map(({ input, error }) => `input ${input}: ${error}`),
    ],
    details: { lints: lints.map(({ wallMs }) => rounded(wallMs, 0)), lintsCpuMs: lints.map(({ cpuMs }) => rounded(cpuMs, 0)), unchanged: again.map(({ wallMs }) => rounded(wallMs, 0)), unchangedCpuMs: again.map(({ cpuMs }) => rounded(cpuMs, 0)), sizes, caseMs: rounded(shortMs, 3), slowestWallMs: rounded(fuzzed.slowest.wallMs, 0), crashes: fuzzed.crashes.slice(0, 50) },
  }
}

const listed = (ms: readonly number[]): string => ms.map((each) => rounded(each, 0)).join(', ')

/** Has the command say at its end what CPU it took, on the last line of standard error. */
const TELLS_CPU = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error((user+system)/1000)})`

function makeFolder(folder: string): void {
  const sops = join(folder, 'sops')
  mkdirSync(sops)
  writeFileSync(join(sops, 'organisation.yaml'), ORGANISATION)
  for (let at = 0; at < 100; at++) writeFileSync(join(sops, `generated-${at}.yaml`), sopOfLines(`generated-${at}`, 200))
}

/** What the command takes as people start it; the first run, which warms the disk and what is remembered, is left out. */
function lintFolder(projectFolder: string, folder: string, times: number, ...options: readonly string[]): readonly Spent[] {
  const sops = join(folder, 'sops')
  return Array.from({ length: times + 1 }, () => {
    const since = performance.now()
    const ran = spawnSync(process.execPath, ['--import', TELLS_CPU, join(projectFolder, 'cli/sop.js'), 'lint', sops, '--json', ...options], { encoding: 'utf8', env: { ...process.env, PORTAL_SECRET: 'x' } })
    if (ran.status !== 0) throw new Error(`sop lint ended with ${ran.status ?? 'a signal'}: ${(ran.stdout + ran.stderr).slice(0, 500)}`)
    return { cpuMs: Number(ran.stderr.trim().split('\n').at(-1)), wallMs: performance.now() - since }
  }).slice(1)
}

interface Sized {
  readonly bytes: number
  readonly ms: number
}

const KIB = [16, 32, 64, 128, 250]

/** CPU of compiling one SOP, for SOPs of growing size: the middle of some repeats, taken in turns. */
function growth(repeats: number): readonly Sized[] {
  const texts = KIB.map((kib) => sopOfBytes('generated', kib * 1024))
  const costs = texts.map((): number[] => [])
  for (let repeat = 0; repeat <= repeats; repeat++)
    for (const [at, text] of texts.entries()) {
      const { cpuMs } = spentOn(() => compile('generated', text))
      if (repeat > 0) costs[at]?.push(cpuMs)
    }
  return texts.map((text, at) => ({ bytes: text.length, ms: rounded(median(costs[at] ?? []), 1) }))
}

/** The power of the size that the time grows with: the slope of the line through both as logarithms. */
function exponentOf(sizes: readonly Sized[]): number {
  const points = sizes.map(({ bytes, ms }) => [Math.log(bytes), Math.log(ms)] as const)
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  return points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
}

function organisationOf() {
  const { organisation } = compileOrganisation(sourceFile('organisation.yaml', ORGANISATION), { vocabulary, environment: { PORTAL_SECRET: 'x' } })
  if (!organisation) throw new Error('the organisation of the bench does not compile')
  return organisation
}

const compile = (name: string, text: string) =>
  compileSop(sourceFile(`${name}.yaml`, text), { vocabulary, organisation: organisationOf(), messages: () => [], sop: () => ({ kind: 'missing' }) })

function plansBeside(): { readonly long: Plan; readonly short: Plan } {
  const planOf = (name: string, blocks: number): Plan => {
    const { plan, diagnostics } = compile(name, sopBeside(name, blocks))
    if (!plan) throw new Error(`the plan of the bench does not compile: ${diagnostics.map((each) => each.message).join('; ')}`)
    return plan
  }
  return { short: planOf('short', 0), long: planOf('long', 32) }
}

const HOUR = 3_600_000
const SCENARIO: Scenario = {
  name: 'straight through', startsAt: Date.UTC(2026, 10, 20, 10), trigger: 'portal.opened', openedBy: 'portal',
  event: { id: 'R-1', amount: { amount: '80.00', currency: 'USD' }, days: 12, kind: 'usual' },
  facts: {}, systems: {}, people: { inspect: [{ kind: 'complete', after: HOUR, outcome: 'done', form: { note: '' } }] }, exceptions: {}, expect: { outcome: 'done' },
}
