import { parseExact } from './exact.ts'
import { isObject, type Json } from './json.ts'

/** What becomes of a webhook: `ignored` is one that nothing wanted, `discarded` one that a person decided about. */
export const INBOX_STATES = ['new', 'delivered', 'ignored', 'parked', 'discarded'] as const
/** What the inbox can be asked for: a state, or that it came more than once, or that other words came under its id. */
export const INBOX_FILTERS = [...INBOX_STATES, 'duplicate', 'conflict'] as const

/** One webhook as the inbox lists it. */
export interface InboxEntry {
  readonly id: string
  readonly source: string
  readonly topic: string
  readonly deliveryId: string
  readonly eventId: string
  readonly state: (typeof INBOX_STATES)[number]
  /** Somebody wanted it tried again, and nothing came of that yet. */
  readonly again: boolean
  /** How often it was told once more. */
  readonly repeats: number
  /** How many other bodies came under its id. */
  readonly conflicts: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly settledAt: number | null
  readonly caseId: string | null
  /** What came of it, or why nothing did. */
  readonly says: string
}

/** One webhook with what it says. */
export interface InboxDetail extends InboxEntry {
  /** As received; null once it was forgotten. */
  readonly body: string | null
  /** Other bodies that came under its id, the first first. */
  readonly others: readonly string[]
  readonly decisions: readonly { readonly decision: 'again' | 'dismissed'; readonly by: string; readonly because: string; readonly at: number }[]
}

/** What to list, newest first. */
export interface InboxFilter {
  readonly source?: string | undefined
  readonly state?: (typeof INBOX_FILTERS)[number] | undefined
  /** Stands in an id, the topic, the case or what came of it; upper and lower case alike. */
  readonly text?: string | undefined
  /** Only what is older than the entry with this id. */
  readonly before?: string | undefined
  readonly limit: number
}

/** Everything that was told to us, for people. */
export interface InboxBook {
  /** `next` is the `before` of the page that follows; null where nothing is left. A page may be short, even empty, and yet have a next one. */
  list(filter: InboxFilter): Promise<{ readonly entries: readonly InboxEntry[]; readonly next: string | null }>
  one(id: string): Promise<InboxDetail | undefined>
  /** Whoever has told us anything, by name. */
  sources(): Promise<readonly string[]>
}

/** Fields that say who somebody is, by a part of their name; what stands below one is hidden as a whole. */
const PERSONAL = /e-?mail|phone|mobile|customer|requester|recipient|contact|buyer|billing|shipping|receipt|address|((^|_)(user|nick|display)?|first|last|full|holder|company)_?name$|company|street|city|zip|postal|note|text|message|comment|description|subject|signed_by|browser_ip|latitude|longitude|confirmed_by/i
/** Plain ids and the order's own name are no people's data. */
const HARMLESS = /(^|_)id$|^order_name$|^topic$|^type$/i
/** Bounded, so that no text makes it look far. */
const ADDRESS = /[^\s@"<>]{1,64}@[\p{L}\p{N}_.-]{1,255}[\p{L}\p{N}_-]/gu
const HIDDEN = '•••'
const INDENT = '  '

/**
 * The body of a webhook for reading, line by line and every number as it was written. Unless `whole`, what may tell who somebody is stands
 * hidden: the values of fields whose names say so, and mail addresses anywhere. A body that is no JSON is then hidden altogether.
 */
export function showBody(body: string, whole: boolean): string {
  let told: Json
  try {
    told = parseExact(body)
  } catch {
    return whole ? body : `${HIDDEN} (${body.length} characters that are no JSON)`
  }
  return shown(told, whole, false, '')
}

function shown(value: Json, whole: boolean, hidden: boolean, indent: string): string {
  const inner = indent + INDENT
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((one: Json) => inner + shown(one, whole, hidden, inner)).join(',\n')}\n${indent}]`
  if (isObject(value)) {
    const fields = Object.entries(value).map(([marked, of]) => {
      const name = marked.slice(1)
      return `${inner}${JSON.stringify(name)}: ${shown(of, whole, !whole && !HARMLESS.test(name) && (hidden || PERSONAL.test(name)), inner)}`
    })
    return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`
  }
  if (typeof value !== 'string') return String(value)
  if (hidden && value !== 's') return JSON.stringify(HIDDEN)
  if (value.startsWith('n')) return value.slice(1)
  return JSON.stringify(whole ? value.slice(1) : value.slice(1).replace(ADDRESS, HIDDEN))
}
