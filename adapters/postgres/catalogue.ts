import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type pg from 'pg'
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
export function createCatalogue({ db, pool }: Pick<Database, 'db' | 'pool'>, now: () => number = Date.now): Catalogue {
  const organisation = createCurrent(pool)
  const all = createAll(pool)
  return guarded<Catalogue>({
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

    async current(sop, version) {
      const of = newest(db).where('sop', '=', sop)
      const row = await (version === undefined ? of : of.where('version', '=', version)).executeTakeFirst()
      return row && (JSON.parse(row.plan) as Plan)
    },

    all,

    async publishedAt() {
      const rows = await db
        .selectFrom('sop_version').distinctOn('sop').select(['sop', 'published_at']).orderBy('sop').orderBy('made_current', 'desc').execute()
      return Object.fromEntries(rows.map(({ sop, published_at }) => [sop, published_at.getTime()]))
    },

    organisation,
  })
}

const CURRENT = `
  select case when version is distinct from $1 then body end as body from organisation_version order by made_current desc limit 1`

/** The organisation in force: asked for with every request, so it is read and parsed only when another one is current. A version is its content. */
function createCurrent(pool: pg.Pool): () => Promise<Organisation> {
  let known: Organisation | undefined
  return async () => {
    const before = known
    const { rows } = await pool.query<{ body: string | null }>({ name: 'current_organisation', text: CURRENT, values: [before?.version ?? null] })
    const [row] = rows
    const current = row && row.body !== null ? (JSON.parse(row.body) as Organisation) : row && before
    if (!current) throw new Unavailable('no organisation is published: publish "organisation.yaml" first', 'no-organisation')
    known = current
    return current
  }
}

const VERSIONS = 'select distinct on (sop) sop, version from sop_version order by sop, made_current desc'
const PLANS = 'select sop, version, plan from sop_version where (sop, version) in (select * from unnest($1::text[], $2::text[]))'

/** The plans in force: asked for with every delivery, so each is read and parsed once. A version is its content. */
function createAll(pool: pg.Pool): () => Promise<readonly Plan[]> {
  let known: ReadonlyMap<string, Plan> = new Map()
  const nameOf = ({ sop, version }: { readonly sop: string; readonly version: string }): string => `${sop} ${version}`
  return async () => {
    const { rows: wanted } = await pool.query<{ sop: string; version: string }>({ name: 'current_versions', text: VERSIONS })
    const missing = wanted.filter((one) => !known.has(nameOf(one)))
    const { rows: read } = missing.length === 0
      ? { rows: [] }
      : await pool.query<{ sop: string; version: string; plan: string }>({ name: 'plans', text: PLANS, values: [missing.map(({ sop }) => sop), missing.map(({ version }) => version)] })
    const found = new Map([...known, ...read.map((row) => [nameOf(row), JSON.parse(row.plan) as Plan] as const)])
    known = new Map(wanted.flatMap((one) => { const plan = found.get(nameOf(one)); return plan ? [[nameOf(one), plan] as const] : [] }))
    return [...known.values()]
  }
}

const newest = (db: Kysely<Schema>) =>
  db.selectFrom('sop_version').distinctOn('sop').select('plan').orderBy('sop').orderBy('made_current', 'desc')
