import { randomUUID } from 'node:crypto'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { eventually } from '../harness/eventually.ts'
import type { System } from './system.ts'

/** A control request to a stand-in, or a request to the API as the person who does whatever comes up. */
export const post = (base: string, path: string, body: object): Promise<Response> =>
  fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json', 'x-evenkeel-person': 'ana' }, body: JSON.stringify(body) })

const read = async <T>(url: string): Promise<T> => (await (await fetch(url, { headers: { 'x-evenkeel-person': 'ana' } })).json()) as T

interface Call { readonly id: number; readonly key: string; readonly answered: boolean }
interface Entry {
  readonly seq: number
  readonly kind: string
  readonly operation: string
  readonly to?: number
  readonly variables?: { readonly key?: string; readonly input?: { readonly orderId?: string } }
}

/** Returns that customers send to the shop of a system, and what came of them in the shop and in the product. */
export function returnsOf(system: System) {
  const database = openDatabase(system.databaseUrl())
  const entries = async (): Promise<readonly Entry[]> => (await read<{ entries: readonly Entry[] }>(`${system.shop}/_control/log`)).entries

  async function caseOf(order: string): Promise<string | undefined> {
    const { cases } = await read<{ cases: readonly { caseId: string; label: string }[] }>(`${system.api}/api/cases?text=${encodeURIComponent(order)}`)
    return cases.find(({ label }) => label.startsWith(order))?.caseId
  }

  const self = {
    /** A customer sends back one of two pieces of 80.00 USD each, so that the shop has enough left to pay twice; resolves with the case. */
    async sentBack(order: string, line: object = {}): Promise<string> {
      const { id } = (await (await post(system.shop, '/_control/orders', {
        name: order, currency: 'USD', deliveredDaysAgo: 3,
        lines: [{ sku: 'S-1', title: 'Shirt', quantity: 1, price: '80.00', ...line }, { sku: 'S-2', title: 'Lamp', quantity: 1, price: '80.00' }],
      })).json()) as { id: string }
      orderIds.set(order, id)
      await post(system.shop, '/_control/return', { orderName: order, reason: 'unwanted', quantity: 1 })
      return await eventually(() => caseOf(order), 40_000)
    },
    /** The same, as far as the parcel that waits for a person. */
    async parcel(order: string): Promise<string> {
      const caseId = await self.sentBack(order)
      await eventually(async () => {
        const { mine = [], team = [] } = await read<{ mine?: readonly { caseId: string }[]; team?: readonly { caseId: string }[] }>(`${system.api}/api/tasks?all=true`)
        return [...mine, ...team].find((task) => task.caseId === caseId)
      }, 40_000)
      return caseId
    },
    /** The click after which the case pays by itself. */
    graded: (caseId: string, commandId: string = randomUUID()): Promise<Response> =>
      post(system.api, `/api/cases/${caseId}/steps/inspect/complete`, { commandId, outcome: 'graded', form: { grade: 'a', quantity: 1 } }),
    closed: (caseId: string, withinMs = 40_000) => eventually(async () => {
      const { case: summary } = await read<{ case: { state: string; outcome: string } }>(`${system.api}/api/cases/${caseId}`)
      return summary.state === 'closed' ? summary : undefined
    }, withinMs),
    /** What the record says, the oldest first. */
    timeline: async (caseId: string) =>
      (await read<{ timeline: readonly { type: string; actor: string; detail: object }[] }>(`${system.api}/api/cases/${caseId}`)).timeline,
    /** Requests for a refund that reached the shop. */
    async calls(order: string): Promise<readonly Call[]> {
      const all = await entries()
      const answered = new Set(all.filter(({ kind }) => kind !== 'fault').map(({ to }) => to))
      return all.filter(({ kind, operation, variables }) => kind === 'request' && operation === 'refundCreate' && variables?.input?.orderId === orderIds.get(order))
        .map(({ seq, variables }) => ({ id: seq, key: variables?.key ?? '', answered: answered.has(seq) }))
    },
    /** Refunds that the shop has made. */
    async refunds(order: string): Promise<readonly { readonly id: string; readonly amount: string }[]> {
      const { refunds } = await read<{ refunds: readonly { id: string; orderName: string; amount: string }[] }>(`${system.shop}/_control/refunds`)
      return refunds.filter(({ orderName }) => orderName === order)
    },
    /** What our own ledger says of the refund. */
    async ledger(caseId: string): Promise<{ readonly state: string; readonly tries: number; readonly reference: string | null } | undefined> {
      const { rows } = await database.pool.query<{ state: string; tries: number; reference: string | null }>("select state, tries, reference from effect where case_id = $1 and action = 'shopify.refund'", [caseId])
      return rows[0]
    },
    fault: (operation: string, mode: string, more: object = {}): Promise<Response> => post(system.shop, '/_control/faults', { operation, mode, ...more }),
    [Symbol.asyncDispose]: (): Promise<void> => database.close(),
  }
  const orderIds = new Map<string, string>()
  return self
}
