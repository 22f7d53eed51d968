import type { Command } from 'commander'
import type { CliIo } from '../io.ts'

/** Makes a command; `setCode` sets the exit code of one that found mistakes without failing. */
export type MakeCommand = (io: CliIo, setCode: (code: number) => void) => Command
