import type { Intent, Proven } from './intents.ts'
import type { Office, Posted } from './office.ts'

/** What became of intended messages, by what stands in Slack and not by what the product says of it. */
export interface Judged {
  readonly intended: number
  /** Reached nobody. */
  readonly lost: readonly string[]
  /** The same message twice, and the second does not say so. */
  readonly unmarkedDuplicates: readonly string[]
  readonly marked: number
  readonly posts: number
  readonly digests: number
  /** From the turn that became true to the message in Slack. Milliseconds. */
  readonly urgentMs: readonly number[]
  readonly calmMs: readonly number[]
}

interface Row {
  readonly id: string
  readonly caseId: string
  readonly kind: string
  readonly bundle: string | null
}

/** Compares every intent with what arrived, by itself or in a digest that arrived. */
export async function judge(office: Office, intents: readonly Intent[], proven: Proven): Promise<Judged> {
  const posted = await office.messages()
  const { rows } = await office.database.pool.query<Row>('select id::text, case_id as "caseId", kind, bundle::text from delivery')
  const firstAt = new Map<string, number>()
  for (const { delivery, at } of posted) firstAt.set(delivery, Math.min(at, firstAt.get(delivery) ?? Infinity))
  const digests = groupBy(rows.filter(({ kind }) => kind === 'digest'), ({ bundle }) => bundle)
  const byCase = groupBy(rows.filter(({ kind }) => kind !== 'digest'), ({ caseId }) => caseId)
  const arrivedAt = ({ caseId }: Intent): number => Math.min(...(byCase.get(caseId) ?? []).flatMap((row) =>
    [row, ...(row.bundle === null ? [] : (digests.get(row.bundle) ?? []))].map(({ id }) => firstAt.get(id) ?? Infinity)))
  const delays = (urgent: boolean): readonly number[] => intents.filter((intent) => intent.urgent === urgent).map((intent) => Math.max(0, arrivedAt(intent) - (proven.get(intent.caseId) ?? 0)))
  return {
    intended: intents.length, lost: await whyLost(office, intents.filter((intent) => arrivedAt(intent) === Infinity).map(({ caseId }) => caseId)), unmarkedDuplicates: unmarkedIn(posted),
    marked: posted.filter(({ marked }) => marked).length, posts: posted.length, digests: rows.filter(({ id, kind }) => kind === 'digest' && firstAt.has(id)).length,
    urgentMs: delays(true), calmMs: delays(false),
  }
}

/** What the rows know of those that nobody got, to find the reason by. */
async function whyLost({ database }: Office, caseIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ what: string }>(
    `select c || ': turn ' || coalesce((select string_agg(t.state, ', ') from turn t where t.case_id = c), 'none') || ', messages '
      || coalesce((select string_agg(d.id || ' ' || d.state || coalesce(' ' || d.reason, ''), ', ') from delivery d where d.case_id = c), 'none') as what from unnest($1::text[]) as c`, [caseIds])
  return rows.map(({ what }) => what)
}

/** All but the first of a message have to say that they may be repeats. */
const unmarkedIn = (posted: readonly Posted[]): readonly string[] =>
  [...groupBy(posted, ({ delivery }) => delivery)].flatMap(([delivery, same]) => ([...same].sort((a, b) => a.at - b.at).slice(1).some(({ marked }) => !marked) ? [delivery] : []))

function groupBy<T, K>(all: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return groups
}
