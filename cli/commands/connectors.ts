import { Command } from 'commander'
import { capabilityIn } from '../../domain/capability.ts'
import type { Vocabulary } from '../../domain/connector.ts'
import { Exit } from '../exit.ts'
import type { ListedConnector } from '../print/connectors.ts'
import type { MakeCommand } from './command.ts'

/** `sop connectors [NAME]` — all that SOPs can ask of other systems, as it is declared. */
export const connectorsCommand: MakeCommand = (io, _setCode, vocabulary) =>
  new Command('connectors')
    .description('List connectors and their actions: what they take and answer, how they refuse, how nothing happens twice')
    .argument('[name]', 'a connector, or one of its actions, in full')
    .option('--json', 'print { connectors, capabilities }')
    .addHelpText('after', '\nExample:\n  sop connectors shopify\n  sop connectors stripe.refund --json')
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
