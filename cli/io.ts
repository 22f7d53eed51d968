import { readFileSync } from 'node:fs'
import type { Checked } from '../domain/check.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { OpenDesk } from './desk.ts'
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
  fetch(url: string, init: RequestInit): Promise<Response>
  /** Epoch milliseconds. */
  now(): number
  /** Opens the database where who may get in is kept. */
  readonly desk?: OpenDesk
  /** The checks of the outside systems that this process' settings name, and of the organisation's web services. */
  readonly checks?: (systems: Organisation['systems']) => Promise<OutsideChecks>
}

/** Outside systems that can be looked at; `check` answers nothing for a name that is none. */
export interface OutsideChecks {
  readonly names: readonly string[]
  check(name: string): Promise<Checked> | undefined
}

/** The process' own streams. `NO_COLOR` and a stdout that is no terminal switch colours off. */
export const processIo = (): CliIo => ({
  out: (text) => void process.stdout.write(`${visible(text)}\n`),
  err: (text) => void process.stderr.write(`${visible(text)}\n`),
  env: process.env,
  width: process.stdout.isTTY ? process.stdout.columns : undefined,
  colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  stdin: () => readFileSync(0, 'utf8'),
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
})
