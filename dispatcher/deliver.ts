import { Away } from '../domain/away.ts'
import type { Arrival } from '../domain/event.ts'
import { problemOf } from '../domain/inbox.ts'
import type { ToldEvent } from '../domain/inbox.ts'
import type { Plan } from '../domain/plan.ts'
import type { Arrivals, Cases, Catalogue, Delivered, Inbox, RosterChanges, RosterNews, StoredItem } from '../domain/ports.ts'
import { matchTrigger } from '../domain/trigger.ts'

/** What deliveries stand on. */
export interface DeliverDeps {
  readonly inbox: Pick<Inbox, 'deliver'>
  readonly catalogue: Pick<Catalogue, 'all'>
  readonly cases: Pick<Cases, 'open'>
  /** New cases may have their clock wound (demo). */
  readonly windable: boolean
  /** Hears of every webhook that is put aside for a person. */
  readonly onParked?: (item: StoredItem, reason: string) => void
}

const BATCH = 50

/** What telling stands on. */
export interface TellDeps {
  readonly arrivals: Pick<Arrivals, 'deliver'>
  readonly cases: Pick<Cases, 'tell'>
  /** Hears of every event that a case could not be told of for a reason that nobody expected. */
  readonly onStuck?: (caseId: string, arrival: Arrival, error: unknown) => void
}

/**
 * Tells cases of events that they wait for; resolves with how many were taken. An engine that is away costs nothing but time, and an
 * event that cannot be told keeps no other from its case: it is tried again later.
 */
export const tellDue = ({ arrivals, cases, onStuck }: TellDeps): Promise<number> =>
  arrivals.deliver(BATCH, async (caseId, arrival) => {
    try {
      return await cases.tell(caseId, arrival)
    } catch (error) {
      if (!(error instanceof Away)) onStuck?.(caseId, arrival, error)
      return { later: error instanceof Error ? error.message : String(error) }
    }
  })

/** What telling changes to rosters stands on. */
export interface RosterNewsDeps {
  readonly rosterChanges: Pick<RosterChanges, 'deliverNews'>
  /** Tells the cases that a change concerns; resolves with those that could not be told. Telling one again does nothing twice. */
  readonly tellNews: (news: RosterNews) => Promise<readonly { readonly caseId: string; readonly why: string }[]>
}

/** Tells cases of changes to rosters that whoever made them did not tell, because they died or the engine was away; resolves with how many were taken. */
export const tellRosterNews = ({ rosterChanges, tellNews }: RosterNewsDeps): Promise<number> =>
  rosterChanges.deliverNews(BATCH, async (news) => {
    try {
      const [first, ...rest] = await tellNews(news)
      return first ? { later: `${rest.length + 1} cases cannot be told yet, such as ${first.caseId}: ${first.why}` } : 'told'
    } catch (error) {
      return { later: error instanceof Error ? error.message : String(error) }
    }
  })

/** How long the engine is left alone after it could not be reached. */
const REST_MS = 1_000

/**
 * Delivers what is due; each pass resolves with how many items were taken. Safe to stop anywhere: opening a case is idempotent. While the
 * engine is away it is asked once a second and not for each event that waits for it, and what opens no case goes on being settled.
 */
export function createDelivering(deps: DeliverDeps, now: () => number): () => Promise<number> {
  let restUntil = -Infinity
  return async () => {
    const plans = await deps.catalogue.all()
    const told = (item: StoredItem, delivered: Delivered): Delivered => {
      if (delivered.state === 'parked') deps.onParked?.(item, delivered.reason)
      return delivered
    }
    const deliver = async (item: StoredItem): Promise<Delivered> => {
      const delivered = await deliverItem(deps, plans, item)
      if (delivered.state === 'later') restUntil = now() + REST_MS
      return told(item, delivered)
    }
    const decide = (item: StoredItem): Delivered | undefined => {
      const { verdict } = judge(plans, item)
      return verdict && told(item, verdict)
    }
    return deps.inbox.deliver(now() < restUntil ? 0 : BATCH, deliver, decide)
  }
}

/** One pass. */
export const deliverDue = (deps: DeliverDeps): Promise<number> => createDelivering(deps, () => 0)()

/** Opens a case of every SOP whose trigger matches. Throws what nobody expected: the inbox counts tries and parks. */
export async function deliverItem(
  deps: Pick<DeliverDeps, 'cases' | 'windable'>,
  plans: readonly Plan[],
  item: StoredItem,
): Promise<Delivered> {
  const { verdict, event, matches, problems } = judge(plans, item)
  if (verdict) return verdict
  try {
    const opened = []
    for (const { plan, key } of matches) {
      const { caseId, started } = await deps.cases.open({
        plan,
        key,
        trigger: event.name,
        openedBy: item.source,
        event: event.fields,
        arrival: item.id,
        windable: deps.windable,
      })
      opened.push({ caseId, note: `${started ? 'opened' : 'belongs to'} case ${caseId} of "${plan.sop}"` })
    }
    const [first] = opened
    return { state: 'delivered', caseId: first?.caseId ?? null, note: [...opened.map(({ note }) => note), ...problems].join('; ') }
  } catch (error) {
    // Nobody's fault, so it costs no try.
    if (error instanceof Away) return { state: 'later', reason: error.message }
    throw error
  }
}

/** What becomes of an item without asking anybody, or which cases it opens. */
type Judged = { readonly verdict: Delivered; readonly event?: never; readonly matches?: never; readonly problems?: never } | ({ readonly verdict?: never; readonly event: ToldEvent } & Matches)

function judge(plans: readonly Plan[], { event, topic }: StoredItem): Judged {
  if (!event) return { verdict: { state: 'delivered', caseId: null, note: `topic "${topic}" opens nothing` } }
  const unreadable = problemOf(event)
  if (unreadable !== undefined) return { verdict: { state: 'parked', reason: `the webhook cannot be read: ${unreadable}` } }
  // Nothing could be published yet: whoever mends that must not find the events of that time gone.
  if (plans.length === 0) return { verdict: { state: 'later', reason: 'no SOP is published: correct the mistakes that the api logged and start it again' } }
  const { matches, problems } = matchesOf(plans, event)
  if (matches.length > 0) return { event, matches, problems }
  // An event that some SOP wants and cannot read would be lost in silence otherwise.
  if (problems.length > 0) return { verdict: { state: 'parked', reason: problems.join('; ') } }
  return { verdict: { state: 'delivered', caseId: null, note: `no SOP is opened by this "${event.name}"` } }
}

interface Matches {
  readonly matches: readonly { readonly plan: Plan; readonly key: string }[]
  /** SOPs that listen to the event and cannot read it. */
  readonly problems: readonly string[]
}

function matchesOf(plans: readonly Plan[], event: ToldEvent): Matches {
  const matches = []
  const problems = []
  for (const plan of plans) {
    const match = matchTrigger(plan, event.name, event.fields)
    if (match === 'no-match') continue
    if ('key' in match) matches.push({ plan, key: match.key })
    else problems.push(`the trigger of "${plan.sop}" does not fit "${event.name}": ${match.problem}`)
  }
  return { matches, problems }
}
