import type { Alarms, PaymentRows, RefundLister } from '../domain/ports.ts'
import { differences, type Difference, type OurRefund, type TheirRefund } from '../domain/reconcile.ts'

const HOUR_MS = 3_600_000
/** How far back money is compared, and how much further the lists reach, so that no edge cuts a pair. */
const WINDOW_MS = 48 * HOUR_MS
const MARGIN_MS = 2 * HOUR_MS
const LONGEST_MS = 60_000

/** What comparing stands on. */
export interface ReconcileDeps {
  readonly listers: readonly RefundLister[]
  readonly payments: PaymentRows
  readonly alarms: Pick<Alarms, 'raise'>
  /** Epoch milliseconds of the world's clock. */
  readonly now: () => number
}

/**
 * Compares what each provider paid with what the ledger says, both ways, and raises `payments-differ` for each difference, which is kept once
 * however often it is found. Answers what it found; rejects where a provider or the database is away, and is then tried again: what the
 * other providers paid is compared all the same.
 */
export async function reconcile({ listers, ...deps }: ReconcileDeps): Promise<readonly Difference[]> {
  const compared = await Promise.allSettled(listers.map((lister) => compare(lister, deps)))
  const away = compared.find((one) => one.status === 'rejected')
  if (away) throw away.reason
  return compared.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
}

async function compare(lister: RefundLister, { payments, alarms, now }: Omit<ReconcileDeps, 'listers'>): Promise<readonly Difference[]> {
  const at = now()
  const since = at - WINDOW_MS - MARGIN_MS
  // Ours first: what is paid meanwhile is then too young on their side, and never missing on ours.
  const ours = (await payments.since(lister.action, since)).map(({ key, ...one }) => ({ ...one, effect: lister.keyOf(key) }))
  const listed = await lister.since(since, AbortSignal.timeout(LONGEST_MS))
  const theirs = [...listed, ...(await missed(lister, listed, ours))]
  const found = differences(lister.system, theirs, ours, { from: at - WINDOW_MS, now: at })
  for (const { direction, reference, message } of found) await alarms.raise('payments-differ', `${direction} ${reference}`, message)
  return found
}

/** What is paid here and not on their list is looked up by itself before anybody is told. */
async function missed({ find }: RefundLister, listed: readonly TheirRefund[], ours: readonly OurRefund[]): Promise<readonly TheirRefund[]> {
  if (!find) return []
  const known = new Set(listed.map(({ reference }) => reference))
  const found: TheirRefund[] = []
  for (const { state, reference } of ours) {
    const one = state === 'done' && reference !== null && !known.has(reference) ? await find(reference, AbortSignal.timeout(LONGEST_MS)) : undefined
    if (one) found.push(one)
  }
  return found
}
