import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { OutsideChecks } from '../domain/check.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { OpenDesk } from './desk.ts'
import type { KeptMemory } from './memory.ts'
import { visible } from './print/visible.ts'

/** What a command may touch: data goes to `out`, everything else to `err`. */
export interface CliIo {
  out(text: string): void
  err(text: string): void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Width of the terminal in columns; undefined when stdout is no terminal, and then nothing is cut. */
  readonly width: number | undefined
  /** Whether stdout takes colours. */
  readonly colour: boolean
  stdin(): string
  /** Standard input as it comes. */
  readonly chunks?: () => AsyncIterable<Uint8Array>
  /** Bytes to standard output as they are; resolves when more may come. */
  readonly write?: (bytes: Uint8Array) => Promise<void>
  fetch(url: string, init: RequestInit): Promise<Response>
  /** Epoch milliseconds. */
  now(): number
  /** What earlier runs found out of files that are as they were; undefined where nothing is kept. */
  readonly memory?: (() => KeptMemory) | undefined
  /** Opens the database where who may get in is kept. */
  readonly desk?: OpenDesk
  /** Asks whoever sits at the terminal; an empty answer is `preset`. Undefined where nobody does. */
  readonly ask?: ((question: string, preset: string) => Promise<string>) | undefined
  /** The checks of the outside systems that this process' settings name, and of the organisation's web services. */
  readonly checks?: (systems: Organisation['systems']) => Promise<OutsideChecks>
}

/** The process' own streams. `NO_COLOR` and a stdout that is no terminal switch colours off. */
export const processIo = (): CliIo => ({
  out: (text) => void process.stdout.write(`${visible(text)}\n`),
  err: (text) => void process.stderr.write(`${visible(text)}\n`),
  env: process.env,
  width: process.stdout.isTTY ? process.stdout.columns : undefined,
  colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  stdin: () => readFileSync(0, 'utf8'),
  chunks: () => process.stdin,
  write: (bytes) => new Promise((resolve) => void (process.stdout.write(bytes) ? resolve() : process.stdout.once('drain', resolve))),
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? asked : undefined,
})

/** One question on the terminal, beside what is printed; Ctrl-C and Ctrl-D end the command. */
async function asked(question: string, preset: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  lines.on('SIGINT', () => process.exit(130))
  try {
    return (await lines.question(visible(`${question}${preset === '' ? '' : ` [${preset}]`}: `))).trim() || preset
  } finally {
    lines.close()
  }
}
