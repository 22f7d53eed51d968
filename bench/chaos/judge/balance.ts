import type { Opened } from '../opening.ts'
import { countBy, type Books, type LedgerLine } from './books.ts'
import type { CaseRow } from './cases.ts'

/** What is judged of one case that has ended. */
interface Ended {
  readonly row: CaseRow
  readonly opened: Opened | undefined
  readonly lines: readonly LedgerLine[]
}

/** The provider's books against the export of our ledger, and each pair of effects that belong together: both, or neither. `waived` are cases in which somebody took the blame. */
export function outOfBalance(books: Books, cases: readonly CaseRow[], opened: readonly Opened[], waived: ReadonlySet<string>): readonly string[] {
  const reasons = new Map(opened.map((one) => [`${one.sop} ${one.key}`, one]))
  const linesOf = groupBy(books.ledger, ({ caseId }) => caseId)
  const closed = cases.filter(({ state, caseId }) => state === 'closed' && !waived.has(caseId))
  const open = new Set(cases.filter(({ state }) => state === 'open').map(({ caseId }) => caseId))
  return [
    ...moneyOff(books, new Set([...open, ...waived])),
    ...closed.flatMap((row) => pairsOff(books, { row, opened: reasons.get(`${row.sop} ${row.key}`), lines: linesOf.get(row.caseId) ?? [] })),
  ]
}

/** Every payment has its one line of the same amount, and every line that names a payment has the payment. What is still under way is not asked. */
function moneyOff({ stripe, ledger }: Books, spared: ReadonlySet<string>): readonly string[] {
  const lines = groupBy(ledger.filter(({ reference }) => reference.startsWith('re_')), ({ reference }) => reference)
  const paid = stripe.refunds.filter(({ metadata }) => metadata['effect'] !== undefined && !spared.has(metadata['case_id'] ?? ''))
  const known = new Map(stripe.refunds.map((one) => [one.id, one]))
  return [
    ...paid.flatMap(({ id, amount, metadata }) => {
      const own = lines.get(id) ?? []
      if (own.length !== 1) return [`${id} of ${metadata['case_id'] ?? ''} has ${own.length} lines in the ledger`]
      return Math.round(Number(own[0]?.amount) * 100) === amount ? [] : [`${id} moved ${amount}, and the ledger says ${own[0]?.amount ?? ''}`]
    }),
    ...[...lines.keys()].filter((reference) => !known.has(reference)).map((reference) => `the ledger has ${reference}, and Stripe does not`),
  ]
}

function pairsOff(books: Books, ended: Ended): readonly string[] {
  const { row } = ended
  return (PAIRS[row.sop]?.(books, ended) ?? []).map((what) => `${row.sop} ${row.key} (${row.outcome ?? ''}): ${what}`)
}

const count = ({ lines }: Ended, because: RegExp): number => lines.filter((line) => because.test(line.because)).length
const same = (what: string, one: number, other: number): readonly string[] => (one === other ? [] : [`${what}: ${one} and ${other}`])
/** A label that was followed anew is booked as what it cost. */
const held = ({ shop }: Books, { opened }: Ended): readonly string[] =>
  shop.fulfilments.filter(({ orderId, status, holds }) => orderId === opened?.orderId && status !== 'CANCELLED' && holds.some(({ ours }) => ours)).map(() => 'the order is still held by us')

/** The pairs that a SOP declares under `together`, each by what those outside know of its two sides. */
const PAIRS: Readonly<Record<string, (books: Books, ended: Ended) => readonly string[]>> = {
  'returns-standard': ({ shop }, { opened, row }) => {
    const goods = shop.returns.some(({ id, lines }) => id === row.key && lines.some(({ dispositions = [] }) => dispositions.length > 0))
    const tags = shop.orders.find(({ id }) => id === opened?.orderId)?.tags.filter((tag) => tag.startsWith('returned:') && tag !== 'returned:kept') ?? []
    return same('goods booked, order tagged', goods ? 1 : 0, tags.length > 0 ? 1 : 0)
  },
  'return-damaged-photo-evidence': ({ shop }, ended) => {
    const sent = shop.drafts.filter(({ orderId, note }) => orderId !== null && note?.includes(ended.row.caseId) === true).length
    return sent === 0 || ended.lines.length > 0 ? [] : ['another one was sent, and nothing is in the ledger']
  },
  chargeback: (_, ended) => [
    ...same('held, reserve booked', 1, count(ended, /^dispute reserve$/)),
    ...(ended.row.outcome === 'accepted' ? same('accepted, written off', 1, count(ended, /^dispute accepted$/)) : []),
  ],
  'lost-in-transit-claim': ({ easypost }, ended) => [
    ...(ended.row.outcome?.startsWith('reshipped') === true ? same('sent again, cost booked', 1, count(ended, /^reship_carrier_lost$/)) : []),
    ...same('claimed at the insurer, booked as owed', easypost.claims.filter(({ tracking_code: code }) => code === ended.opened?.tracking).length, ended.lines.filter(({ because, reference }) => because === 'carrier_claim_open' && reference.startsWith('clm_')).length),
  ],
  'reroute-address-change': held,
  'backup-location-reroute': (books, ended) => [
    ...held(books, ended),
    ...(['moved', 'split', 'moved_late_notified'].includes(ended.row.outcome ?? '') ? same('moved, cost booked', 1, count(ended, /^sent from another place/)) : []),
  ],
  'stock-discrepancy-oversell': ({ shop }, ended) => {
    const booked = shop.adjustments.filter(({ reference, changes }) => reference?.includes(encodeURIComponent(ended.row.caseId)) === true && changes.length === 1).length
    return same('stock booked, worth booked', booked, count(ended, /^(shrinkage|found) /))
  },
  'supplier-delay': ({ planning }, ended) => {
    const { po, sku } = ended.opened?.po ?? {}
    const done = countBy(planning.filter(({ input }) => input['po'] === po || input['sku'] === sku), ({ action }) => action)
    const of = (action: string): number => done.get(action) ?? 0
    return [
      ...same('dates on the order and on the product', of('supply.set_po_date'), of('supply.publish_eta')), ...same('dates and allocations', of('supply.set_po_date'), of('supply.allocate')),
      ...same('expedited, booked', of('supply.expedite'), count(ended, /^expedited /)), ...same('received, booked', of('supply.receive'), count(ended, /^received, match /)),
    ]
  },
}

function groupBy<T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(nameOf(one))
    if (group) group.push(one)
    else groups.set(nameOf(one), [one])
  }
  return groups
}
