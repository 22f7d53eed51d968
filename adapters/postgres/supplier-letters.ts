import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { SupplierLetter, SupplierLetters } from '../../domain/mail/supplier.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

interface Row {
  readonly id: string
  readonly case_id: string
  readonly address: string
  readonly about: string
  readonly message_id: string
}

/** 160 bits, in letters that a mail program may turn into small ones. */
const TOKEN_BYTES = 20

/** Letters to suppliers in PostgreSQL. */
export const createSupplierLetters = ({ pool }: Pick<Database, 'pool'>): SupplierLetters => guarded<SupplierLetters>({
  keep: ({ id, caseId, address, about, messageId }) => inTransaction(pool, async (client) => {
    await client.query(KEEP, [id, caseId, storable(address), storable(about), messageId])
    return giveToken(client, id)
  }),

  async thread(key, address) {
    const { rows: [row] } = await pool.query<Row>(THREAD, [key, storable(address.toLowerCase())])
    return row && { token: await giveToken(pool, row.id), messageId: row.message_id }
  },

  async byToken(token) {
    const { rows: [row] } = await pool.query<Row>('select l.* from supplier_letter_token t join supplier_letter l on l.id = t.letter where t.token_hash = $1', [hashOf(token)])
    return row && letterOf(row)
  },

  async byMessage(messageIds) {
    const { rows: [row] } = await pool.query<Row>('select * from supplier_letter where message_id = any($1::text[]) order by array_position($1::text[], message_id) limit 1', [messageIds.map(storable)])
    return row && letterOf(row)
  },
})

async function giveToken(client: Pick<pg.PoolClient, 'query'>, letter: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('hex')
  await client.query('insert into supplier_letter_token (token_hash, letter) values ($1, $2)', [hashOf(token), letter])
  return token
}

// A business key begins with its case; of two cases one of which begins like the other it is the longer.
const THREAD = `
  select * from supplier_letter where address = $2 and starts_with($1, case_id || '/') order by length(case_id) desc, kept_at desc, id limit 1`

const KEEP = 'insert into supplier_letter (id, case_id, address, about, message_id) values ($1, $2, $3, $4, $5) on conflict (id) do nothing'

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

const letterOf = ({ id, case_id: caseId, address, about }: Row): SupplierLetter => ({ id, caseId, address, about })
