/**
 * Waiting is subscribing: a case's wait is a row, an event's fields are rows, and each looks for the other under a lock on
 * (event, field, value), so that neither can miss the other. A row opens when its turn is recorded, which may yet turn out not to
 * be true and then only costs a signal that the case ignores; it closes only when a proven turn no longer has it.
 */
export const subscriptions = `
create table subscription (
  case_id text not null,
  id text not null,
  event text not null,
  field text not null,
  value text not null,
  -- Events received before do not count. Epoch milliseconds of the world's clock.
  since bigint not null,
  primary key (case_id, id)
);
create index subscription_lookup on subscription (event, field, value);

-- The fields of events that may be waited for, for as long as an event is kept.
create table inbox_value (
  inbox_id bigint not null,
  event text not null,
  field text not null,
  value text not null,
  received_at timestamptz not null,
  primary key (inbox_id, field)
);
create index inbox_value_lookup on inbox_value (event, field, value, received_at);
create index inbox_value_age on inbox_value (received_at);

-- An event that a case is to be told. 'told' may still be of no use to it; 'used' is said by a proven turn alone.
create table arrival (
  inbox_id bigint not null,
  case_id text not null,
  state text not null default 'due' check (state in ('due', 'told', 'used')),
  next_at timestamptz not null default clock_timestamp(),
  tries int not null default 0,
  reason text,
  primary key (inbox_id, case_id)
);
create index arrival_due on arrival (next_at) where state = 'due';
create index arrival_case on arrival (case_id);

-- The whole state of an ended case that an event may open again.
create table ended_case (
  case_id text primary key,
  run_id text not null,
  state text not null
);

alter table turn add column subscriptions text not null default '[]';
alter table turn add column used text[] not null default '{}';
alter table turn add column final text;

create function lock_value(p_event text, p_field text, p_value text) returns void language sql as $body$
  select pg_advisory_xact_lock(hashtextextended(p_event || chr(10) || p_field || chr(10) || p_value, 20261));
$body$;

-- Keeps an event's fields and finds who waits for one of them.
create function keep_event(p_inbox bigint, p_event text, p_values json) returns void language plpgsql as $body$
declare
  v record;
begin
  for v in select field, value from json_to_recordset(p_values) as x (field text, value text) order by field, value loop
    perform lock_value(p_event, v.field, v.value);
    insert into inbox_value (inbox_id, event, field, value, received_at) values (p_inbox, p_event, v.field, v.value, clock_timestamp());
    insert into arrival (inbox_id, case_id)
      select distinct p_inbox, s.case_id from subscription s
      where s.event = p_event and s.field = v.field and s.value = v.value and s.since <= extract(epoch from clock_timestamp()) * 1000
      on conflict do nothing;
  end loop;
end $body$;

-- Opens the subscriptions that a case has not had so, and finds the kept events that fit.
create function subscribe(p_case text, p_subscriptions json) returns void language plpgsql as $body$
declare
  s record;
  found_some boolean := false;
begin
  for s in
    select n.* from json_to_recordset(p_subscriptions) as n (id text, event text, field text, value text, since bigint)
    left join subscription o on o.case_id = p_case and o.id = n.id
    where o.id is null or (o.event, o.field, o.value) is distinct from (n.event, n.field, n.value)
    order by n.event, n.field, n.value
  loop
    perform lock_value(s.event, s.field, s.value);
    insert into subscription (case_id, id, event, field, value, since) values (p_case, s.id, s.event, s.field, s.value, s.since)
      on conflict (case_id, id) do update set event = excluded.event, field = excluded.field, value = excluded.value, since = excluded.since;
    insert into arrival (inbox_id, case_id)
      select v.inbox_id, p_case from inbox_value v
      where v.event = s.event and v.field = s.field and v.value = s.value
        and v.received_at > clock_timestamp() - interval '30 days' and extract(epoch from v.received_at) * 1000 >= s.since
      on conflict (inbox_id, case_id) do update set state = 'due', next_at = clock_timestamp() where arrival.state = 'told';
    found_some := found_some or found;
  end loop;
  if found_some then
    perform pg_notify('evenkeel_inbox', p_case);
  end if;
end $body$;

create or replace function follow_proven(p_case text) returns void language plpgsql as $body$
declare
  newest turn;
begin
  select * into newest from turn where case_id = p_case and state = 'proven' order by run_order desc, turn desc limit 1;
  if not found or exists (
    select 1 from case_summary where case_id = p_case and run_order = newest.run_order and turn = newest.turn
  ) then
    return;
  end if;
  insert into case_summary (case_id, run_order, turn, sop, state, opened_at, search, summary)
    select p_case, newest.run_order, newest.turn, l.sop, l.state, l.opened_at, l.search, newest.summary
    from json_to_record(newest.listing::json) as l (sop text, state text, opened_at bigint, search text)
    on conflict (case_id) do update set run_order = excluded.run_order, turn = excluded.turn, sop = excluded.sop,
      state = excluded.state, opened_at = excluded.opened_at, search = excluded.search, summary = excluded.summary;
  delete from assignment where case_id = p_case;
  insert into assignment (case_id, instance, step, assignee, claimed_by, for_whom, due_at, card)
    select p_case, k.instance, k.step, k.assignee, k.claimed_by, k.for_whom, k.due_at, k.card
    from json_to_recordset(newest.tasks::json)
      as k (instance text, step text, assignee text, claimed_by text, for_whom text, due_at bigint, card text);
  delete from subscription s where s.case_id = p_case and not exists (
    select 1 from turn t, json_to_recordset(t.subscriptions::json) as k (id text)
    where t.case_id = p_case and k.id = s.id
      and (t.id = newest.id or (t.state = 'unproven' and (t.run_order, t.turn) > (newest.run_order, newest.turn)))
  );
  if newest.final is not null then
    insert into ended_case (case_id, run_id, state) values (p_case, newest.run_id, newest.final)
      on conflict (case_id) do update set run_id = excluded.run_id, state = excluded.state;
  else
    delete from ended_case where case_id = p_case;
  end if;
end $body$;

-- As before, and what a turn used is used from here on.
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
      returning t.used
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
  return proven;
end $body$;

create function record_turn(
  p_case text, p_workflow text, p_run text, p_continued_from text, p_turn int, p_token text, p_proofs json, p_at bigint,
  p_events text[], p_listing text, p_summary text, p_tasks text, p_assignees text[], p_targets text[], p_resolutions json,
  p_subscriptions text, p_used text[], p_final text
) returns void language plpgsql as $body$
begin
  perform record_turn(p_case, p_workflow, p_run, p_continued_from, p_turn, p_token, p_proofs, p_at,
    p_events, p_listing, p_summary, p_tasks, p_assignees, p_targets, p_resolutions);
  if p_subscriptions <> '[]' or p_used <> '{}' or p_final is not null then
    update turn set subscriptions = p_subscriptions, used = p_used, final = p_final
      where case_id = p_case and run_id = p_run and turn = p_turn and token = p_token;
    perform subscribe(p_case, p_subscriptions::json);
  end if;
end $body$;

create function record_answered_turn(p_version text, p_requests text[],
  p_case text, p_workflow text, p_run text, p_continued_from text, p_turn int, p_token text, p_proofs json, p_at bigint,
  p_events text[], p_listing text, p_summary text, p_tasks text, p_assignees text[], p_targets text[], p_resolutions json,
  p_subscriptions text, p_used text[], p_final text
) returns boolean language plpgsql as $body$
begin
  perform lock_case(p_case);
  if (select o.version from organisation_version o order by o.made_current desc limit 1) is distinct from p_version
    or exists (select 1 from resolution r where r.case_id = p_case and r.request_id = any (p_requests)) then
    return false;
  end if;
  perform record_turn(p_case, p_workflow, p_run, p_continued_from, p_turn, p_token, p_proofs, p_at,
    p_events, p_listing, p_summary, p_tasks, p_assignees, p_targets, p_resolutions, p_subscriptions, p_used, p_final);
  return true;
end $body$;

-- When a SOP that begins by the clock was last looked at, so that what an outage missed is made up for.
create table schedule_tick (
  sop text primary key,
  until_ms bigint not null
);
`
