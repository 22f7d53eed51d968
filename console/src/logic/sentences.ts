import type { Json } from '../../../domain/json.ts'
import type { PersonRow, StoryLine } from '../wire.ts'
import { say, sayAction } from '../../../domain/words.ts'
import { namesFor, peopleIn, plain, word } from './people.ts'

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

/** Titles of steps by id, as far as the story has them. */
export const titlesIn = (story: readonly StoryLine[]): ReadonlyMap<string, string> =>
  new Map(story.flatMap(({ step, detail }) => (step !== null && typeof detail['title'] === 'string' ? [[step, detail['title']] as const] : [])))

const CODED = ['action', 'undoes', 'event', 'because', 'outcome', 'choice', 'reason', 'fact'] as const
const DOTTED: readonly string[] = ['action', 'undoes', 'event']

/** Authors' names that the record has in the sentence as they stand in the SOP, said as people say them. */
function inShopWords(line: StoryLine): string {
  const { actor, detail, type } = line
  const coded = CODED.reduce((text, key) => {
    const code = detail[key]
    return typeof code === 'string' && /[_.]/.test(code) ? text.replace(code, plain(DOTTED.includes(key) ? sayAction(code) : say(code))) : text
  }, type === 'effect_done' ? withoutKey(line) : line.text)
  const events = peopleIn(detail['events'])
  const said = events.length > 0 ? coded.replace(events.join(', '), plain(sendersOf(events))) : coded
  return actor.startsWith('integration:') ? said.replace(actor.slice(12), plain(say(actor.slice(12)))) : said
}

/** A key of our own, or the number of a mail: nobody reads it out, so it stands further in than a vendor's reference. */
export const isOurKey = (reference: string | null): boolean => /^(?:[0-9A-Z]{10}\/|<)/.test(reference ?? '')

const withoutKey = ({ text, detail }: StoryLine): string => (typeof detail['reference'] === 'string' && isOurKey(detail['reference']) ? text.replace(` (${detail['reference']})`, '') : text)

/** Whom the news is from: `shop_page.delay_answered, shopify.refunded` are news from shop page and shopify. */
const sendersOf = (events: readonly string[]): string => `news from ${[...new Set(events.map((event) => say(event.split('.')[0] ?? '')))].join(' or ')}`
