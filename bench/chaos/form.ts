import type { FormField } from '../../domain/plan.ts'
import type { Json } from '../../domain/json.ts'
import { chance, oneOf } from './chance.ts'
import type { Opened } from './opening.ts'
import { dayIn } from './openings.ts'

/** What the clerk sees of an open task, as `GET /api/tasks` gives it. */
export interface Task {
  readonly caseId: string
  readonly sop: string
  readonly step: string
  readonly instance: string
  readonly epoch: number
  readonly visit: number
  readonly kind: 'task' | 'exception' | 'suggestion' | 'question'
  readonly forWhom: string
  readonly assignee: string | null
  readonly form: readonly FormField[]
  readonly outcomes: readonly string[]
  readonly notFor?: readonly string[]
  readonly choices?: readonly string[]
  readonly problem?: { readonly code: string; readonly message: string }
  readonly evidence?: readonly { readonly name: string; readonly kind: 'photo' | 'file' | 'link' | 'scan'; readonly atLeast: number; readonly required: boolean | readonly string[]; readonly unless: boolean }[]
  readonly approvals?: { readonly of: readonly string[]; readonly given: readonly { readonly by: string }[] }
  readonly climbs?: { readonly at: string | null; readonly level?: number }
}

/** By what an answer is drawn: the same try at the same task gives the same answer. */
export interface Draw {
  readonly seed: number
  readonly key: string
  /** How often the task was answered in vain. */
  readonly tries: number
}

/** Outcomes that only lead round in circles are taken rarely, those that end a case early not always. */
const RARE = /^(unclear|missing|vague|incomplete|back|again|too_late|nothing|open|foreign|theft|suspicious|take_over|discontinued|over_authority|cancel_and_refund|none_open|ask_risk|refuse|not_reached|nowhere|silent|elsewhere|sends_back)$/

/** One of the outcomes; those that are tried in vain are followed by others. */
export function outcomeOf({ outcomes, step, visit }: Task, { seed, key, tries }: Draw): string {
  const often = outcomes.filter((outcome) => !RARE.test(outcome))
  const rare = chance(seed, key, step, visit, 'rare') < 0.12 && visit < 2
  const first = rare || often.length === 0 ? outcomes : often
  return tries < 2 ? oneOf(first, seed, key, step, visit) : (outcomes[tries % outcomes.length] ?? '')
}

/** Everything that this outcome needs, and a little of the rest. */
export function formOf(task: Task, outcome: string, opened: Opened | undefined, draw: Draw): Readonly<Record<string, Json>> {
  const needed = task.form.filter(({ required }) => (typeof required === 'boolean' ? required : required.includes(outcome)))
  return Object.fromEntries(needed.map((field) => [field.name, valueOf(field, task, opened, draw)]))
}

/** Names of fields whose value is not any text. */
const KNOWN: Readonly<Record<string, (opened: Opened | undefined, draw: Draw) => Json>> = {
  order_id: (opened) => opened?.orderId ?? 'gid://shopify/Order/1',
  tracking_code: (opened, { key }) => opened?.tracking ?? `1ZNEW${Math.floor(chance(key, 'code') * 1e9)}`,
  tracking: (opened, { key }) => opened?.tracking ?? `1ZNEW${Math.floor(chance(key, 'code') * 1e9)}`,
  sku: (opened) => `SKU-${opened?.orderName.slice(2) ?? ''}`,
  country: () => 'US', zip: () => '60602', state: () => 'IL', province: () => 'IL', city: () => 'Chicago', address1: () => '5 Lake St', street1: () => '5 Lake St',
  // Both counts of one bin are the same, and whoever counts again finds what there is.
  count_1: (_, { key }) => oneOf([20, 17], key, 'count'), count_2: (_, { key }) => oneOf([20, 17], key, 'count'),
  firm_date: () => dayIn(9), next_update: () => dayIn(4), back_on: () => dayIn(5),
  unsafe: () => false, forwarder: () => false, claims_180d: () => 0, same_sku_30d: () => 1, earlier_claims: () => 0, new_account: () => false, price_up: () => 0, part_quantity: () => 0, quantity: () => 1,
  oversells: () => 0, week_percent: () => '0.50', duties: () => ({ amount: '1.00', currency: 'USD' }),
}

function valueOf({ name, type }: FormField, task: Task, opened: Opened | undefined, draw: Draw): Json {
  const known = draw.tries < 4 && Object.hasOwn(KNOWN, name) ? KNOWN[name]?.(opened, draw) : undefined
  if (known !== undefined) return known
  const words = [draw.seed, draw.key, task.step, name, task.visit, draw.tries] as const
  switch (type.kind) {
    case 'text': case 'scan': return `${name.replaceAll('_', ' ')} ${Math.floor(chance(...words) * 1e6)}`.slice(0, type.kind === 'text' ? type.max : 40)
    case 'whole_number': return Math.min(type.max ?? 20, Math.max(type.min ?? 0, oneOf([1, 5, 20], ...words)))
    case 'decimal': return type.min ?? '1.00'
    case 'money': return { amount: oneOf(['1.00', '2.00', '3.50'], ...words), currency: type.currency }
    case 'yes_no': return chance(...words) < 0.7
    case 'date': return dayIn(6)
    case 'choose': return oneOf(type.options, ...words)
    case 'choose_many': return type.options.slice(0, 1)
  }
}
