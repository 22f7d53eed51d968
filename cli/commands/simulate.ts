import { existsSync } from 'node:fs'
import { Command } from 'commander'
import type { LoadedScenarios } from '../../compiler/load.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { Exit } from '../exit.ts'
import { load } from '../load.ts'
import { scenariosBeside, withScenarios } from '../scenario-files.ts'
import { simulatedJson } from '../trace-json.ts'
import type { MakeCommand } from './command.ts'

/** `sop simulate FILE --scenario NAME` — one scenario with its whole trace. */
export const simulateCommand: MakeCommand = (io, _setCode, vocabulary) =>
  new Command('simulate')
    .description('Play one scenario and tell everything that happens')
    .argument('<file>', 'the SOP or its scenarios')
    .requiredOption('--scenario <name>', 'which one')
    .option('--json', 'print { outcome, endedAt, effects, messages, escalations, trace, faults }')
    .addHelpText('after', '\nExample:\n  sop simulate sops/returns-standard.yaml --scenario "a good parcel is refunded"')
    .action(async (file: string, { scenario: name, json }: { scenario: string; json?: true }) => {
      const scenarios = scenariosOf(file)
      const loaded = await load(io, withScenarios(scenarios), vocabulary)
      const { count, diagnosticsText, errorsIn } = await import('../print/diagnostics.ts')
      if (errorsIn(loaded.diagnostics) > 0) {
        io.err(`${diagnosticsText(io, loaded)}\n`)
        throw new Exit(1, `"${scenarios}" cannot be played: ${count(loaded)}`)
      }
      const found = find(loaded.scenarios, name, scenarios)
      const { faultLine, playScenario } = await import('../play.ts')
      const { result, faults } = await playScenario(found, found.scenario)
      if (json) return io.out(JSON.stringify({ ...simulatedJson(result), faults }))
      const { story } = await import('../print/scenario.ts')
      io.out(story(io, found.scenario, result, faults.map(faultLine)))
    })

function scenariosOf(file: string): string {
  const beside = scenariosBeside(file)
  if (!existsSync(file)) throw new Exit(3, `"${file}" cannot be read (ENOENT): check the path`)
  if (!existsSync(beside)) throw new Exit(2, `"${file}" has no scenarios: write some in "${beside}"`)
  return beside
}

function find(files: readonly LoadedScenarios[], name: string, path: string): LoadedScenarios & { readonly scenario: Scenario } {
  const all = files.flatMap((file) => file.scenarios.map((scenario) => ({ ...file, scenario })))
  const found = all.find(({ scenario }) => scenario.name === name)
  if (found) return found
  throw new Exit(2, `"${path}" has no scenario "${name}"; it has ${all.map(({ scenario }) => `"${scenario.name}"`).join(', ') || 'none'}`)
}
