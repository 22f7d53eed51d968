import type { Command } from 'commander'
import type { CliIo } from '../io.ts'
import type { LoadVocabulary } from '../load.ts'

/** Makes a command; `setCode` sets the exit code of one that found mistakes without failing. */
export type MakeCommand = (io: CliIo, setCode: (code: number) => void, vocabulary: LoadVocabulary) => Command
