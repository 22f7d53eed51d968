import { capabilityIn, providerOf } from '../domain/capability.ts'
import type { ConnectorOff } from '../domain/connector.ts'
import type { Context } from './context.ts'
import { quoted } from './nearest.ts'
import type { Path } from './places.ts'

/** An action or event that a SOP names, and where. */
export interface Use {
  readonly kind: 'action' | 'event'
  readonly name: string
  readonly path: Path
}

/** Warns once of each connector that the SOP needs and that the installation is not connected to, at the place that needs it first. */
export function warnOfOff(context: Context, uses: readonly Use[]): void {
  for (const [connector, off] of Object.entries(context.world.vocabulary.off ?? {})) {
    const needed = uses.filter((use) => connectorOf(use, context) === connector && off[SIDE[use.kind]] !== undefined)
    const [first] = needed.map(({ path }) => context.parsed.places.span(path)).sort((one, other) => one.start - other.start)
    if (first) context.report.add('SOP440', told(connector, needed), first, remedies(off, needed))
  }
}

const SIDE = { action: 'actions', event: 'events' } as const

const connectorOf = ({ kind, name }: Use, { world: { vocabulary, organisation } }: Context): string | undefined =>
  kind === 'event' ? capabilityIn(name) : providerOf(name, vocabulary, organisation?.systems ?? {})?.connector

function told(connector: string, needed: readonly Use[]): string {
  const [events, actions] = [namesOf(needed, 'event'), namesOf(needed, 'action')]
  const lost = [
    ...(events.length > 0 ? [`nothing brings ${quoted(events)}`] : []),
    ...(actions.length > 0 ? [`${quoted(actions)} ${actions.length > 1 ? 'go' : 'goes'} to the owner`] : []),
  ]
  return `this installation is not connected to "${connector}": ${lost.join(', and ')}`
}

const namesOf = (needed: readonly Use[], kind: Use['kind']): readonly string[] =>
  [...new Set(needed.flatMap((use) => (use.kind === kind ? [use.name] : [])))]

const remedies = (off: ConnectorOff, needed: readonly Use[]): string => {
  const parts = needed.flatMap(({ kind }) => {
    const remedy = off[SIDE[kind]]
    return remedy === undefined ? [] : [needed.some((use) => use.kind !== kind) ? `${SIDE[kind]}: ${remedy}` : remedy]
  })
  return [...new Set(parts)].join('; ')
}
