import { isMoney } from '../../domain/money.ts'
import { own, type JsonObject } from '../../domain/json.ts'
import type { PaymentRows } from '../../domain/ports.ts'
import type { OurRefund } from '../../domain/reconcile.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

interface Row {
  readonly key: string
  readonly case_id: string
  readonly input: string
  readonly reference: string | null
  readonly state: OurRefund['state']
  readonly first_tried_at: Date
}

/** Payments of the ledger in PostgreSQL; what has no amount in its input pays nothing. */
export const createPaymentRows = ({ pool }: Pick<Database, 'pool'>): PaymentRows => guarded<PaymentRows>({
  async since(action, at) {
    const { rows } = await pool.query<Row>(
      'select key, case_id, input, reference, state, first_tried_at from effect where action = $1 and money and first_tried_at >= $2',
      [action, new Date(at)],
    )
    return rows.flatMap(({ key, case_id: caseId, input, reference, state, first_tried_at: tried }) => {
      const amount = own(JSON.parse(input) as JsonObject, 'amount')
      return isMoney(amount) ? [{ key, caseId, amount, reference, state, at: tried.getTime() }] : []
    })
  },
})
