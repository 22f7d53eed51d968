import { CANNOT_REASONS } from '../../domain/event.ts'
import type { FieldProblem } from '../../domain/form.ts'
import { isObject, own, type Json } from '../../domain/json.ts'
import type { FormField } from '../../domain/plan.ts'
import type { TaskCard } from '../../domain/views.ts'
import { VALUE } from './blocks.ts'
import { WHOEVER } from './modal.ts'
import { evidenceBlock, fieldBlock } from './modal-fields.ts'
import type { SlackView } from './shapes.ts'

/** A file that somebody chose in a modal. What it is, Slack says by its name; the bytes are looked at later. */
export interface ChosenFile {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly bytes: number
}

/** What was filled in, as the domain reads a form: values as typed. What a modal does not ask for is missing. */
export interface Filled {
  readonly outcome?: string
  readonly form: Readonly<Record<string, Json>>
  /** Proof by the name of its rule. */
  readonly evidence: Readonly<Record<string, { readonly files: readonly ChosenFile[]; readonly texts: readonly string[] }>>
  readonly reason?: string
  readonly note: string
  readonly summary: string
  readonly reference: string
  /** A person's id; missing for whoever the roster gives it to. */
  readonly to?: string
  /** A length of time as typed, such as `4h`. */
  readonly for?: string
}

/** `view.state.values` of a submission. */
type Values = Readonly<Record<string, unknown>>

/** Reads the state of a modal back by the task that it was made from. Nothing in it is trusted: what is not ours is left out. */
export function readFilled(values: Values, task: Pick<TaskCard, 'form' | 'evidence' | 'outcomes' | 'pauses'>, act: string): Filled {
  const outcome = chosen(values, 'outcome', task.outcomes)
  const reason = chosen(values, 'reason', act === 'pause' ? (task.pauses ?? []) : CANNOT_REASONS)
  const to = choiceOf(stateOf(values, 'to'))
  const limit = textOf(stateOf(values, 'for')).trim()
  return {
    form: readFields(values, task.form), evidence: readProofs(values, task.evidence ?? []),
    note: textOf(stateOf(values, 'note')).trim(), summary: textOf(stateOf(values, 'summary')).trim(), reference: textOf(stateOf(values, 'reference')).trim(),
    ...(outcome === undefined ? {} : { outcome }), ...(reason === undefined ? {} : { reason }), ...(to === undefined || to === WHOEVER ? {} : { to }), ...(limit === '' ? {} : { for: limit }),
  }
}

/** A form's values as typed; empty fields are left out. */
export const readFields = (values: Values, fields: readonly FormField[]): Readonly<Record<string, Json>> =>
  Object.fromEntries(fields.flatMap((field, index): [string, Json][] => {
    const value = valueOf(stateOf(values, fieldBlock(index)), field)
    return value === undefined ? [] : [[field.name, value]]
  }))

type State = Readonly<Record<string, unknown>>

function stateOf(values: Values, block: string): State {
  const of = own(values, block)
  const state = isObject(of) ? own(of, VALUE) : undefined
  return isObject(state) ? state : {}
}

const textOf = ({ value }: State): string => (typeof value === 'string' ? value : '')

const choiceOf = ({ selected_option: option }: State): string | undefined => (isObject(option) && typeof option['value'] === 'string' ? option['value'] : undefined)

const nameAt = (names: readonly string[], index: string | undefined): string | undefined => (index !== undefined && /^\d{1,5}$/.test(index) ? names[Number(index)] : undefined)

const chosen = (values: Values, block: string, names: readonly string[]): string | undefined => nameAt(names, choiceOf(stateOf(values, block)))

function valueOf(state: State, { type }: FormField): Json | undefined {
  switch (type.kind) {
    case 'choose': return nameAt(type.options, choiceOf(state))
    case 'choose_many': return many(state, type.options)
    case 'yes_no': return choiceOf(state)
    case 'date': return typeof state['selected_date'] === 'string' ? state['selected_date'] : undefined
    case 'text': return textOf(state) === '' ? undefined : textOf(state)
    default: return textOf(state).trim() === '' ? undefined : textOf(state).trim()
  }
}

function many({ selected_options: options }: State, names: readonly string[]): Json | undefined {
  const list: readonly unknown[] = Array.isArray(options) ? options : []
  const found = list.map((option) => nameAt(names, isObject(option) && typeof option['value'] === 'string' ? option['value'] : undefined))
  return found.length === 0 ? undefined : found.filter((name) => name !== undefined)
}

function readProofs(values: Values, wanted: NonNullable<TaskCard['evidence']>): Filled['evidence'] {
  return Object.fromEntries(wanted.map((one, index) => {
    const state = stateOf(values, evidenceBlock(index))
    const files: readonly unknown[] = Array.isArray(state['files']) ? state['files'] : []
    const texts = textOf(state).split('\n').map((line) => line.trim()).filter((line) => line !== '')
    return [one.name, { files: files.flatMap(fileOf), texts }]
  }))
}

function fileOf(file: unknown): readonly ChosenFile[] {
  if (!isObject(file) || typeof file['id'] !== 'string' || !/^[A-Z0-9]{1,30}$/.test(file['id'])) return []
  const { id, name, mimetype, size } = file
  return [{ id, name: typeof name === 'string' ? name : id, type: typeof mimetype === 'string' ? mimetype : '', bytes: typeof size === 'number' ? size : 0 }]
}

const LONGEST_ERROR = 2_000

/**
 * Problems at the blocks of the modal that they belong to. What belongs to none of them stands at the first, so that nothing is
 * refused without being said; undefined when the modal asks for nothing, and it has to be said another way.
 */
export function errorsAt(problems: readonly FieldProblem[], view: Pick<SlackView, 'blocks'>, task: { readonly form: readonly FormField[]; readonly evidence?: TaskCard['evidence'] }): Readonly<Record<string, string>> | undefined {
  const inputs = view.blocks.filter(({ type }) => type === 'input').map((block) => String(block['block_id']))
  const [first] = inputs
  if (first === undefined || problems.length === 0) return undefined
  const errors: Record<string, string> = {}
  for (const { field, message } of problems) {
    const known = blockOf(field, task)
    const block = inputs.includes(known) ? known : first
    errors[block] = (errors[block] === undefined ? message : `${errors[block]}; ${message}`).slice(0, LONGEST_ERROR)
  }
  return errors
}

function blockOf(field: string, { form, evidence = [] }: { readonly form: readonly FormField[]; readonly evidence?: TaskCard['evidence'] }): string {
  const index = form.findIndex(({ name }) => name === field)
  if (index >= 0) return fieldBlock(index)
  const proof = evidence.findIndex(({ name }) => `evidence.${name}` === field)
  return proof >= 0 ? evidenceBlock(proof) : field
}
