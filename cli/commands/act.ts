import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { z } from 'zod'
import type { CasePage } from '../../api/schema/cases.ts'
import type { Answered } from '../../api/schema/commands.ts'
import { actor, createClient, reader } from '../client.ts'
import type { Client } from '../client.ts'
import { Exit } from '../exit.ts'
import type { CliIo } from '../io.ts'

/**
 * The options as they were typed. Without `as` it is EVENKEEL_PERSON, and in a demo else whoever holds the step;
 * without `commandId` each call is a new command.
 */
export interface ActOptions {
  readonly as?: string
  readonly commandId?: string
  readonly instance?: string
  readonly epoch?: string
  readonly json?: true
}

/** The options that every command on a case shares. */
export const withActor = (command: Command): Command =>
  command.option('--as <person>', 'who does it').option('--command-id <id>', 'send the same id again to repeat the answer, not the act')

/** The options of a command on a step. */
export const onStep = (command: Command): Command =>
  withActor(command)
    .option('--instance <id>', 'only if this is still the open visit, such as inspect#1')
    .option('--epoch <number>', 'only if it has not changed hands since')
    .option('--json', 'print the step afterwards, or { code, message, state }')

/** What is sent with a command; a function when it must ask the API first. */
type Body = object | ((client: Client, person: string, stepPath: string) => Promise<object>)

/** Sends a command on a step and prints what came of it. A step's path may hold slashes and brackets: `refund/approve`, `lines[0]/check`. */
export async function act(io: CliIo, caseId: string, step: string, verb: string, body: Body, options: ActOptions): Promise<void> {
  const client = createClient(io)
  const path = `/api/cases/${encodeURIComponent(caseId)}`
  const person = await actor(io, client, options.as, () => holderOf(io, client, path, step))
  const stepPath = `${path}/steps/${encodeURIComponent(step)}`
  const wanted = typeof body === 'function' ? await body(client, person, stepPath) : body
  print(io, await client.post<z.output<typeof Answered>>(`${stepPath}/${verb}`, { ...common(options), ...wanted }, person), options)
}

/** Sends a command on a whole case. */
export async function actOnCase(io: CliIo, caseId: string, verb: string, body: object, options: ActOptions): Promise<unknown> {
  const client = createClient(io)
  const person = await actor(io, client, options.as, (people) => people[0]?.id)
  return client.post(`/api/cases/${encodeURIComponent(caseId)}/${verb}`, { ...common(options), ...body }, person)
}

function common({ commandId, instance, epoch }: ActOptions): object {
  const number = epoch === undefined ? undefined : Number(epoch)
  if (number !== undefined && !Number.isInteger(number)) throw new Exit(2, `"${epoch ?? ''}" is no epoch: give a whole number`)
  return {
    commandId: commandId ?? randomUUID(),
    ...(instance === undefined ? {} : { instance }),
    ...(number === undefined ? {} : { epoch: number }),
  }
}

async function holderOf(io: CliIo, client: Client, path: string, step: string): Promise<string | undefined> {
  const { tasks } = await client.get<z.output<typeof CasePage>>(path, await reader(io, client, undefined))
  const task = tasks.find((open) => open.step === step)
  return task?.claimedBy ?? task?.assignee ?? undefined
}

function print(io: CliIo, { answer, case: summary, tasks }: z.output<typeof Answered>, { json }: ActOptions): void {
  const task = tasks.find((open) => open.step === answer.step) ?? null
  if (json) return io.out(JSON.stringify({ ...answer, task, case: summary }))
  io.out(`${answer.done}\n${summary.label}: ${summary.standing}`)
}
