import { isObject } from '../../domain/json.ts'
import type { TaskCard } from '../../domain/views.ts'
import { LIMITS } from './limits.ts'

/** Which step a click is about, as it was seen. All that a button carries; whatever else counts is looked up. */
export interface Reference {
  readonly caseId: string
  readonly step: string
  readonly instance: string
  readonly epoch: number
}

/** What can be done with a step from Slack. Those of the second list open a modal first. */
export const DIRECT_ACTS = ['claim', 'release', 'resume', 'stay', 'retry', 'give_up', 'yes'] as const
/** @see DIRECT_ACTS */
export const MODAL_ACTS = ['finish', 'by_hand', 'no', 'answer', 'handoff', 'pause', 'cannot', 'another_way', 'sop_wrong'] as const

/** @see DIRECT_ACTS */
export type DirectAct = (typeof DIRECT_ACTS)[number]
/** @see DIRECT_ACTS */
export type ModalAct = (typeof MODAL_ACTS)[number]

/** The action id of a button that only opens a page; Slack tells us of it all the same. */
export const OPEN = 'open'
/** The action id of the menu behind the three dots. */
export const MORE = 'more'
const OUTCOME = 'outcome:'

/** The action id of the button that finishes a step in one way. */
export const outcomeAction = (outcome: string): string => `${OUTCOME}${outcome}`
/** The outcome that an action id names; undefined for the id of something else. */
export const outcomeIn = (actionId: string): string | undefined =>
  (actionId.startsWith(OUTCOME) ? actionId.slice(OUTCOME.length) : undefined)

/** The reference as a button's value; undefined when it is too long for one, which a card then has no buttons for. */
export function writeReference({ caseId, step, instance, epoch }: Pick<TaskCard, keyof Reference>): string | undefined {
  const text = JSON.stringify({ c: caseId, s: step, i: instance, e: epoch })
  return text.length <= LIMITS.value ? text : undefined
}

/** Reads a button's value; undefined for what none of our buttons carries. */
export function readReference(text: unknown): Reference | undefined {
  if (typeof text !== 'string' || text.length > LIMITS.metadata) return undefined
  const { c, s, i, e } = parsed(text)
  if (typeof c !== 'string' || typeof s !== 'string' || typeof i !== 'string') return undefined
  if (typeof e !== 'number' || !Number.isSafeInteger(e)) return undefined
  // A NUL is in no name of ours, and no database takes it.
  return `${c}${s}${i}`.includes('\0') ? undefined : { caseId: c, step: s, instance: i, epoch: e }
}

/** JSON that is an object; anything else is an empty one. */
export function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
