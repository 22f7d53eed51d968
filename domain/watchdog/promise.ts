import { isObject } from '../json.ts'

/** A turn as it lies in the table. */
export interface StoredTurn {
  readonly summary: string
  readonly tasks: string
  readonly subscriptions: string
  readonly events: readonly string[]
}

/** What a turn promised: what is to happen next at the latest, to which steps, and who must hear of it. */
export interface Promised {
  readonly open: boolean
  readonly label: string
  /** On the world's clock, epoch milliseconds; null when the case names no instant. */
  readonly dueAt: number | null
  readonly dueWhat: string
  readonly instances: readonly string[]
  /** Somebody has it, or it waits for something from outside. */
  readonly held: boolean
  readonly targets: readonly string[]
}

const WOUND_SLACK_MS = 300_000

interface Due {
  readonly at: number
  readonly what: string
}

/**
 * Reads a turn as a stranger would: from the words that were written for people, by none of the code that moves cases, so that a
 * mistake there is not made here again. Throws `SyntaxError` for what is no JSON.
 */
export function promisedBy(turn: StoredTurn): Promised {
  const summary = objectOf(JSON.parse(turn.summary))
  const cards = listOf(JSON.parse(turn.tasks)).map((row) => objectOf(JSON.parse(textOf(row['card']))))
  const wound = numberOf(summary['woundMs']) ?? 0
  // Winding itself takes time, by which such a case comes to lag behind what it says.
  const slack = wound > 0 ? WOUND_SLACK_MS : 0
  const open = summary['state'] === 'open'
  const due = [...caseDue(summary), ...cards.flatMap(cardDue)].reduce<Due | undefined>((first, one) => (first && first.at <= one.at ? first : one), undefined)
  return {
    open, label: textOf(summary['label']) || textOf(summary['caseId']),
    dueAt: open && due ? due.at - wound + slack : null, dueWhat: open && due ? due.what : '',
    instances: cards.map(({ instance }) => textOf(instance)),
    held: turn.subscriptions !== '[]' || cards.some((card) => typeof card['assignee'] === 'string' || typeof card['claimedBy'] === 'string'),
    targets: targetsOf(turn.events),
  }
}

/** Its own due time, while that is still to come. */
function caseDue({ dueAt, breached, sopTitle }: Readonly<Record<string, unknown>>): readonly Due[] {
  const at = numberOf(dueAt)
  return at === undefined || breached === true ? [] : [{ at, what: `"${textOf(sopTitle)}" is due as a whole` }]
}

/** Whatever a card names as the next thing that comes by itself. */
function cardDue(card: Readonly<Record<string, unknown>>): readonly Due[] {
  const [next, climbs, paused] = [objectOf(card['next']), objectOf(card['climbs']), objectOf(card['paused'])]
  const of = (value: unknown, what: string): readonly Due[] => {
    const at = numberOf(value)
    return at === undefined ? [] : [{ at, what: `"${textOf(card['title'])}": ${what}` }]
  }
  if (card['paused'] !== undefined) return of(paused['until'], 'its pause ends')
  const named = [...of(next['at'], textOf(next['what']) || 'its next deadline'), ...of(climbs['at'], textOf(climbs['what']))]
  return [...named, ...(card['breached'] === true ? [] : of(card['dueAt'], 'it is due'))]
}

/** Events that say in `to` whom they reach. */
const REACHES = ['assigned', 'escalated', 'reminded']

function targetsOf(events: readonly string[]): readonly string[] {
  const told = events.filter((text) => REACHES.some((type) => text.includes(`"type":"${type}"`))).map((text) => objectOf(JSON.parse(text)))
  const ids = told.filter(({ type }) => REACHES.includes(textOf(type))).flatMap(({ detail }) => itemsOf(objectOf(detail)['to']))
  return [...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== ''))]
}

const objectOf = (value: unknown): Readonly<Record<string, unknown>> => (isObject(value) ? value : {})
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => itemsOf(value).map(objectOf)
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
