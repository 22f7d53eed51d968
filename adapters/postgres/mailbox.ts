import type { MailInbox, SettledMail } from '../../domain/mail/inbound.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { plannedRow, takenOf, triedBy, type DeliveryRow } from './deliveries-rows.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

/** What came by mail, in PostgreSQL. */
export const createMailInbox = ({ pool }: Pick<Database, 'pool'>): MailInbox => guarded<MailInbox>({
  async position(mailbox) {
    const { rows: [row] } = await pool.query<{ uid_validity: string; last_uid: number }>('select uid_validity, last_uid from mailbox where name = $1', [mailbox])
    return row && { uidValidity: row.uid_validity, uid: row.last_uid }
  },

  async seen(sha256) {
    const { rowCount } = await pool.query('select 1 from mail where sha256 = $1', [sha256])
    return rowCount === 1
  },

  settle: (mail) => inTransaction(pool, async (client) => {
    await client.query(KEEP, valuesOf(mail))
    await client.query(GO_PAST, [mail.mailbox, mail.uidValidity, mail.uid])
  }),

  async toTakeAgain() {
    const { rows: [row] } = await pool.query<{ sha256: string; mailbox: string; bytes: number; raw: Buffer }>(AGAIN)
    return row
  },

  async resettle({ sha256, messageId, from, subject, state, reason, caseId, person }) {
    const values = [sha256, storable(messageId), from === undefined ? null : storable(from), storable(subject), state, storable(reason), caseId, person]
    await pool.query(RESETTLE, values)
  },

  async mayAnswer(address) {
    const { rowCount } = await pool.query(ANSWER, [address.toLowerCase()])
    return rowCount === 1
  },

  bounced: (messageId, reason, next) => inTransaction(pool, async (client) => {
    const { rows: [row] } = await client.query<DeliveryRow>(`select * from delivery where reference = $1 and channel = 'email' and state = 'sent' for update`, [storable(messageId)])
    if (!row) return undefined
    const failed = takenOf(row, 0)
    const plan = next(failed, await triedBy(client, row.origin))
    await client.query('update delivery set state = $2, reason = $3, settled_at = clock_timestamp() where id = $1', [row.id, plan ? 'failed_over' : 'failed', storable(reason)])
    if (plan) await client.query('select plan_deliveries($1)', [JSON.stringify([plannedRow(plan)])])
    // Whatever was bundled goes on with its digest.
    if (plan && row.bundle !== null) await client.query('update delivery set bundle = $2 where cause = $1', [storable(plan.cause), row.bundle])
    return failed
  }),
})

const valuesOf = ({ mailbox, sha256, bytes, messageId, from, subject, state, reason, caseId, person }: SettledMail) =>
  [mailbox, sha256, bytes, storable(messageId), from === undefined ? null : storable(from), storable(subject), state, storable(reason), caseId, person]

const KEEP = `
  insert into mail (mailbox, sha256, bytes, message_id, sender, subject, state, reason, case_id, person)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (sha256) do nothing`

const AGAIN = `
  select m.sha256, m.mailbox, m.bytes, e.body as raw from mail m join evidence e on e.sha256 = m.sha256
  where m.state = 'again' order by m.settled_at, m.id limit 1`

const RESETTLE = `
  update mail set message_id = $2, sender = $3, subject = $4, state = $5, reason = $6, case_id = $7, person = $8, settled_at = clock_timestamp()
  where sha256 = $1 and state = 'again'`

// A mailbox that was made anew counts anew.
const GO_PAST = `
  insert into mailbox (name, uid_validity, last_uid) values ($1, $2, $3)
  on conflict (name) do update set uid_validity = excluded.uid_validity, read_at = clock_timestamp(),
    last_uid = case when mailbox.uid_validity = excluded.uid_validity then greatest(mailbox.last_uid, excluded.last_uid) else excluded.last_uid end`

const ANSWER = `
  insert into mail_answered (address) values ($1)
  on conflict (address) do update set at = clock_timestamp() where mail_answered.at < clock_timestamp() - interval '1 hour' returning address`
