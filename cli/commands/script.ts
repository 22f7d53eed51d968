import { Command } from 'commander'
import { ORG_OPTION } from '../organisation.ts'

/** The options of a command that plays the story in a file. */
export interface ScriptOptions {
  readonly org?: string
  readonly json?: true
}

/** A command that plays the story in a file: what it does, which keys the file has, what `--json` prints, and a file to begin with. */
export const scriptCommand = (name: string, description: string, keys: string, prints: string, example: { readonly file: string; readonly text: string }): Command =>
  new Command(name)
    .description(description)
    .argument('<file>', `${keys}; - for standard input`)
    .option(...ORG_OPTION)
    .option('--json', prints)
    .addHelpText('after', `\nExample:\n  sop ${name} ${example.file}\n\nwith ${example.file} such as\n${example.text}`)
