import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import { canonical } from '../../domain/json.ts'
import type { Json } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { withEdits } from '../../domain/roster/edit.ts'
import { editsOf } from './roster-events.ts'
import type { Schema } from './schema.ts'
import { Unavailable } from './unavailable.ts'

type Within = Transaction<Schema>

const NEXT = sql<number>`nextval('publication')`

/** One at a time: whoever publishes the file or a change sees all that came before. Held until the transaction ends. 1 is the resolver’s lock, 2 the dispatcher’s. */
export const queueForOrganisation = async (db: Within): Promise<void> => void (await sql`select pg_advisory_xact_lock(20261, 3)`.execute(db))

/** Publishes the file, with the changes that are still in force at `now` (epoch milliseconds) laid over it. */
export async function publishFile(db: Within, organisation: Organisation, source: string, now: number): Promise<void> {
  await queueForOrganisation(db)
  await put(db, organisation, source, null)
  await layOver(db, organisation, source, now)
}

/** The organisation in force and the file that it rests on. Rejects with `Unavailable` while none is published. */
export async function inForce(db: Within): Promise<{ readonly organisation: Organisation; readonly file: Organisation; readonly source: string }> {
  const current = await db.selectFrom('organisation_version').select(['body', 'source', 'file_version']).orderBy('made_current', 'desc').limit(1).executeTakeFirst()
  if (!current) throw new Unavailable('no organisation is published: publish "organisation.yaml" first', 'no-organisation')
  const organisation = JSON.parse(current.body) as Organisation
  if (current.file_version === null) return { organisation, file: organisation, source: current.source }
  const { body } = await db.selectFrom('organisation_version').select('body').where('version', '=', current.file_version).executeTakeFirstOrThrow()
  return { organisation, file: JSON.parse(body) as Organisation, source: current.source }
}

/** Makes the file with the changes over it the current version, or the file itself where there are none. */
export async function layOver(db: Within, file: Organisation, source: string, now: number): Promise<void> {
  const merged = withEdits(file, await editsOf(db), now)
  if (merged === file) return put(db, file, source, null)
  const { version, ...rest } = merged
  const changed = { ...rest, fileVersion: version }
  const digest = createHash('sha256').update(canonical(changed as unknown as Json)).digest('hex')
  await put(db, { ...changed, version: digest }, source, version)
}

async function put(db: Within, organisation: Organisation, source: string, fileVersion: string | null): Promise<void> {
  await db
    .insertInto('organisation_version')
    .values({ version: organisation.version, body: JSON.stringify(organisation), source, file_version: fileVersion })
    .onConflict((conflict) => conflict.column('version').doUpdateSet({ made_current: NEXT }))
    .execute()
}
