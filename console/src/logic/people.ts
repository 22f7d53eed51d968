import type { Json } from '../../../domain/json.ts'
import type { PersonRow, StoryLine } from '../wire.ts'
import { say, sayAction, sayOpener } from '../../../domain/words.ts'

/** The ids in a `to` of a story's line, whether one or a list. */
export function peopleIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

/** A person's name, or the id when the organisation no longer knows them. */
export const nameOf = (id: string, people: readonly PersonRow[]): string => people.find((person) => person.id === id)?.name ?? id

/** Who acted: a name, `Evenkeel` for the engine and its clock, or the system that told us. */
export function actorName(actor: string, people: readonly PersonRow[]): string {
  const colon = actor.indexOf(':')
  const [kind, id] = colon < 0 ? [actor, ''] : [actor.slice(0, colon), actor.slice(colon + 1)]
  if (kind === 'person') return nameOf(id, people)
  if (kind === 'integration') return sayOpener(actor)
  return kind === 'engine' || kind === 'timer' ? 'Evenkeel' : nameOf(actor, people)
}

/**
 * The sentence with names where the record has ids: only ids that the line itself is about, so no other word changes. `title`
 * stands in for the step's id where the record names the step by its id alone.
 */
export function withNames(line: StoryLine, people: readonly PersonRow[], title?: string): string {
  const colon = line.actor.indexOf(':')
  const ids = new Set([line.actor.slice(colon + 1), ...peopleIn(line.detail['to']), ...peopleIn(line.detail['ownerBefore']), ...namedIn(line.detail['because']), ...namedIn(line.detail['why'])])
  const text = inShopWords(line)
  const named = title && line.step && line.detail['title'] === undefined ? text.replace(word(line.step), `$1${plain(title)}`) : text
  return namesFor([...ids], named, people)
}

const NAMING = [/^(\S+) escalated it by hand$/, /^the acknowledgement of (\S+) expired$/, /^(\S+) will not do it$/, /^(?:acknowledged by )(\S+)$/]

/** The id in a reason that an escalation gives. */
function namedIn(reason: Json | undefined): readonly string[] {
  return typeof reason === 'string' ? NAMING.flatMap((words) => words.exec(reason)?.[1] ?? []) : []
}

/** The text with names for these ids, where they stand as words of their own. */
export function namesFor(ids: readonly (string | null)[], text: string, people: readonly PersonRow[]): string {
  return people.filter((person) => ids.includes(person.id)).reduce((said, { id, name }) => said.replace(word(id), `$1${plain(name)}`), text)
}

/** Titles of steps by id, as far as the story has them. */
export const titlesIn = (story: readonly StoryLine[]): ReadonlyMap<string, string> =>
  new Map(story.flatMap(({ step, detail }) => (step !== null && typeof detail['title'] === 'string' ? [[step, detail['title']] as const] : [])))

const CODED = ['action', 'undoes', 'because', 'outcome', 'choice', 'reason', 'fact'] as const

/** Authors' names that the record has in the sentence as they stand in the SOP, said as people say them. */
function inShopWords(line: StoryLine): string {
  return CODED.reduce((text, key) => {
    const code = line.detail[key]
    return typeof code === 'string' && /[_.]/.test(code) ? text.replaceAll(code, key === 'action' || key === 'undoes' ? sayAction(code) : say(code)) : text
  }, line.text)
}

/** A replacement in which `$` means nothing. */
const plain = (text: string): string => text.replaceAll('$', '$$$$')

const word = (id: string): RegExp => new RegExp(`(^|[^\\w@.-])${id.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w@-])`, 'g')
