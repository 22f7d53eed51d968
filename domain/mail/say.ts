import type { FormField } from '../plan.ts'
import type { TaskCard } from '../views.ts'
import { SETTLE_WORDS } from '../task-words.ts'
import { say, sayFirst } from '../words.ts'

/** One way to answer a step. `value` stands in addresses: an outcome by its name, everything else after a `!`, which no name has. */
export interface Choice {
  readonly value: string
  readonly words: string
  readonly help?: string
}

const SETTLING: Readonly<Record<'retry' | 'done_by_hand' | 'give_up', Omit<Choice, 'value'>>> = {
  retry: { words: SETTLE_WORDS.retry, help: 'The cause is gone. It is looked at first whether it already happened.' },
  done_by_hand: { words: SETTLE_WORDS.done_by_hand, help: 'Give the number under which it was done; the case goes on from there.' },
  give_up: { words: SETTLE_WORDS.give_up, help: 'It must not be done at all. The case may end as abandoned.' },
}

const CANNOT: Choice = { value: '!cannot', words: 'I cannot do this', help: 'Say why, and somebody else gets it.' }

/** Every way to answer a step by a page, the plain good one first. */
export function choicesOf({ kind, outcomes, choices = ['retry', 'done_by_hand', 'give_up'] }: Pick<TaskCard, 'kind' | 'outcomes' | 'choices'>): readonly Choice[] {
  switch (kind) {
    case 'task': return [...outcomes.map((outcome) => ({ value: outcome, words: sayFirst(outcome) })), CANNOT]
    case 'exception': return choices.map((choice) => ({ value: `!${choice}`, ...SETTLING[choice] }))
    case 'suggestion': return [{ value: '!yes', words: 'Yes, do it' }, { value: '!no', words: 'No, do not', help: 'Say why not.' }]
    case 'question': return [{ value: '!answer', words: 'Answer' }, CANNOT]
  }
}

/** What stands behind a field's label where no outcome is chosen yet: nothing when every one needs it. */
export function needOfField({ required }: FormField): string {
  if (required === true) return ''
  return required !== false && required.length > 0 ? `needed for ${required.map(say).join(', ')}` : 'optional'
}

/** Words that need a clock, a zone or a locale; whoever has them gives them. Instants and lengths are milliseconds. */
export interface ReaderWords {
  /** `type` is a fact's type: an instant is shown as a time. */
  value(value: unknown, type?: unknown): string
  /** `due in 1 h 40 min`, `40 min past due`. */
  due(at: number): string
  /** `Tue 14:00`, with the date when it is far. */
  exactly(at: number): string
  /** `3 min ago`. */
  ago(at: number): string
}

/** Who reads, and when. `now` is the present on the case's clock, epoch milliseconds. */
export interface WordsFor {
  readonly zone: string
  readonly locale: string
  readonly now: number
}

/** Control characters that are no line break, halves of pairs, and marks that turn or hide the text around them. */
const UNFIT = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\p{Cs}\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu

/** Text as it may be shown: what could hide or turn other text becomes a space. */
export const shown = (text: string): string => text.replaceAll(UNFIT, ' ')

/** The same in one line of at most `max` characters; a cut ends in `…`. */
export function oneLine(text: string, max: number): string {
  const line = shown(text.slice(0, max * 4)).replaceAll(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length <= max ? line : `${characters.slice(0, max - 1).join('').trimEnd()}…`
}

/** The same in several lines. */
export function lines(text: string, max: number): string {
  const whole = shown(text).trim()
  return whole.length <= max ? whole : `${whole.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`
}
