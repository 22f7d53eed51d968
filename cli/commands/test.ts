import { Command } from 'commander'
import type { Scenario } from '../../domain/scenario.ts'
import type { LoadedScenarios } from '../../compiler/load.ts'
import { load } from '../load.ts'
import type { CliIo } from '../io.ts'
import { withScenarios } from '../scenario-files.ts'
import { eventJson } from '../trace-json.ts'
import type { MakeCommand } from './command.ts'

/** `sop test` — the scenarios beside the SOPs, in virtual time. */
export const testCommand: MakeCommand = (io, setCode, vocabulary) =>
  new Command('test')
    .description('Run the scenarios that sit beside SOPs, without engine and database')
    .argument('[paths...]', 'files or folders; default the SOP folder')
    .option('--json', 'print { scenarios, passed, failed }')
    .addHelpText('after', '\nExample:\n  sop test sops/')
    .action(async (paths: readonly string[], { json }: { json?: true }) => {
      const loaded = await load(io, paths.flatMap(withScenarios), vocabulary)
      const { count, diagnosticsText, errorsIn } = await import('../print/diagnostics.ts')
      if (errorsIn(loaded.diagnostics) > 0) {
        io.err(`${diagnosticsText(io, loaded)}\n`)
        io.err(count(loaded))
        setCode(1)
      }
      const played = []
      for (const file of loaded.scenarios) for (const scenario of file.scenarios) played.push(await play(io, file, scenario, !json))
      const failed = played.filter(({ ok }) => !ok).length
      if (failed > 0) setCode(1)
      if (json) return io.out(JSON.stringify({ scenarios: played, passed: played.length - failed, failed }))
      io.out(`${played.length > 0 ? '\n' : ''}${played.length - failed} passed, ${failed} failed`)
      if (played.length === 0 && errorsIn(loaded.diagnostics) === 0) io.err('no scenarios were run: write some in NAME.test.yaml beside the SOP')
    })

async function play(io: CliIo, { file, plan, organisation }: LoadedScenarios, scenario: Scenario, tell: boolean) {
  const [{ simulate }, { judge }, { verdictLine }] = await Promise.all([
    import('../../domain/simulate.ts'),
    import('../../domain/judge.ts'),
    import('../print/scenario.ts'),
  ])
  const result = simulate(plan, organisation, scenario)
  const failures = judge(scenario, result)
  if (tell) io.out(verdictLine(io, plan.sop, scenario, result, failures))
  return { file, sop: plan.sop, name: scenario.name, ok: failures.length === 0, failures, trace: result.trace.map(eventJson) }
}
