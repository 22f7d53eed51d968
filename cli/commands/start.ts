import { Command } from 'commander'
import type { z } from 'zod'
import type { Opened } from '../../api/schema/cases.ts'
import type { SopList } from '../../api/schema/sops.ts'
import { actor, createClient, reader } from '../client.ts'
import type { Client } from '../client.ts'
import { collect, readFields, readJsonFile } from '../fields.ts'
import type { CliIo } from '../io.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly event?: string
  readonly field: readonly string[]
  readonly as?: string
  readonly json?: true
}

/** `sop start SOP` — opens a case by hand; the same key opens nothing twice. */
export const startCommand: MakeCommand = (io) =>
  new Command('start')
    .description('Open a case by hand, with the form of the SOP’s manual trigger')
    .argument('<sop>', 'the SOP')
    .option('--event <file>', 'fields as a JSON object, - for standard input')
    .option('--field <name=value>', 'one field; may be repeated', collect, [])
    .option('--as <person>', 'who opens it')
    .option('--json', 'print { caseId, started }')
    .addHelpText('after', '\nExample:\n  sop start goodwill-refund --field order_id=gid://shopify/Order/1 --field amount=10.00 --field reason=late --field story="came a week late" --as mia')
    .action(async (sop: string, options: Options) => {
      const fields = { ...(options.event === undefined ? {} : readJsonFile(io, options.event)), ...readFields(options.field) }
      const client = createClient(io)
      const person = await opener(io, client, sop, options.as)
      const opened = await client.post<z.output<typeof Opened>>('/api/cases', { sop, fields }, person)
      if (options.json) return io.out(JSON.stringify(opened))
      io.out(
        opened.started ? `Opened case ${opened.caseId}.` : `Case ${opened.caseId} was opened for this before; nothing new was started.`,
      )
    })

/** In a demo: somebody who may open this SOP by hand. */
const opener = (io: CliIo, client: Client, sop: string, as: string | undefined): Promise<string> =>
  actor(io, client, as, async (people) => {
    const { sops } = await client.get<z.output<typeof SopList>>('/api/sops', await reader(io, client, as))
    const roles = sops.find((one) => one.sop === sop)?.manual?.roles ?? []
    return (people.find((person) => person.roles.some((role) => roles.includes(role))) ?? people[0])?.id
  })
