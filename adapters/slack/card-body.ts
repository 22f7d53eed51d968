import { isModest, isObject, type Json } from '../../domain/json.ts'
import type { FieldType } from '../../domain/plan.ts'
import type { ShownFact, TaskCard } from '../../domain/views.ts'
import { context, fields, section } from './blocks.ts'
import { age, at, type Reader } from './reader.ts'
import type { Part } from './shapes.ts'
import { mark, under, type Piece } from './text.ts'
import { sayValue } from '../words.ts'
import { say, sayAction, sayFirst, sayHandedOn } from '../../domain/words.ts'

const MOST_FACTS = 8
/** So that one fact, or one check, leaves room for the others. */
const LONGEST_VALUE = 1_000

/** What is known, each with the system it comes from and its age. */
export function factBlocks(task: TaskCard, reader: Reader): readonly Part[] {
  if (task.facts.length === 0) return []
  const shown = task.facts.slice(0, MOST_FACTS).map((fact) => factOf(fact, reader))
  const more = task.facts.length - MOST_FACTS
  return [fields(shown), ...(more > 0 ? [context([`${more} more ${more === 1 ? 'fact stands' : 'facts stand'} in the browser.`])] : [])]
}

function factOf(fact: ShownFact, reader: Reader): readonly Piece[] {
  const source = fact.source === null ? [] : [mark('\n'), fact.source.slice(0, 100), ...(fact.at === null ? [] : [', ', age(fact.at, reader)])]
  return [...under(sayFirst(fact.label.slice(0, 200)), ...valueOf(fact, reader)), ...source]
}

function valueOf({ value, type }: ShownFact, reader: Reader): readonly Piece[] {
  if (typeof value === 'number' && isInstant(type)) return [at(value, reader)]
  return [shownValue(value, reader.locale)]
}

/** A value in words, short enough to leave room beside it. */
const shownValue = (value: Json, locale: string): string => (isModest(value) ? sayValue(value, locale) : 'more than can be shown here').slice(0, LONGEST_VALUE)

const isInstant = (type: FieldType): boolean => type === 'instant' || (isObject(type) && 'optional' in type && type['optional'] === 'instant')

/** The four questions of a step in the order they have everywhere: do, check, if wrong, escalates. */
export function questionBlocks(task: TaskCard, reader: Reader): readonly Part[] {
  return [
    ...troubleOf(task), ...suggestionOf(task, reader),
    section(under('Do', task.do)),
    section(under('Check', ...checksOf(task))),
    section(under('If wrong', task.ifWrong)),
    section(under('Escalates', task.escalates.slice(0, LONGEST_VALUE), ...nextOf(task, reader))),
  ]
}

/** What is to be looked at, as a list. */
export function checksOf({ check }: Pick<TaskCard, 'check'>): readonly Piece[] {
  if (check.length === 0) return ['Nothing besides.']
  return check.flatMap((text, index) => [...(index === 0 ? [] : [mark('\n')]), mark('• '), text.slice(0, LONGEST_VALUE)])
}

function nextOf({ next }: TaskCard, reader: Reader): readonly Piece[] {
  return next ? [mark('\n'), 'Next: ', next.what.slice(0, LONGEST_VALUE), ', ', at(next.at, reader)] : []
}

function troubleOf({ problem }: TaskCard): readonly Part[] {
  if (!problem) return []
  const where = `Step: ${sayFirst(problem.step)}. Code: ${problem.code}`.slice(0, LONGEST_VALUE)
  return [section(under('What happened', problem.message.slice(0, 2_000), mark('\n'), where))]
}

function suggestionOf({ suggestion }: TaskCard, reader: Reader): readonly Part[] {
  if (!suggestion) return []
  const lines = Object.entries(suggestion.input).slice(0, 20).flatMap(([name, value]) => [mark('\n'), `${sayFirst(name).slice(0, 100)}: ${shownValue(value, reader.locale).slice(0, 300)}`])
  return [section(under(sayAction(suggestion.action).slice(0, 200), 'This is what would be done.', ...lines))]
}

/** What happened to the task before the reader came to it: why its clock stands still, how it was handed on, who approved it. */
export function soFarBlocks(task: TaskCard, reader: Reader): readonly Part[] {
  const { paused, handedOn, approvals, notFor, shift } = task
  const { nameOf } = reader
  const asked = shift?.answerBy !== undefined && task.claimedBy === reader.me ? shift.answerBy : undefined
  return [
    ...(paused ? [section([`Paused by ${nameOf(paused.by)}: ${say(paused.reason)}. Its clock stands still until it is resumed, at the latest `, at(paused.until, reader), '.'])] : []),
    ...(handedOn ? [section([`${sayHandedOn(handedOn, nameOf(handedOn.by))}, `, age(handedOn.at, reader), `: ${handedOn.summary}`])] : []),
    ...(approvals ? [section([approvalWords(approvals, nameOf)])] : []),
    ...(notFor && notFor.length > 0 ? [context([`Somebody else than ${notFor.map(nameOf).join(', ')} has to do this.`])] : []),
    ...(asked === undefined ? [] : [section([`${shift?.because ?? 'Your shift has ended'}. Stay with this, or hand it over; without an answer it goes to whoever is on then, `, at(asked, reader), '.'])]),
  ]
}

function approvalWords({ need, of, given }: NonNullable<TaskCard['approvals']>, nameOf: Reader['nameOf']): string {
  const by = given.length > 0 ? ` Approved by ${given.map((one) => nameOf(one.by)).join(', ')}.` : ''
  return `Needs ${need} approvals from ${of.map(say).join(', ')}; it has ${given.length}.${by}`
}
