import { Command } from 'commander'
import { writeInstant } from '../../domain/instant.ts'
import { own } from '../../domain/json.ts'
import type { ApiToken } from '../../domain/sign-in.ts'
import { atDesk } from '../desk.ts'
import { Exit } from '../exit.ts'
import type { CliIo } from '../io.ts'
import { table } from '../print/table.ts'
import type { MakeCommand } from './command.ts'
import { mustWorkHere } from './person.ts'

/** `sop token create|list|revoke` — what other systems, and people's own command lines, show instead of signing in. */
export const tokenCommand: MakeCommand = (io) =>
  new Command('token')
    .description('Make, list and revoke API tokens; works on DATABASE_URL itself')
    .addCommand(createCommand(io))
    .addCommand(listCommand(io))
    .addCommand(revokeCommand(io))
    .addHelpText('after', '\nExample:\n  sop token create erp --role support')

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]

const createCommand = (io: CliIo): Command =>
  new Command('create')
    .description('Make a token and print it; it is shown this once')
    .argument('<name>', 'what it is for, such as erp')
    .option('--role <role>', 'it may open cases of SOPs that this role opens by hand (again for more)', collect, [])
    .option('--person <person>', 'it is this person’s own, for the command line: EVENKEEL_TOKEN')
    .option('--json', 'print { id, token }')
    .addHelpText('after', '\nExample:\n  sop token create erp --role support')
    .action(async (name: string, { role, person, json }: { readonly role: readonly string[]; readonly person?: string; readonly json?: true }) => {
      const made = await atDesk(io, async (desk) => {
        const { roles } = await desk.organisation()
        const unknown = role.find((one) => own(roles, one) === undefined)
        if (unknown !== undefined) throw new Exit(1, `the organisation has no role "${unknown}"; there are ${Object.keys(roles).join(', ')}`)
        if (person !== undefined) await mustWorkHere(desk, person)
        return desk.tokens.create({ name, roles: role, person: person ?? null }, io.now())
      })
      io.out(json ? JSON.stringify(made) : made.token)
      if (!json) io.err('keep it safe: it is not shown again')
    })

const listCommand = (io: CliIo): Command =>
  new Command('list')
    .description('List tokens, without the tokens themselves')
    .option('--json', 'print { tokens }')
    .addHelpText('after', '\nExample:\n  sop token list')
    .action(async ({ json }: { readonly json?: true }) => {
      const tokens = (await atDesk(io, (desk) => desk.tokens.list())).map(shown)
      if (json) return io.out(JSON.stringify({ tokens }))
      if (tokens.length === 0) return io.out('no tokens')
      io.out(table(io, ['id', 'name', 'for', 'last used', 'state'], tokens.map((one) => [one.id, one.name, one.person ?? (one.roles.join(', ') || 'reading'), one.lastUsedAt ?? 'never', one.revokedAt === null ? 'in use' : `revoked ${one.revokedAt}`])))
    })

const revokeCommand = (io: CliIo): Command =>
  new Command('revoke')
    .description('Take a token no more')
    .argument('<id>', 'as "sop token list" shows it')
    .addHelpText('after', '\nExample:\n  sop token revoke 7')
    .action(async (id: string) => {
      if (!(await atDesk(io, (desk) => desk.tokens.revoke(id, io.now())))) throw new Exit(1, `there is no token "${id}" in use; "sop token list" shows those there are`)
      io.err(`token ${id} is taken no more`)
    })

const shown = ({ createdAt, lastUsedAt, revokedAt, ...rest }: ApiToken) => ({
  ...rest, createdAt: writeInstant(createdAt), lastUsedAt: lastUsedAt === null ? null : writeInstant(lastUsedAt), revokedAt: revokedAt === null ? null : writeInstant(revokedAt),
})
