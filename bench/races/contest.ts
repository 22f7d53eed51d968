import type { Command } from '../../domain/event.ts'
import type { Plan } from '../../domain/plan.ts'
import { aField, anOrganisation, aPlan, aTask, elapsed, HOUR, tellAfter } from '../../test/harness/plans.ts'

/** What is done to a step at one instant by people who all saw the same of it. */
export type Word = 'complete' | 'escalate' | 'handoff' | 'pause'
export const WORDS: readonly Word[] = ['complete', 'escalate', 'handoff', 'pause']

/** One of those who are after the same step. */
export interface Rival {
  readonly word: Word
  readonly by: string
  readonly commandId: string
  /** For `handoff`. */
  readonly to: string
}

/** A step, what is special about it, and who is after it. */
export interface Contest {
  /** The first level makes somebody else accountable. */
  readonly takesOver: boolean
  /** Finishing leads on to another step; else it ends the case. */
  readonly goesOn: boolean
  /** The first level is due at the very instant. */
  readonly due: boolean
  /** Somebody has taken the step, and is at two windows at once. */
  readonly claimed: boolean
  readonly rivals: readonly Rival[]
}

export const HOLDER = 'ana'
const PEOPLE = [HOLDER, 'bo', 'dana', 'olu']

/** Two or three are after one thing, and up to one after each of the others; `id` tells the races apart. */
export function draw(numbers: () => number, id: string): Contest {
  const upTo = (most: number): number => Math.floor(numbers() * (most + 1))
  const claimed = upTo(3) === 0
  const main = WORDS[upTo(3)] ?? 'complete'
  const words = WORDS.flatMap((word) => Array.from({ length: word === main ? 2 + upTo(1) : upTo(1) }, () => word))
  const rivals = words.map((word, index): Rival => ({
    word, by: claimed && word !== 'escalate' ? HOLDER : (PEOPLE[upTo(3)] ?? HOLDER), commandId: `${id}-${index}`, to: ['bo', 'dana', 'olu'][upTo(2)] ?? 'bo',
  }))
  return { takesOver: upTo(1) === 0, goesOn: upTo(1) === 0, due: upTo(2) === 0, claimed, rivals }
}

export const organisation = anOrganisation()

/** The SOP of a contest; its first level is due `afterMs` from the start, or later than any race lasts. */
export function planOf({ takesOver, goesOn, due }: Contest, sop: string, afterMs: number): Plan {
  const levels = [tellAfter(due ? afterMs : 10 * HOUR, 'lead', takesOver), tellAfter(10 * HOUR, 'chief', true)]
  return aPlan([
    aTask('look', { form: [aField('note')], sla: { finish: elapsed(40 * HOUR) }, escalate: { levels }, routes: { done: goesOn ? { to: 'then' } : { finish: 'done' } } }),
    aTask('then'),
  ], { sop, version: sop, pauses: { waiting: { within: elapsed(2 * HOUR) } } })
}

/** What all of them saw. */
export interface Picture {
  readonly instance: string
  readonly epoch: number
  readonly level: number
}

/** The rival's command, as it is sent with what was seen. */
export function commandOf({ word, by, commandId, to }: Rival, { level, ...seen }: Picture): Command {
  const common = { commandId, by, via: 'console', step: 'look', ...seen } as const
  switch (word) {
    case 'complete': return { ...common, do: 'complete', outcome: 'done', form: { note: commandId } }
    case 'escalate': return { ...common, do: 'escalate', level }
    case 'handoff': return { ...common, do: 'handoff', to, summary: `half done, ${commandId}` }
    case 'pause': return { ...common, do: 'pause', reason: 'waiting' }
  }
}
