import type { MetricValue } from '../../domain/metrics/metric.ts'
import type { MetricStore, Report } from '../../domain/metrics/port.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

/** Values of metrics in PostgreSQL. */
export const createMetrics = ({ pool }: Pick<Database, 'pool'>): MetricStore => guarded<MetricStore>({
  async latest() {
    const { rows } = await pool.query<ValueRow>(LATEST)
    return rows.map(valueOf)
  },
  async history(metric, since) {
    const { rows } = await pool.query<ValueRow>(HISTORY, [storable(metric), since])
    return rows.map(valueOf).reverse()
  },
  async measuredAt(to) {
    const { rows } = await pool.query<{ metric: string }>('select metric from metric_measured where ends_at = $1', [to])
    return new Set(rows.map(({ metric }) => metric))
  },
  keep: (metric, to, values) => inTransaction(pool, async (client) => {
    for (const value of values) await client.query(KEEP, rowOf(value))
    await client.query('insert into metric_measured (metric, ends_at) values ($1, $2) on conflict do nothing', [metric, to])
  }),
  async report({ metric, group, value, at, by }) {
    const { rows } = await pool.query<{ value: number }>(REPORT, [storable(metric), storable(group), value, at, by])
    return rows[0]?.value === value ? 'kept' : 'conflict'
  },
  async reportedIn({ from, to }) {
    const { rows } = await pool.query<{ metric: string; of_group: string; value: number }>(REPORTED, [from, to])
    return rows.map(({ of_group: group, ...rest }) => ({ ...rest, group }))
  },
  async unjudged(limit) {
    const { rows } = await pool.query<Omit<Report, 'by' | 'group' | 'id'> & { id: number; of_group: string; by_whom: string }>(UNJUDGED, [limit])
    return rows.map(({ id, of_group: group, by_whom: by, ...rest }) => ({ ...rest, id: String(id), group, by }))
  },
  judged: (report, value) => inTransaction(pool, async (client) => {
    if (value !== undefined) await client.query(KEEP, rowOf(value))
    await client.query('update metric_report set judged = true where id = $1', [report.id])
  }),
})

interface ValueRow {
  readonly metric: string
  readonly of_group: string
  readonly begins_at: number
  readonly ends_at: number
  readonly value: number | null
  readonly sample: number
}

const valueOf = ({ metric, of_group: group, begins_at: from, ends_at: to, value, sample }: ValueRow): MetricValue => ({ metric, group, from, to, value, sample })

const rowOf = ({ metric, group, from, to, value, sample }: MetricValue): unknown[] => [metric, storable(group), from, to, value, sample]

const LATEST = `
  select distinct on (metric, of_group) metric, of_group, begins_at, ends_at, value, sample
  from metric_value order by metric, of_group, ends_at desc`

const HISTORY = `
  select metric, of_group, begins_at, ends_at, value, sample
  from metric_value where metric = $1 and ends_at >= $2 order by ends_at desc, of_group desc limit 2000`

const KEEP = `
  insert into metric_value (metric, of_group, begins_at, ends_at, value, sample) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`

// The value that stands, whoever told it first; the update changes nothing and makes the row visible.
const REPORT = `
  insert into metric_report (metric, of_group, value, at, by_whom) values ($1, $2, $3, $4, $5)
  on conflict (metric, of_group, at) do update set value = metric_report.value returning value`

const REPORTED = `
  select distinct on (metric, of_group) metric, of_group, value
  from metric_report where at >= $1 and at < $2 order by metric, of_group, at desc`

const UNJUDGED = 'select id, metric, of_group, value, at, by_whom from metric_report where not judged order by id limit $1'
