import { Command } from 'commander'
import type { Scenario } from '../../domain/scenario.ts'
import type { LoadedScenarios, PassedScenarios } from '../../compiler/load.ts'
import { load, sopFolder, type LoadVocabulary } from '../load.ts'
import type { CliIo } from '../io.ts'
import { headline, lastsOf, verdictLine } from '../print/scenario.ts'
import { withScenarios } from '../scenario-files.ts'
import { eventJson } from '../trace-json.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly json?: true
  readonly watch?: true
  readonly fresh?: true
}

/** `sop test` — the scenarios beside the SOPs, in virtual time. */
export const testCommand: MakeCommand = (io, setCode, vocabulary) =>
  new Command('test')
    .description('Run the scenarios that sit beside SOPs, without engine and database')
    .argument('[paths...]', 'files or folders; default the SOP folder')
    .option('--json', 'print { scenarios, passed, failed }')
    .option('--fresh', 'play every scenario anew, also those that passed and have not changed since')
    .option('--watch', 'run again whenever a SOP, organisation, scenario or message file changes; Ctrl-C ends it')
    .addHelpText('after', '\nExample:\n  sop test sops/')
    .action(async (paths: readonly string[], options: Options) => {
      if (options.watch) return await watching(io, paths, options, vocabulary)
      if (!(await runOnce(io, paths, options, vocabulary))) setCode(1)
    })

/** Runs every scenario once; false when one failed or a file has a mistake. */
async function runOnce(io: CliIo, paths: readonly string[], { json, fresh }: Options, vocabulary: LoadVocabulary): Promise<boolean> {
  const memory = fresh ? undefined : io.memory?.()
  const loaded = await load(io, paths.flatMap(withScenarios), vocabulary, memory && { memory, wants: json ? 'plays' : 'passes' })
  const { count, diagnosticsText, errorsIn } = await import('../print/diagnostics.ts')
  const isSound = errorsIn(loaded.diagnostics) === 0
  if (!isSound) {
    io.err(`${diagnosticsText(io, loaded)}\n`)
    io.err(count(loaded))
  }
  const played: Verdict[] = []
  for (const file of loaded.tests) played.push(...('passed' in file ? tell(io, file) : await playAll(io, file, !json)))
  memory?.save()
  const failed = played.filter(({ ok }) => !ok).length
  if (json) io.out(JSON.stringify({ scenarios: played, passed: played.length - failed, failed }))
  else io.out(`${played.length > 0 ? '\n' : ''}${played.length - failed} passed, ${failed} failed`)
  if (!json && played.length === 0 && isSound) io.err('no scenarios were run: write some in NAME.test.yaml beside the SOP')
  return isSound && failed === 0
}

/** Runs now and after every change, until Ctrl-C. A file that cannot be read for a moment ends nothing. */
async function watching(io: CliIo, paths: readonly string[], options: Options, vocabulary: LoadVocabulary): Promise<void> {
  const [{ watchSops }, { Exit }] = await Promise.all([import('../watch.ts'), import('../exit.ts')])
  const run = async (): Promise<void> => {
    try {
      await runOnce(io, paths, options, vocabulary)
    } catch (error) {
      if (!(error instanceof Exit)) throw error
      io.err(error.message)
    }
    io.err('waiting for a change; Ctrl-C to end')
  }
  await watchSops(paths.length > 0 ? paths : [sopFolder(io)], run)
}

interface Verdict {
  readonly ok: boolean
}

/** Says of scenarios that passed on the same texts what was said then. */
function tell(io: CliIo, { sop, passed }: PassedScenarios): readonly Verdict[] {
  for (const { name, lastsMs } of passed) io.out(headline(io, sop, name, { ok: true, lastsMs }))
  return passed.map(() => ({ ok: true }))
}

async function playAll(io: CliIo, file: LoadedScenarios, aloud: boolean) {
  const played = []
  for (const scenario of file.scenarios) played.push(await play(io, file, scenario, aloud))
  if (played.every(({ verdict }) => verdict.ok)) file.keepPassed?.(played.map(({ verdict, lastsMs }) => ({ name: verdict.name, lastsMs })))
  return played.map(({ verdict }) => verdict)
}

async function play(io: CliIo, loaded: LoadedScenarios, scenario: Scenario, aloud: boolean) {
  const { file, plan } = loaded
  const [{ faultLine, playScenario }, { judge }] = await Promise.all([import('../play.ts'), import('../../domain/judge.ts')])
  const { result, faults } = await playScenario(loaded, scenario)
  const failures = judge(scenario, result)
  if (aloud) io.out(verdictLine(io, plan.sop, scenario, result, failures, faults.map(faultLine)))
  const verdict = {
    file,
    sop: plan.sop,
    name: scenario.name,
    ok: failures.length === 0,
    failures: failures.map(({ expected, actual, at }) => ({ expected, actual, at })),
    faults,
    trace: aloud ? [] : result.trace.map(eventJson),
  }
  return { verdict, lastsMs: lastsOf(scenario, result) }
}
