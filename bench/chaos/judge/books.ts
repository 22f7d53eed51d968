import { readFileSync } from 'node:fs'
import type { House } from '../house.ts'

/** What a mail said, as the mailbox wrote it down. */
export interface Mail {
  readonly messageId: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}
/** One line that finance would read. */
export interface LedgerLine {
  readonly key: string
  readonly caseId: string
  readonly amount: string
  readonly because: string
  readonly order: string
  readonly reference: string
}
interface Told { readonly id?: string; readonly webhookId?: string; readonly done: string | null }

/** What those outside know, each in its own books: none of it was written by the product. */
export interface Books {
  readonly stripe: {
    readonly refunds: readonly { readonly id: string; readonly amount: number; readonly charge: string; readonly status: string; readonly metadata: Readonly<Record<string, string>> }[]
    readonly disputes: readonly { readonly id: string; readonly status: string; readonly evidence_details: { readonly submission_count: number } }[]
  }
  readonly shop: {
    readonly refunds: readonly { readonly id: string; readonly orderId: string; readonly amount: string; readonly note: string | null }[]
    readonly drafts: readonly { readonly id: string; readonly tags: readonly string[]; readonly note: string | null; readonly orderId: string | null }[]
    readonly adjustments: readonly { readonly id: string; readonly reason: string; readonly reference: string | null; readonly changes: readonly object[] }[]
    readonly returns: readonly { readonly id: string; readonly orderId: string; readonly lines: readonly { readonly dispositions?: readonly object[] }[] }[]
    readonly orders: readonly { readonly id: string; readonly name: string; readonly tags: readonly string[] }[]
    readonly fulfilments: readonly { readonly orderId: string; readonly status: string; readonly holds: readonly { readonly ours: boolean }[] }[]
  }
  readonly easypost: {
    readonly shipments: readonly { readonly id: string; readonly reference: string | null; readonly postage_label: object | null }[]
    readonly claims: readonly { readonly id: string; readonly tracking_code: string; readonly type: string; readonly status: string }[]
  }
  /** Actions that the planning system carried out, without those that only read. */
  readonly planning: readonly { readonly action: string; readonly key: string; readonly input: Readonly<Record<string, unknown>> }[]
  readonly mails: readonly Mail[]
  readonly ledger: readonly LedgerLine[]
  /** Webhooks that were never taken, by who told them. */
  readonly untaken: readonly string[]
}

/** Reads all of it. */
export async function readBooks(house: House): Promise<Books> {
  const list = async <T>(outside: 'shop' | 'stripe' | 'easypost' | 'zendesk', what: string): Promise<readonly T[]> => ((await house.ask<Record<string, readonly T[]>>(outside, what))[what] ?? [])
  const untaken = async (outside: 'shop' | 'stripe' | 'easypost' | 'zendesk'): Promise<readonly string[]> =>
    (await list<Told>(outside, 'webhooks')).filter(({ done }) => done !== 'delivered').map((one) => `${outside} told of ${one.id ?? one.webhookId ?? '?'} in vain (${one.done ?? 'still trying'})`)
  return {
    stripe: { refunds: await list('stripe', 'refunds'), disputes: await list('stripe', 'disputes') },
    shop: {
      refunds: await list('shop', 'refunds'), drafts: await list('shop', 'drafts'), adjustments: await list('shop', 'adjustments'), returns: await list('shop', 'returns'), orders: await list('shop', 'orders'),
      fulfilments: await list('shop', 'fulfilments'),
    },
    easypost: { shipments: await list('easypost', 'shipments'), claims: await list('easypost', 'claims') },
    planning: linesOf<Books['planning'][number] & { readonly kind: string }>(house.logs.planning).filter(({ kind, key }) => kind === 'done' && key !== null),
    mails: linesOf<Mail>(house.logs.mailbox),
    ledger: ledgerIn(house.ledgerFile),
    untaken: (await Promise.all((['shop', 'stripe', 'easypost', 'zendesk'] as const).map(untaken))).flat(),
  }
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // Nothing was written yet.
    return ''
  }
}

/** A line that was cut off by a kill never was one. */
const linesOf = <T>(file: string): readonly T[] => textOf(file).split('\n').slice(0, -1).map((line) => JSON.parse(line) as T)

const ledgerIn = (file: string): readonly LedgerLine[] => textOf(file).split('\n').slice(1, -1).map((line) => {
  const [key = '', caseId = '', , amount = '', , because = '', order = '', reference = ''] = [...line.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell.replaceAll('""', '"'))
  return { key, caseId, amount, because, order, reference }
})

/** How often each was seen. */
export function countBy<T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1)
  return counts
}

/** What was seen more than once, in words. */
export const twice = <T>(what: string, all: readonly T[], nameOf: (one: T) => string): readonly string[] =>
  [...countBy(all, nameOf)].filter(([, count]) => count > 1).map(([name, count]) => `${what} ${count} times: ${name}`)

/** A business key without the number of its attempt. */
export const stemOf = (key: string): string => key.replace(/\/\d{1,4}$/, '')
