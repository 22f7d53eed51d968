import { Command } from 'commander'
import { capabilityIn } from '../../domain/capability.ts'
import type { Vocabulary } from '../../domain/connector.ts'
import { Exit } from '../exit.ts'
import type { Checked } from '../../domain/check.ts'
import type { CliIo } from '../io.ts'
import { findOrganisation } from '../organisation.ts'
import type { ListedConnector } from '../print/connectors.ts'
import type { MakeCommand } from './command.ts'

/** `sop connectors [NAME]` and `sop connectors check` — all that SOPs can ask of other systems, as it is declared. */
export const connectorsCommand: MakeCommand = (io, setCode, vocabulary) =>
  new Command('connectors')
    .description('List connectors and their actions: what they take and answer, how they refuse, how nothing happens twice')
    .argument('[name]', 'a connector, or one of its actions, in full')
    .option('--json', 'print { connectors, capabilities }')
    .addCommand(checkCommand(io, setCode))
    .addHelpText('after', '\nExample:\n  sop connectors shopify\n  sop connectors stripe.refund --json\n  sop connectors check')
    .action(async (name: string | undefined, { json }: { json?: true }) => {
      const words = await vocabulary()
      const { capabilities = {} } = words
      const all = listed(words)
      const found = name === undefined ? all : await named(all, name)
      if (json) return io.out(JSON.stringify({ connectors: found, capabilities }))
      const { connectorList, connectorText } = await import('../print/connectors.ts')
      io.out(name === undefined ? connectorList(io, all, capabilities) : found.map((one) => connectorText(io, one)).join('\n\n'))
    })

function listed({ actions, events, off = {} }: Vocabulary): readonly ListedConnector[] {
  const names = [...new Set(actions.map((action) => capabilityIn(action.name)))]
  return names.map((name) => ({
    name, off: off[name] && Object.keys(off[name]).length > 0 ? off[name] : null,
    actions: actions.filter((action) => capabilityIn(action.name) === name),
    events: events.filter((event) => capabilityIn(event.name) === name),
  }))
}

/** The connector of that name whole, or with the one action or event that is meant. Exit 2 where there is none. */
async function named(all: readonly ListedConnector[], name: string): Promise<readonly ListedConnector[]> {
  const whole = all.find((one) => one.name === name)
  if (whole) return [whole]
  const part = all.map((one) => ({ ...one, actions: one.actions.filter((each) => each.name === name), events: one.events.filter((each) => each.name === name) }))
    .filter(({ actions, events }) => actions.length + events.length > 0)
  if (part.length > 0) return part
  const { quoted, suggest } = await import('../../compiler/nearest.ts')
  const names = all.map((one) => one.name)
  const parts = all.flatMap(({ actions, events }) => [...actions, ...events].map((each) => each.name))
  throw new Exit(2, `there is no connector or action "${name}": ${suggest(name, [...names, ...parts]) ?? `there are ${quoted(names)}`}`)
}

const checkCommand = (io: CliIo, setCode: (code: number) => void): Command =>
  new Command('check')
    .description('Try the keys and rights of the systems that the environment names, by calls that change nothing there')
    .argument('[names...]', 'connectors, channels or web services; default all')
    .option('--org <file>', 'the organisation file, for its web services (default: organisation.yaml beside the SOPs)')
    .option('--json', 'print { checks }')
    .addHelpText('after', '\nExample:\n  sop connectors check shopify stripe\n\nExit codes: 0 all that is switched on works, 1 something is refused or a named one is off, 3 something gave no answer')
    .action(async (names: readonly string[], options: { readonly org?: string }, command: Command) => {
      // The command above has a --json of its own, which takes it wherever it stands.
      const { json } = command.optsWithGlobals<{ json?: true }>()
      const checks = await checksFor(io, names, options.org)
      setCode(codeOf(checks, names.length > 0))
      if (json) return io.out(JSON.stringify({ checks }))
      const { checksText } = await import('../print/connectors.ts')
      io.out(checksText(io, checks))
    })

/** Looks at all of them at once. Exit 2 for a name that is none. */
async function checksFor(io: CliIo, names: readonly string[], org: string | undefined): Promise<readonly Checked[]> {
  if (io.checks === undefined) throw new Exit(3, 'this program reaches no other systems')
  const outside = await io.checks((await findOrganisation(io, org))?.systems ?? {})
  const unknown = names.find((name) => !outside.names.includes(name))
  if (unknown !== undefined) {
    const { quoted, suggest } = await import('../../compiler/nearest.ts')
    throw new Exit(2, `there is nothing to check that is called "${unknown}": ${suggest(unknown, outside.names) ?? `there are ${quoted(outside.names)}`}`)
  }
  return Promise.all((names.length > 0 ? names : outside.names).flatMap((name) => outside.check(name) ?? []))
}

function codeOf(checks: readonly Checked[], named: boolean): number {
  if (checks.some(({ state }) => state === 'refused' || (named && state === 'off'))) return 1
  return checks.some(({ state }) => state === 'unreachable') ? 3 : 0
}
