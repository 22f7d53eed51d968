import type { Json } from '../../../domain/json.ts'
import type { PersonRow } from '../wire.ts'
import { sayOpener } from '../../../domain/words.ts'

/** The texts in a `to` or the like of a story's line, whether one or a list. */
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

/** The text with names for these ids, where they stand as words of their own. */
export function namesFor(ids: readonly (string | null)[], text: string, people: readonly PersonRow[]): string {
  return people.filter((person) => ids.includes(person.id)).reduce((said, { id, name }) => said.replace(word(id), `$1${plain(name)}`), text)
}

/** A replacement in which `$` means nothing. */
export const plain = (text: string): string => text.replaceAll('$', '$$$$')

/** That id as a word of its own. */
export const word = (id: string): RegExp => new RegExp(`(^|[^\\w@.-])${id.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w@-])`, 'g')
