import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Catalogue } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { publishFile } from './organisation-versions.ts'
import type { Schema } from './schema.ts'
import { guarded, Unavailable } from './unavailable.ts'

const NEXT = sql<number>`nextval('publication')`

/**
 * Versions by their content: publishing one twice is one row, publishing an older one makes it current again.
 * `now` decides which changes to rosters are still in force when the organisation file is published. `organisation` rejects with `Unavailable` while none is published.
 */
export const createCatalogue = ({ db }: Pick<Database, 'db'>, now: () => number = Date.now): Catalogue => guarded<Catalogue>({
  async publish(plan, source) {
    await db
      .insertInto('sop_version')
      .values({ sop: plan.sop, version: plan.version, plan: JSON.stringify(plan), source })
      .onConflict((conflict) => conflict.columns(['sop', 'version']).doUpdateSet({ made_current: NEXT }))
      .execute()
  },

  async publishOrganisation(organisation, source) {
    await db.transaction().execute((within) => publishFile(within, organisation, source, now()))
  },

  async current(sop) {
    const row = await newest(db).where('sop', '=', sop).executeTakeFirst()
    return row && (JSON.parse(row.plan) as Plan)
  },

  async all() {
    const rows = await newest(db).execute()
    return rows.map(({ plan }) => JSON.parse(plan) as Plan)
  },

  async publishedAt() {
    const rows = await db
      .selectFrom('sop_version').distinctOn('sop').select(['sop', 'published_at']).orderBy('sop').orderBy('made_current', 'desc').execute()
    return Object.fromEntries(rows.map(({ sop, published_at }) => [sop, published_at.getTime()]))
  },

  async organisation() {
    const row = await db.selectFrom('organisation_version').select('body').orderBy('made_current', 'desc').limit(1).executeTakeFirst()
    if (!row) throw new Unavailable('no organisation is published: publish "organisation.yaml" first', 'no-organisation')
    return JSON.parse(row.body) as Organisation
  },
})

const newest = (db: Kysely<Schema>) =>
  db.selectFrom('sop_version').distinctOn('sop').select('plan').orderBy('sop').orderBy('made_current', 'desc')
