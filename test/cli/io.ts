import { vocabulary } from '../../adapters/vocabulary.ts'
import type { CliIo } from '../../cli/io.ts'
import { run } from '../../cli/program.ts'

/** What one command line printed and how it ended. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process, with streams in memory and nothing of this machine's environment. */
export async function sop(args: readonly string[], over: Partial<CliIo> = {}): Promise<Ran> {
  const out: string[] = []
  const err: string[] = []
  const io: CliIo = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    env: { EVENKEEL_URL: 'http://127.0.0.1:9' },
    width: undefined,
    colour: false,
    stdin: () => '',
    fetch: (url, init) => fetch(url, init),
    now: () => Date.parse('2026-11-20T10:20:00Z'),
    ...over,
  }
  const code = await run(args, io, async () => vocabulary)
  return { code, out: out.join('\n'), err: err.join('\n') }
}
