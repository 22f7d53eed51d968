import { Command, CommanderError } from 'commander'
import { COMMANDS } from './commands/index.ts'
import { Exit } from './exit.ts'
import type { CliIo } from './io.ts'
import type { LoadVocabulary } from './load.ts'
import { paint } from './print/paint.ts'

/** Runs one command line and resolves with the exit code; nothing is thrown for what a user did. */
export async function run(args: readonly string[], io: CliIo, vocabulary: LoadVocabulary): Promise<number> {
  let code = 0
  try {
    await createProgram(
      io,
      (exit) => {
        code = exit
      },
      vocabulary,
    ).parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    return leave(error, io, args.includes('--json'))
  }
}

/** The whole of `sop`. Each command loads what it needs only when it runs, so that `sop lint` starts no HTTP. */
export function createProgram(io: CliIo, setCode: (code: number) => void, vocabulary: LoadVocabulary): Command {
  const program = new Command('sop')
    .description('Standard operating procedures as code: check them, try them, run them')
    .addHelpText(
      'after',
      '\nExit codes: 0 clean, 1 mistakes found or a refusal, 2 wrong usage, 3 could not run\nEvery command has --help with an example.',
    )
  for (const make of COMMANDS) program.addCommand(make(io, setCode, vocabulary))
  for (const command of withInner(program)) {
    command.exitOverride().showHelpAfterError('(add --help for an example)')
    command.configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      getOutHelpWidth: () => io.width ?? 100,
      getErrHelpWidth: () => io.width ?? 100,
    })
  }
  return program
}

/** A command with those inside it, however deep: what is set on one does not reach those that were added before. */
const withInner = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withInner)]

function leave(error: unknown, io: CliIo, json: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (!(error instanceof Exit)) throw error
  if (json && error.data !== undefined) io.out(JSON.stringify(error.data))
  io.err(`${paint(io, 'red', 'sop:')} ${error.message}`)
  return error.code
}
