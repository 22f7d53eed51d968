import { Argument, Command } from 'commander'
import type { FileKind } from '../../compiler/json-schema.ts'
import type { MakeCommand } from './command.ts'

/** `sop schema [sop|organisation|scenarios|metrics]` — what an editor needs to complete and check a file while it is typed. */
export const schemaCommand: MakeCommand = (io) =>
  new Command('schema')
    .description('Print the JSON Schema of SOPs, organisation, scenario or metrics files, for editors')
    .addArgument(new Argument('[kind]', 'the kind of file').choices(['sop', 'organisation', 'scenarios', 'metrics']).default('sop'))
    .option('--json', 'print it on one line')
    .addHelpText('after', EXAMPLE)
    .action(async (kind: FileKind, { json }: { json?: true }) => {
      const { editorSchema } = await import('../../compiler/json-schema.ts')
      io.out(json ? JSON.stringify(editorSchema(kind)) : JSON.stringify(editorSchema(kind), null, 2))
    })

const EXAMPLE = `
Example:
  sop schema sop > sop.json
  # first line of a SOP, for the YAML extension of an editor:
  # yaml-language-server: $schema=./sop.json`
