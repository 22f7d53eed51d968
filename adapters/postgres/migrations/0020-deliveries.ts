/**
 * Messages to staff. A turn that becomes true leaves a notice in the same transaction and nothing more, because somebody waits for
 * it; what a notice means, and for whom, is worked out afterwards.
 */
export const deliveries = `
create table notice (
  turn_id bigint primary key,
  case_id text not null,
  tries int not null default 0,
  next_at timestamptz not null default clock_timestamp()
);

-- One row a message, a person and a channel. A cause has one row, however often it is planned.
create table delivery (
  id bigint generated always as identity primary key,
  cause text not null unique,
  -- What is told to whom; all the ways by which that was tried have it in common.
  origin text not null,
  target text not null,
  by_channels text[],
  case_id text not null,
  step text,
  instance text,
  kind text not null check (kind in ('task', 'reminder', 'told', 'asked', 'notice', 'digest')),
  person text,
  address text not null,
  channel text not null check (channel in ('slack', 'email')),
  urgent boolean not null,
  headline text not null,
  state text not null check (state in ('due', 'sending', 'sent', 'failed', 'failed_over', 'suppressed', 'bundled')),
  tries int not null default 0,
  possible_repeat boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  first_try_at timestamptz,
  -- When it is due; of one that is being sent, when its sender is taken for dead.
  next_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  -- Of the sender that has it.
  token text,
  reference text,
  reason text,
  -- The first row of the digest that it is or belongs to.
  bundle bigint
);
create index delivery_due on delivery (channel, address, urgent, next_at, id) where state in ('due', 'sending');
create index delivery_case on delivery (case_id, id);
-- Also found by how it begins: by the event.
create index delivery_origin on delivery (origin text_pattern_ops);
create index delivery_bundle on delivery (bundle) where bundle is not null;

-- All that goes to one address: one message at a time, and not faster than its channel allows.
create table lane (
  channel text not null,
  address text not null,
  -- When something is due and may go; null while nothing is.
  ready_at timestamptz,
  urgent boolean not null default false,
  free_at timestamptz not null default '-infinity',
  -- Until when what is not urgent waits for company.
  held_until timestamptz not null default '-infinity',
  window_from bigint not null default 0,
  singles int not null default 0,
  primary key (channel, address)
);
create index lane_ready on lane (urgent desc, ready_at) where ready_at is not null;

-- Messages that show a step somewhere and change in place.
create table card (
  delivery_id bigint primary key,
  case_id text not null,
  -- Counts the changes of the case; 'shown' is the last one that was looked at.
  wanted int not null default 1,
  shown int not null default 0,
  hash bytea not null,
  tries int not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  over boolean not null default false,
  reason text
);
create index card_of_case on card (case_id) where not over;
create index card_to_show on card (next_at) where wanted > shown and not over;

-- As before, and whoever is to be told of the turn is worked out from its notice.
create or replace function prove_turns(p_case text, p_proofs json) returns int language plpgsql as $body$
declare
  proven int;
  v_used text[];
begin
  perform lock_case(p_case);
  with became as (
    update turn t set state = 'proven'
      from json_to_recordset(p_proofs) as p ("runId" text, turn int, token text)
      where t.case_id = p_case and t.run_id = p."runId" and t.turn = p.turn and t.token = p.token and t.state <> 'proven'
        and not exists (select 1 from turn r where r.case_id = p_case and r.run_id = t.run_id and r.turn = t.turn and r.state = 'proven')
      returning t.id, t.used
  ), noted as (
    insert into notice (turn_id, case_id) select id, p_case from became on conflict do nothing
  )
  select count(*), (select array_agg(u) from became b, unnest(b.used) as u) into proven, v_used from became;
  if proven = 0 then
    return 0;
  end if;
  if v_used is not null then
    update arrival set state = 'used' where case_id = p_case and inbox_id::text = any (v_used);
  end if;
  update turn t set state = 'discarded'
    from json_to_recordset(p_proofs) as p ("runId" text, turn int, token text)
    where t.case_id = p_case and t.run_id = p."runId" and t.turn = p.turn and t.state in ('unproven', 'unknown')
      and exists (select 1 from turn r where r.case_id = p_case and r.run_id = t.run_id and r.turn = t.turn and r.state = 'proven');
  perform follow_proven(p_case);
  perform pg_notify('evenkeel_case', p_case);
  perform pg_notify('evenkeel_notice', '');
  return proven;
end $body$;
`
