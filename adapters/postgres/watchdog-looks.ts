import type pg from 'pg'
import type { Finding, FindingKind, Look, Seen } from '../../domain/watchdog/finding.ts'
import { LATE_MS, MOST_SEEN } from '../../domain/watchdog/limits.ts'

type Query = Pick<pg.Pool, 'query'>

interface Asked {
  readonly kind: FindingKind
  readonly name: string
  /** Takes an instant ($1) and how many ($2); gives what `Seen` has. */
  readonly text: string
  readonly lateMs: number
}

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8 as "expectedAt"`
const LABEL = '(select w.label from watchdog_case w where w.case_id = x.case_id)'

/** Whatever waits for a process of ours, or for a person who was not told. */
const ASKED: readonly Asked[] = [
  { kind: 'inbox-stuck', name: 'inbox', lateMs: LATE_MS.waiting, text: `
    select id::text as subject, null as "caseId", source || ' ' || delivery_id as label, ${ms('received_at')}, coalesce(topic || ', put off ' || postponed || ' times', topic) as what
    from inbox where state = 'waiting' and coalesce(again_at, received_at) < $1 order by id limit $2` },
  { kind: 'event-untold', name: 'arrivals', lateMs: LATE_MS.waiting, text: `
    select x.inbox_id || ' ' || x.case_id as subject, x.case_id as "caseId", coalesce(${LABEL}, '') as label, ${ms('x.next_at')}, coalesce(x.reason, 'it was not taken') as what
    from arrival x where x.state = 'due' and x.next_at < $1 order by x.next_at limit $2` },
  { kind: 'interaction-stuck', name: 'interactions', lateMs: LATE_MS.waiting, text: `
    select id as subject, null as "caseId", from_whom as label, ${ms('received_at')}, coalesce(reason, 'it was not taken up') as what
    from interaction where state = 'waiting' and coalesce(again_at, received_at) < $1 order by next_at limit $2` },
  { kind: 'message-unplanned', name: 'notices', lateMs: LATE_MS.waiting, text: `
    select x.turn_id::text as subject, x.case_id as "caseId", coalesce(${LABEL}, '') as label, ${ms('t.recorded_at')}, 'tried ' || x.tries || ' times' as what
    from notice x join turn t on t.id = x.turn_id where t.recorded_at < $1 order by x.turn_id limit $2` },
  { kind: 'message-unsent', name: 'urgent', lateMs: LATE_MS.waiting, text: unsent("x.urgent and x.created_at < $1 and (x.next_at < $1 + interval '2 minutes' or x.created_at < $1 - interval '15 minutes')") },
  { kind: 'message-unsent', name: 'calm', lateMs: LATE_MS.calmMessage, text: unsent("not x.urgent and (x.next_at < $1 or x.tries > 0 and x.created_at < $1 - interval '1 hour')") },
  { kind: 'effect-open', name: 'effects', lateMs: LATE_MS.effect, text: `
    select x.key as subject, x.case_id as "caseId", w.label, ${ms('x.first_tried_at')}, x.action as what
    from effect x join watchdog_case w on w.case_id = x.case_id where x.state = 'tried' and x.first_tried_at < $1 order by x.first_tried_at limit $2` },
  { kind: 'turns-unproven', name: 'unproven', lateMs: LATE_MS.waiting, text: `
    select 'all' as subject, null as "caseId", '' as label, ${ms('min(recorded_at)')}, count(*) || ' or more, the oldest of case ' || min(case_id) as what
    from (select * from turn where state = 'unproven' and recorded_at < $1 order by recorded_at limit $2) as x having count(*) > 0` },
  { kind: 'record-unsealed', name: 'unsealed', lateMs: LATE_MS.waiting, text: `
    select 'all' as subject, null as "caseId", '' as label, ${ms('min(recorded_at)')}, count(*) || ' or more, one of case ' || min(case_id) as what
    from (select * from turn where not sealed and state in ('proven', 'unknown') and recorded_at < $1 limit $2) as x having count(*) > 0` },
  { kind: 'message-gone', name: 'gone', lateMs: LATE_MS.waiting, text: `
    select x.turn_id || '/' || x.target as subject, x.case_id as "caseId", coalesce(${LABEL}, '') as label, ${ms('x.at')}, x.target as what
    from watchdog_message x join turn t on t.id = x.turn_id and t.state = 'proven'
    where x.at < $1 and not exists (select 1 from notice n where n.turn_id = x.turn_id) and not exists (select 1 from delivery d where ${belongs('d', 'x')}) order by x.at limit $2` },
  { kind: 'inbox-parked', name: 'parked', lateMs: LATE_MS.parked, text: `
    select id::text as subject, null as "caseId", source || ' ' || delivery_id as label, ${ms('settled_at')}, coalesce(reason, topic) as what
    from inbox where state = 'parked' and settled_at > $1 order by settled_at desc limit $2` },
  { kind: 'interaction-parked', name: 'given_up', lateMs: LATE_MS.parked, text: `
    select id as subject, null as "caseId", from_whom as label, ${ms('settled_at')}, coalesce(reason, '') as what
    from interaction where state = 'parked' and settled_at > $1 order by settled_at desc limit $2` },
  { kind: 'mail-parked', name: 'mails', lateMs: LATE_MS.parked, text: `
    select id::text as subject, case_id as "caseId", coalesce(sender, 'somebody') as label, ${ms('settled_at')}, reason as what
    from mail where state = 'parked' and settled_at > $1 order by id desc limit $2` },
]

function unsent(which: string): string {
  return `select x.id::text as subject, x.case_id as "caseId", coalesce(${LABEL}, '') as label, ${ms('x.next_at')}, x.headline || ' (' || x.target || ' by ' || x.channel || coalesce(': ' || x.reason, '') || ')' as what
    from delivery x where x.state in ('due', 'sending') and ${which} order by x.id limit $2`
}

/** A turn's message to somebody, or to whoever got it in their place. The character after the full stop is the slash. */
function belongs(delivery: string, expected: string): string {
  return `${delivery}.origin ~>=~ (${expected}.turn_id || '.') and ${delivery}.origin ~<~ (${expected}.turn_id || '/') and (${delivery}.target = ${expected}.target or ${delivery}.person is distinct from ${delivery}.target)`
}

/** All looks that need no case in hand. Two of one kind make one look. */
export async function looksAtRows(on: Query, now: number): Promise<readonly Look[]> {
  const looks: Look[] = []
  for (const { kind, name, text, lateMs } of ASKED) {
    const { rows } = await on.query<Omit<Seen, 'kind'>>({ name: `watchdog_${name}`, text, values: [new Date(now - lateMs), MOST_SEEN] })
    const seen = rows.map((row): Seen => ({ kind, ...row }))
    const full = rows.length < MOST_SEEN
    const other = looks.findIndex(({ kinds }) => kinds.includes(kind))
    const before = looks[other]
    if (before) looks[other] = { ...before, seen: [...before.seen, ...seen], full: before.full && full }
    else looks.push({ kinds: [kind], seen, full })
  }
  return looks
}

/** A message that has come to an end is missed no more, nor one of a turn that never happened. */
const ENDED = `
  delete from watchdog_message x where x.ctid in (
    select y.ctid from watchdog_message y left join turn t on t.id = y.turn_id
    where t.id is null or t.state = 'discarded' or y.at < $1
      or exists (select 1 from delivery d where ${belongs('d', 'y')} and d.state in ('sent', 'failed', 'suppressed', 'bundled'))
    limit 20000)`

/** Forgets what needs no more watching. */
export const forgetMessages = async (on: Query, now: number): Promise<void> => {
  await on.query({ name: 'watchdog_forget', text: ENDED, values: [new Date(now - LATE_MS.parked)] })
}

const CASE_KINDS = ['case-row-gone', 'task-row-gone', 'turn-gone', 'record-gone'] as const satisfies readonly FindingKind[]

// What is compared with the tables is what the newest turn said, once it is proven; before, the tables may lag behind.
const SLICE = `
  select x.case_id as "caseId", x.label, ${ms('x.recorded_at')}, t.id is null as "turn-gone",
    t.state = 'proven' and (s.case_id is null or (s.run_order, s.turn) = (x.run_order, x.turn) and s.state <> 'open') as "case-row-gone",
    case when t.state = 'proven' and (s.case_id is null or (s.run_order, s.turn) = (x.run_order, x.turn)) then
      (select string_agg(i, ', ') from unnest(x.instances) as i where not exists (select 1 from assignment a where a.case_id = x.case_id and a.instance = i)) end as missing,
    coalesce(h.position, 0) as head, (select count(*) from audit_event e where e.case_id = x.case_id)::int as events, coalesce(t.sealed, false) as sealed
  from watchdog_case x left join turn t on t.id = x.turn_id left join case_summary s on s.case_id = x.case_id left join case_head h on h.case_id = x.case_id
  where x.case_id = any ($1) and x.recorded_at < $2`

interface SliceRow {
  readonly caseId: string
  readonly label: string
  readonly expectedAt: number
  readonly 'turn-gone': boolean
  readonly 'case-row-gone': boolean | null
  readonly missing: string | null
  readonly head: number
  readonly events: number
  readonly sealed: boolean
}

const SLICE_SIZE = 25_000
const AT_ONCE = 5_000

/** Compares what cases promised with what lies in the tables, so many cases a round; what was found before is looked at every time. */
export async function looksAtCases(on: Query, now: number, known: readonly Finding[], from: string): Promise<{ readonly look: Look; readonly next: string }> {
  const again = known.filter(({ kind }) => CASE_KINDS.some((one) => one === kind)).flatMap(({ caseId }) => caseId ?? [])
  const seen: Seen[] = await differences(on, again, now)
  let after = from
  for (let done = 0; done < SLICE_SIZE; done += AT_ONCE) {
    const { rows } = await on.query<{ id: string }>({ name: 'watchdog_slice', text: 'select case_id as id from watchdog_case where case_id > $1 order by case_id limit $2', values: [after, AT_ONCE] })
    seen.push(...await differences(on, rows.map(({ id }) => id), now))
    // The last page of the walk before was a full one: begin anew at once.
    if (rows.length === 0 && done === 0 && after !== '') {
      after = ''
      continue
    }
    after = rows.length < AT_ONCE ? '' : (rows.at(-1)?.id ?? '')
    if (after === '') break
  }
  return { look: { kinds: CASE_KINDS, seen, full: true }, next: after }
}

async function differences(on: Query, caseIds: readonly string[], now: number): Promise<Seen[]> {
  if (caseIds.length === 0) return []
  const { rows } = await on.query<SliceRow>({ name: 'watchdog_differences', text: SLICE, values: [caseIds, new Date(now - LATE_MS.due)] })
  return rows.flatMap((row) => [
    ...(row['turn-gone'] ? [of(row, 'turn-gone', '')] : []),
    ...(row['case-row-gone'] === true ? [of(row, 'case-row-gone', 'it is open')] : []),
    ...(row.missing === null ? [] : [of(row, 'task-row-gone', row.missing)]),
    ...(row.head !== row.events ? [of(row, 'record-gone', `${row.head} events by its head, ${row.events} there`)] : row.sealed && row.head === 0 ? [of(row, 'record-gone', 'nothing of it is there')] : []),
  ])
}

const of = ({ caseId, label, expectedAt }: SliceRow, kind: FindingKind, what: string): Seen => ({ kind, subject: caseId, caseId, label, expectedAt, what })

const UNSTARTED = `
  select x.case_id as subject, x.case_id as "caseId", x.key as label, ${ms('x.reserved_at')}, '' as what
  from case_file x where (x.case_id = any ($3) or x.reserved_at >= $2 and x.reserved_at < $1) and not exists (select 1 from case_head h where h.case_id = x.case_id) order by x.reserved_at limit $4`

/** Cases that were to be opened since the last look, `from` epoch milliseconds, and never began. `next` is where to go on. */
export async function looksAtFiles(on: Query, now: number, known: readonly Finding[], from: number): Promise<{ readonly look: Look; readonly next: number }> {
  const until = now - LATE_MS.waiting
  const again = known.filter(({ kind }) => kind === 'never-started').map(({ subject }) => subject)
  const { rows } = await on.query<Omit<Seen, 'kind'>>({ name: 'watchdog_unstarted', text: UNSTARTED, values: [new Date(until), new Date(from), again, again.length + MOST_SEEN] })
  const full = rows.length < again.length + MOST_SEEN
  return { look: { kinds: ['never-started'], seen: rows.map((row): Seen => ({ kind: 'never-started', ...row })), full }, next: full ? Math.max(from, until) : from }
}

const MISSED = `
  select case_id as subject, case_id as "caseId", label, least(due_at, engine_at)::float8 as "expectedAt", case when due_at <= least(due_at, engine_at) then due_what else 'the engine had a timer for it' end as what
  from watchdog_case where least(due_at, engine_at) < $1 order by least(due_at, engine_at) limit $2`

/** Cases whose instant is past and that have done nothing since. */
export async function looksAtDeadlines(on: Query, now: number): Promise<Look> {
  const { rows } = await on.query<Omit<Seen, 'kind'>>({ name: 'watchdog_missed', text: MISSED, values: [now - LATE_MS.due, MOST_SEEN] })
  return { kinds: ['deadline-missed'], seen: rows.map((row): Seen => ({ kind: 'deadline-missed', ...row })), full: rows.length < MOST_SEEN }
}
