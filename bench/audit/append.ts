import type pg from 'pg'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import type { Stage } from '../contract.ts'
import { median, rounded } from '../numbers.ts'

const EVENTS_A_TURN = 2

/** What appending to the record takes beside the least that it can take. */
export interface Appending {
  /** Median of the rounds. */
  readonly ratio: number
  readonly ratios: readonly number[]
  readonly oursPerSec: number
  readonly floorPerSec: number
}

/**
 * Ours: the sealer's function takes a case's proven turn, links its two events, and moves the head. The floor: a table of the same columns
 * and key, into which a function puts two rows of the same bytes, each with its hash, and moves a head; nothing is proven, read or noted.
 * Both commit once a turn, on one connection, and take turns in each round.
 */
export async function appendRatio(stage: Stage, turns: number, rounds: number): Promise<Appending> {
  const { databaseUrl } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl, { max: 1 })
  try {
    await database.pool.query(FLOOR)
    const took: { readonly ours: number; readonly floor: number }[] = []
    for (let round = 0; round <= rounds; round++) {
      await database.pool.query(TURNS, [`round${round}`, turns, EVENT, EVENTS_A_TURN])
      await database.pool.query('vacuum analyze turn')
      const floor = await timed(database.pool, turns, (nth) => ({ name: 'floor', text: 'select floor_append($1, $2::text[])', values: [`round${round}-${nth}`, [WRAPPED, WRAPPED]] }))
      const ours = await timed(database.pool, turns, (nth) => ({ name: 'ours', text: 'select chain_case($1)', values: [`round${round}-${nth}`] }))
      // The first round warms up what both need.
      if (round > 0) took.push({ ours, floor })
      stage.note(`round ${round} of ${rounds} of appending`)
    }
    const events = turns * EVENTS_A_TURN
    const ratios = took.map(({ ours, floor }) => ours / floor)
    const perSec = (times: readonly number[]): number => Math.round((events / median(times)) * 1_000)
    return { ratio: median(ratios), ratios: ratios.map((ratio) => rounded(ratio, 3)), oursPerSec: perSec(took.map(({ ours }) => ours)), floorPerSec: perSec(took.map(({ floor }) => floor)) }
  } finally {
    await database.close()
  }
}

async function timed(pool: pg.Pool, turns: number, query: (nth: number) => pg.QueryConfig): Promise<number> {
  const since = performance.now()
  for (let nth = 1; nth <= turns; nth++) await pool.query(query(nth))
  return performance.now() - since
}

const EVENT = JSON.stringify({
  type: 'decided', at: 1_795_165_200_000, actor: 'engine', step: 'eligibility', instance: 'eligibility#1', epoch: 1,
  detail: { rule: 3, because: 'in_window', inputs: { days: 12, value: '80.00', country: 'DE', condition: 'as new', channel: 'online shop' }, evidence: 'photo of the parcel, front and back' },
})

/** As long as it is once it is sealed. */
const WRAPPED = `{"format":2,"caseId":"round1-1000","position":1,"runId":"run-1","turn":1,"token":"round1-1000","proven":true,"recordedAt":1795165200000,"event":${EVENT}}`

const TURNS = `
  with heads as (insert into case_head (case_id) select $1 || '-' || n from generate_series(1, $2::int) as n returning case_id)
  insert into turn (case_id, workflow_id, run_id, run_order, turn, token, state, at, events, listing, summary, tasks, assignees, targets)
    select case_id, 'w', 'run-1', 1, 1, case_id, 'proven', 1, array_fill($3::text, array[$4::int]), '{}', '{}', '[]', '{}', '{}' from heads`

const FLOOR = `
  create table floor_event (
    case_id text not null, position int not null, type text not null, at bigint not null, body bytea not null, previous_hash bytea not null, hash bytea not null,
    sealed_at timestamptz not null default clock_timestamp(), primary key (case_id, position));
  create table floor_head (case_id text primary key, position int not null, hash bytea not null);
  create function floor_append(p_case text, p_events text[]) returns void language plpgsql as $body$
  declare
    v_hash bytea := decode(repeat('00', 32), 'hex');
    v_before bytea;
    v_body bytea;
    v_position int := 0;
    v_event text;
  begin
    foreach v_event in array p_events loop
      v_before := v_hash;
      v_position := v_position + 1;
      v_body := convert_to(v_event, 'UTF8');
      v_hash := sha256(v_before || v_body);
      insert into floor_event (case_id, position, type, at, body, previous_hash, hash) values (p_case, v_position, 'decided', 1795165200000, v_body, v_before, v_hash);
    end loop;
    insert into floor_head (case_id, position, hash) values (p_case, v_position, v_hash);
  end $body$`
