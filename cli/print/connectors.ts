import type { Checked } from '../../domain/check.ts'
import type { ActionDeclaration, EventDeclaration, Vocabulary } from '../../domain/connector.ts'
import type { FieldType } from '../../domain/plan.ts'
import type { CliIo } from '../io.ts'
import { paint, type Paint } from './paint.ts'
import { table } from './table.ts'

type Looks = Pick<CliIo, 'width' | 'colour'>

/** A connector with all that SOPs may name of it. */
export interface ListedConnector {
  readonly name: string
  /** What is off here and what to do about it; null where nothing is. */
  readonly off: NonNullable<Vocabulary['off']>[string] | null
  readonly actions: readonly ActionDeclaration[]
  readonly events: readonly EventDeclaration[]
}

/** Every connector with a line for each action, then what can be asked for without naming who does it. */
export function connectorList(io: Looks, connectors: readonly ListedConnector[], capabilities: NonNullable<Vocabulary['capabilities']>): string {
  const blocks = connectors.map((connector) => [heading(io, connector), table(io, ['action', 'effect', 'not twice', 'taken back by', 'what it does'], connector.actions.map(row))].join('\n'))
  const provided = Object.entries(capabilities).map(([name, by]) => [name, Object.values(by).join(', ')])
  return [...blocks, [paint(io, 'bold', 'by what they are for'), table(io, ['action', 'done by, as the organisation says'], provided)].join('\n'), paint(io, 'dim', 'sop connectors NAME prints one in full')].join('\n\n')
}

const row = (action: ActionDeclaration): readonly string[] => [action.name, action.effect, TWICE[action.idempotency], back(action), action.summary]

const back = ({ compensation }: ActionDeclaration): string => (compensation === null ? '' : (/^(none|by hand)/.exec(compensation)?.[0] ?? compensation))

const heading = (io: Looks, { name, off }: ListedConnector): string => [paint(io, 'bold', name), ...offLines(off)].join('  ')

const offLines = (off: ListedConnector['off']): readonly string[] =>
  [...(off?.actions === undefined ? [] : [`actions are off: ${off.actions}`]), ...(off?.events === undefined ? [] : [`events are off: ${off.events}`])]

const TWICE: Readonly<Record<ActionDeclaration['idempotency'], string>> = {
  'none-needed': '', 'provider-key': 'by its key', 'read-first': 'looks first',
}

/** One connector in full. */
export const connectorText = (io: Looks, connector: ListedConnector): string =>
  [heading(io, connector), ...connector.actions.map((action) => actionText(io, action)), ...connector.events.map((event) => eventText(io, event))].join('\n\n')

const NO_ANSWER: Readonly<Record<ActionDeclaration['retry'], string>> = { transient: 'it is tried again', 'unknown-outcome': 'it is read back before anything else' }
const NOT_TWICE: Readonly<Record<ActionDeclaration['idempotency'], string>> = {
  'none-needed': 'nothing is changed', 'provider-key': 'the business key goes along with every try', 'read-first': 'it looks before every call',
}

/** One action in full. */
export function actionText(io: Looks, action: ActionDeclaration): string {
  const lines: readonly (readonly [string, string])[] = [
    ['takes', action.open === 'all' ? 'what the SOP gives' : fields(action.inputs)],
    ['answers', action.open === undefined ? fields(action.outputs) : 'what the SOP says in "returns"'],
    ['refused as', action.refusals.length === 0 ? 'nothing of its own' : `${action.refusals.map((code) => code.replaceAll('-', '_')).join(', ')}; "on" may route each, else "failed"`],
    ['guard', action.guard ?? 'none needed'],
    ['not twice', NOT_TWICE[action.idempotency]],
    ['read back', action.readBack ?? 'none needed'],
    ['no answer', `${NO_ANSWER[action.retry]} (${action.retry})`],
    ['taken back', action.compensation ?? 'none needed'],
    ['scopes', action.scopes.join(', ') || 'none: the key alone'],
  ]
  return [`${paint(io, 'bold', action.name)} (${action.effect})`, `  ${action.summary}`, ...lines.map(([name, value]) => wrapped(io, name, value))].join('\n')
}

const eventText = (io: Looks, { name, summary, fields: told }: EventDeclaration): string =>
  [`${paint(io, 'bold', name)} (event)`, `  ${summary}`, wrapped(io, 'tells', fields(told))].join('\n')

const COLUMN = 14

/** A name and its text, folded into the width of the terminal behind the name. */
function wrapped(io: Looks, name: string, text: string): string {
  const room = Math.max(30, (io.width ?? 110) - COLUMN)
  const lines = text.split(' ').reduce<readonly string[]>((all, word) => {
    const last = all.at(-1)
    return last === undefined || last.length + 1 + word.length > room ? [...all, word] : [...all.slice(0, -1), `${last} ${word}`]
  }, [])
  return lines.map((line, at) => `${(at === 0 ? `  ${name}` : '').padEnd(COLUMN)}${line}`).join('\n')
}

const fields = (all: Readonly<Record<string, FieldType>>): string => Object.entries(all).map(([name, type]) => `${name} ${shape(type)}`).join(', ') || 'nothing'

/** A type with all that is in it: `text`, `list of { sku text, quantity whole number }`. */
function shape(type: FieldType): string {
  if (typeof type === 'string') return type.replaceAll('_', ' ')
  if ('optional' in type) return `${shape(type.optional)} (optional)`
  if ('list' in type) return `list of ${shape(type.list)}`
  return 'choose' in type ? `one of ${type.choose.join('|')}` : `{ ${fields(type.map)} }`
}

const STATES: Readonly<Record<Checked['state'], readonly [word: string, style: Paint]>> = {
  ok: ['ok', 'green'], off: ['off', 'dim'], refused: ['refused', 'red'], unreachable: ['no answer', 'red'],
}

/** A line for each system: its state, what was seen, what to do. */
export function checksText(io: Looks, checks: readonly Checked[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length))
  return checks.map(({ name, state, message }) => `${name.padEnd(width)}  ${paint(io, STATES[state][1], STATES[state][0].padEnd(9))}  ${message}`).join('\n')
}
