import { capabilityIn } from './capability.ts'
import type { ActionDeclaration } from './connector.ts'
import { ConnectorError } from './ports.ts'

/** Something that the key may not do although actions need it. */
export interface MissingScope {
  /** In the vendor's words. */
  readonly scope: string
  /** The actions that need it; none where something besides SOPs does. */
  readonly actions: readonly string[]
}

/** What a look at an outside system found. */
export interface Found {
  /** Whose it is, as one clause: `the shop "Harbour Goods"`. */
  readonly account: string
  readonly missing: readonly MissingScope[]
  /** What to do about what is missing, as one clause. */
  readonly remedy?: string
  /** What can only be seen by changing something, as one clause. */
  readonly unseen?: string
}

/** An outside system that can be looked at. `look` changes nothing there and throws `ConnectorError`. */
export interface Checkable {
  readonly name: string
  /** Which settings are missing and what to do, as one clause; then nothing is looked at. */
  readonly off?: string
  /** The same of the events that it would tell us of. */
  readonly eventsOff?: string
  readonly look: (signal: AbortSignal) => Promise<Found>
}

/** Outside systems that can be looked at; `check` answers nothing for a name that is none. */
export interface OutsideChecks {
  /** Every one, in the order in which they are shown. */
  readonly names: readonly string[]
  /** Looks at one, changing nothing there. */
  check(name: string): Promise<Checked> | undefined
}

/** What a check came to. `message` is one sentence for people; `missing` says more where the key lacks rights. */
export interface Checked {
  readonly name: string
  /** `off`: settings are missing. `refused`: it does not let us do what SOPs need. `unreachable`: it gave no answer. */
  readonly state: 'ok' | 'off' | 'refused' | 'unreachable'
  readonly message: string
  readonly missing: readonly MissingScope[]
}

/** The check of an outside system, which gets so many milliseconds. Throws nothing for what went wrong there. */
export async function checked({ name, off, eventsOff, look }: Checkable, patienceMs = 20_000): Promise<Checked> {
  if (off !== undefined) return { name, state: 'off', message: `switched off: ${off}`, missing: [] }
  try {
    const { account, missing, remedy, unseen } = await look(AbortSignal.timeout(patienceMs))
    if (missing.length > 0) return { name, state: 'refused', message: `${account} lets us in, but not for ${missing.map(spoken).join(', ')}${remedy === undefined ? '' : `: ${remedy}`}`, missing }
    const more = [...(unseen === undefined ? [] : [unseen]), ...(eventsOff === undefined ? [] : [`its events are off: ${eventsOff}`])]
    return { name, state: 'ok', message: [account, ...more].join('; '), missing: [] }
  } catch (error) {
    return { name, ...failed(error), missing: [] }
  }
}

const MOST_NAMED = 3

const spoken = ({ scope, actions }: MissingScope): string => {
  const rest = actions.length - MOST_NAMED
  return actions.length === 0 ? scope : `${scope} (${actions.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''})`
}

function failed(error: unknown): Pick<Checked, 'state' | 'message'> {
  // Settings that are no address or no login at all.
  if (error instanceof RangeError) return { state: 'refused', message: error.message }
  if (!(error instanceof ConnectorError)) throw error
  if (error.code === 'secret-missing') return { state: 'off', message: `switched off: ${error.message}` }
  const again = error.failure === 'transient' || error.failure === 'unknown-outcome'
  return { state: again ? 'unreachable' : 'refused', message: error.message.replace('; it is tried again', '') }
}

/** What actions of a connector need and the key does not have; `has` answers for one scope. */
export function missingScopes(actions: readonly ActionDeclaration[], connector: string, has: (scope: string) => boolean): readonly MissingScope[] {
  const ours = actions.filter(({ name }) => capabilityIn(name) === connector)
  return [...new Set(ours.flatMap(({ scopes }) => scopes))].filter((scope) => !has(scope))
    .map((scope) => ({ scope, actions: ours.filter(({ scopes }) => scopes.includes(scope)).map(({ name }) => name) }))
}
