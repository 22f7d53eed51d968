import { CANNOT_REASONS, REMARKS, type CaseCommand, type Command } from '../event.ts'
import { isModest, isObject, type JsonObject } from '../json.ts'
import type { Refusal } from '../refusal.ts'

/** Names and ids go into columns and keys: short, and without what a database cannot hold. */
const isName = (value: unknown): boolean => typeof value === 'string' && /^[^\u0000-\u001f\ud800-\udfff]{1,500}$/u.test(value)

const LONGEST_TEXT = 4_000

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST_TEXT

const isReason = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && value.length <= 2_000

/** Updates can be sent by anything that reaches the engine: what is no command must not reach the rules. */
export function misshapen(command: unknown): Refusal | undefined {
  const message = isObject(command) && isModest(command) ? mistakeIn(command) : 'a command is a map of moderate size'
  return message === undefined ? undefined : { code: 'bad-command', message }
}

function mistakeIn(command: JsonObject): string | undefined {
  const word = String(command['do'])
  if (!isName(command['commandId']) || !isName(command['by']) || !isName(command['via'])) return 'a command needs commandId, by and via as text'
  if (word === 'recalculate') return isReason(command['because']) ? undefined : 'say because of what the clocks are recalculated, in at most 2,000 characters'
  if (word === 'roster_changed') return mistakeInChange(command)
  if (word === 'cancel') return isReason(command['because']) ? undefined : 'say because of what the case is cancelled, in at most 2,000 characters'
  if (!Object.hasOwn(MISTAKES, word)) return `a case cannot "${word}"; it can ${Object.keys(MISTAKES).join(', ')}, cancel, recalculate, roster_changed`
  if (!isName(command['step'])) return 'say for which step the command is'
  return MISTAKES[word as keyof typeof MISTAKES](command)
}

function mistakeInChange({ roster, person, what }: JsonObject): string | undefined {
  if (!isName(roster ?? person)) return 'say which roster was changed, or which person is away'
  return what === undefined || isText(what) ? undefined : `what was changed is text of at most ${LONGEST_TEXT} characters`
}

type Mistake = (command: JsonObject) => string | undefined

const seenLevel: Mistake = ({ level }) => (Number.isSafeInteger(level) && Number(level) >= 0 ? undefined : 'level is the whole number of the level that you see')

/** What can be wrong with the shape of each command on a step. */
const MISTAKES: Readonly<Record<Exclude<Command['do'], CaseCommand['do']>, Mistake>> = {
  complete({ outcome, form, evidence }) {
    const fits = typeof outcome === 'string' && isObject(form) && (evidence === undefined || isObject(evidence))
    return fits ? undefined : 'a completion needs an outcome, a form, and evidence as a map'
  },
  claim: () => undefined,
  release: () => undefined,
  cannot({ reason, note }) {
    if (!CANNOT_REASONS.some((known) => known === reason)) return `give a reason: ${CANNOT_REASONS.join(', ')}`
    return isText(note) ? undefined : `a note is text of at most ${LONGEST_TEXT} characters`
  },
  settle({ choice, reference, form, roles }) {
    if (!['retry', 'done_by_hand', 'give_up'].includes(String(choice))) return 'choose retry, done_by_hand or give_up'
    if (roles !== undefined && !(Array.isArray(roles) && roles.every(isName))) return 'roles are a list of names'
    return isText(reference) && isObject(form) ? undefined : 'settling needs a reference and a form'
  },
  pause({ reason, forMs }) {
    if (!isName(reason)) return 'say for which reason it is paused'
    return forMs === undefined || (typeof forMs === 'number' && Number.isSafeInteger(forMs) && forMs > 0) ? undefined : 'forMs is a whole number of milliseconds above 0'
  },
  resume: () => undefined,
  stay: () => undefined,
  escalate: seenLevel,
  deescalate: seenLevel,
  decline: ({ note }) => (isText(note) ? undefined : `a note is text of at most ${LONGEST_TEXT} characters`),
  handoff: ({ to, summary }) => ((to === undefined || isName(to)) && isText(summary) ? undefined : 'a handoff needs a summary, and a person where it says to'),
  confirm: ({ yes, note }) => (typeof yes === 'boolean' && isText(note) ? undefined : 'a confirmation needs yes as true or false, and a note'),
  remark({ kind, note }) {
    if (!REMARKS.some((known) => known === kind)) return `say what the remark is about: ${REMARKS.join(', ')}`
    return isText(note) ? undefined : `a note is text of at most ${LONGEST_TEXT} characters`
  },
  answer: ({ form }) => (isObject(form) ? undefined : 'an answer needs a form'),
}
