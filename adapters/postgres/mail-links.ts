import { createHash, randomBytes, randomInt } from 'node:crypto'
import type { AuditEvent } from '../../domain/audit.ts'
import { LINK_MS, MOST_WRONG_CODES, type DeadLink, type LinkPurpose, type MailLink, type MailLinks } from '../../domain/mail/link.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { createRefusals } from './refusals.ts'
import { guarded } from './unavailable.ts'

interface LinkRow {
  readonly id: string
  readonly purpose: LinkPurpose
  readonly case_id: string
  readonly step: string
  readonly instance: string
  readonly epoch: number
  readonly person: string
  readonly tries: number
  readonly expires_at: Date
  readonly used_at: Date | null
  readonly used_for: string | null
}

/** 160 bits, in letters that a mail program may turn into small ones. */
const TOKEN_BYTES = 20
const TOKEN = /^[0-9a-f]{40}$/

/** Links in PostgreSQL, by the SHA-256 of their tokens. */
export const createMailLinks = (database: Pick<Database, 'pool'>): MailLinks => guarded<MailLinks>({
  async issue({ purpose, caseId, step, instance, epoch, person }) {
    const token = randomBytes(TOKEN_BYTES).toString('hex')
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    await database.pool.query(ISSUE, [hashOf(token), purpose, caseId, step, instance, epoch, person, codeHash(token, code), LINK_MS])
    return { token, code }
  },

  async find(token) {
    const { rows: [row] } = await database.pool.query<LinkRow>({ name: 'find_mail_link', text: FIND, values: [hashOf(token)] })
    return row && TOKEN.test(token) ? linkOf(row) : undefined
  },

  async check(token, code) {
    const { rows: [row] } = await database.pool.query<{ fits: boolean; tries: number }>({ name: 'check_mail_code', text: CHECK, values: [hashOf(token), codeHash(token, code), MOST_WRONG_CODES] })
    if (!row) return { code: 'locked' }
    if (row.fits) return { code: 'right' }
    return row.tries >= MOST_WRONG_CODES ? { code: 'locked' } : { code: 'wrong', left: MOST_WRONG_CODES - row.tries }
  },

  async used(id, what) {
    await database.pool.query('update mail_link set used_at = clock_timestamp(), used_for = $2 where token_hash = $1 and used_at is null', [Buffer.from(id, 'hex'), storable(what)])
  },

  async note(why, link, at) {
    await database.pool.query(NOTE, [link?.id ?? 'unknown', why, link?.caseId ?? null, link?.person ?? null])
    if (link) await createRefusals(database).note(link.caseId, refusalOf(why, link, at))
  },
})

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
const codeHash = (token: string, code: string): Buffer => createHash('sha256').update(`${token}:${code}`).digest()

// Each new link takes a few with it that nobody has needed for long.
const ISSUE = `
  with old as (
    delete from mail_link where token_hash in (select token_hash from mail_link where expires_at < now() - interval '90 days' limit 10)
  )
  insert into mail_link (token_hash, purpose, case_id, step, instance, epoch, person, code_hash, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $9 * interval '1 millisecond')`

const FIND = `
  select encode(token_hash, 'hex') as id, purpose, case_id, step, instance, epoch, person, tries, expires_at, used_at, used_for
  from mail_link where token_hash = $1`

// One row, one lock: many at once are counted one after another.
const CHECK = `
  update mail_link set tries = tries + case when code_hash = $2 then 0 else 1 end
  where token_hash = $1 and tries < $3 returning code_hash = $2 as fits, tries`

const NOTE = `
  insert into mail_link_refused (about, why, hour, case_id, person) values ($1, $2, date_trunc('hour', clock_timestamp()), $3, $4)
  on conflict (about, why, hour) do update set times = mail_link_refused.times + 1, last_at = clock_timestamp()`

const linkOf = (row: LinkRow): MailLink => ({
  id: row.id, purpose: row.purpose, caseId: row.case_id, step: row.step, instance: row.instance, epoch: row.epoch, person: row.person,
  expiresAt: row.expires_at.getTime(), usedAt: row.used_at?.getTime() ?? null, usedFor: row.used_for, locked: row.tries >= MOST_WRONG_CODES,
})

const WORDS: Readonly<Record<DeadLink, string>> = {
  unknown: 'the link of a mail is unknown', 'other-purpose': 'the link of a mail was used for something else', expired: 'the link of a mail has expired',
  locked: 'the link of a mail is locked after too many wrong codes', 'person-left': 'the link of a mail is of somebody who has left',
  'not-theirs': 'the link of a mail is of somebody who has the step no more', 'step-over': 'the link of a mail is of a step that is over',
  'wrong-code': 'a wrong code was typed for the link of a mail', 'no-session': 'a step that moves money needs somebody who is signed in',
}

const refusalOf = (why: DeadLink, { person, step, instance }: MailLink, at: number): AuditEvent =>
  ({ type: 'refused', at, actor: `person:${person}`, via: 'email', step, instance, detail: { code: `mail-link-${why}`, message: WORDS[why], asked: 'mail-link' } })
