import { heartbeat } from '@temporalio/activity'
import type pg from 'pg'

/** What a hand-written case starts from. */
export interface Opened {
  readonly caseId: string
  readonly event: { readonly id: string; readonly order_name: string; readonly days: number; readonly total: number; readonly amount: string }
}
export interface Answer {
  readonly commandId: string
  readonly by: string
  readonly outcome: string
  readonly form: { readonly grade: string; readonly note: string }
}

/** Work list, audit rows and the ledger of calls of the hand-written case. */
export const TWIN_TABLES = `
create table twin_work_item (case_id text primary key, step text not null, title text not null, assignee text not null, state text not null, due_at timestamptz not null);
create index twin_work_item_assignee on twin_work_item (assignee) where state = 'open';
create table twin_audit (case_id text not null, step text not null, type text not null, at timestamptz not null default clock_timestamp(), actor text not null, detail text not null,
  primary key (case_id, step, type));
create table twin_effect (key text primary key, case_id text not null, action text not null, input text not null, result text, at timestamptz not null default clock_timestamp());
`

const START = `
insert into twin_audit (case_id, step, type, actor, detail)
  values ($1, 'case', 'case_opened', 'integration:shop', $2), ($1, 'window', 'decided', 'engine', $3) on conflict do nothing`

// Whoever has the fewest open items gets the next one.
const OPEN = `
with audit as (insert into twin_audit (case_id, step, type, actor, detail) values ($1, 'value', 'decided', 'engine', $2), ($1, 'inspect', 'step_started', 'engine', '{}') on conflict do nothing),
  chosen as (select person from unnest(array['ana', 'bo']) as person
    order by (select count(*) from twin_work_item w where w.assignee = person and w.state = 'open'), person limit 1)
insert into twin_work_item (case_id, step, title, assignee, state, due_at)
  select $1, 'inspect', $3, person, 'open', clock_timestamp() + interval '4 hours' from chosen on conflict do nothing`

const CLOSE = `
with audit as (insert into twin_audit (case_id, step, type, actor, detail)
    values ($1, 'inspect', 'completed', $2, $3), ($1, 'verdict', 'decided', 'engine', $4), ($1, 'case', 'case_closed', 'engine', $4) on conflict do nothing)
update twin_work_item set state = 'done' where case_id = $1`

const BEGIN = 'insert into twin_effect (key, case_id, action, input) values ($1, $2, $3, $4) on conflict (key) do update set key = excluded.key returning result'

// The answer and its audit row in one statement.
const FINISH = `
with audit as (insert into twin_audit (case_id, step, type, actor, detail) values ($1, $2, 'effect_done', 'integration:partner', $3) on conflict do nothing)
update twin_effect set result = $3 where key = $4`

/** The activities of the hand-written case: one statement each where that is enough. */
export const createTwinActivities = ({ pool, partner }: { readonly pool: pg.Pool; readonly partner: (action: string, key: string) => Promise<object> }) => {
  const call = (action: string) => async ({ caseId, event }: Opened): Promise<object> => {
    const beat = setInterval(() => heartbeat(), 1_000)
    try {
      const key = `${caseId}/${action}`
      const { rows: [known] } = await pool.query<{ result: string | null }>({ name: 'twin_begin', text: BEGIN, values: [key, caseId, action, JSON.stringify({ return: event.id, amount: event.amount })] })
      if (known?.result) return JSON.parse(known.result) as object
      const result = await partner(action, key)
      await pool.query({ name: 'twin_finish', text: FINISH, values: [caseId, action, JSON.stringify(result), key] })
      return result
    } finally {
      clearInterval(beat)
    }
  }
  return {
    async checkWindow({ caseId, event }: Opened): Promise<boolean> {
      const yes = event.days <= 30
      await pool.query({ name: 'twin_start', text: START, values: [caseId, JSON.stringify(event), JSON.stringify({ value: event.days, outcome: yes ? 'yes' : 'late' })] })
      return yes
    },
    async openInspection({ caseId, event }: Opened): Promise<boolean> {
      const yes = event.total < 10_000
      await pool.query({ name: 'twin_open', text: OPEN, values: [caseId, JSON.stringify({ value: event.total, outcome: yes ? 'yes' : 'above' }), `Inspect the parcel of ${event.order_name}`] })
      return yes
    },
    async closeInspection({ caseId }: Opened, { by, outcome: given, form }: Answer): Promise<string> {
      const outcome = given === 'graded' && ['a', 'b'].includes(form.grade) ? 'refunded' : 'declined'
      await pool.query({ name: 'twin_close', text: CLOSE, values: [caseId, `person:${by}`, JSON.stringify({ outcome: given, form }), JSON.stringify({ outcome })] })
      return outcome
    },
    approve: call('approve'),
    label: call('label'),
    refund: call('refund'),
  }
}

/** The workflow imports this type and never the code. */
export type TwinActivities = ReturnType<typeof createTwinActivities>
