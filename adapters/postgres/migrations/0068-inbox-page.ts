/** The inbox for people: how often a webhook was told once more, and what nothing wanted, tried again because something may want it now. */
export const inboxPage = `
alter table inbox add column repeats int not null default 0;
create index inbox_repeated on inbox (id) where repeats > 0;

create or replace function store_delivery(p_source text, p_delivery text, p_event_id text, p_topic text, p_body bytea, p_event text, p_name text, p_values json) returns text language plpgsql as $body$
declare
  v_id bigint;
  v_other boolean;
begin
  insert into inbox (source, delivery_id, event_id, topic, body, event) values (p_source, p_delivery, p_event_id, p_topic, p_body, p_event)
    on conflict do nothing returning id into v_id;
  if v_id is not null then
    if p_values is not null then perform keep_event(v_id, p_name, p_values); end if;
    return 'stored';
  end if;
  select case when body is null then digest <> sha256(p_body) else body <> p_body end into v_other from inbox where source = p_source and delivery_id = p_delivery;
  if v_other then
    insert into inbox_conflict (source, delivery_id, body) select p_source, p_delivery, p_body
      where not exists (select 1 from inbox_conflict where source = p_source and delivery_id = p_delivery and body = p_body);
    return 'conflict';
  end if;
  -- A count that a crash loses is no loss; one that somebody else holds is not waited for, because its dispatcher may be at it for long.
  perform set_config('synchronous_commit', 'off', true);
  update inbox set repeats = repeats + 1 where id = (
    select id from inbox where (v_other is not null and source = p_source and delivery_id = p_delivery) or (v_other is null and source = p_source and topic = p_topic and event_id = p_event_id)
    for update skip locked limit 1);
  return 'repeat';
end $body$;

-- A webhook that nothing wanted may be tried again for as long as it is known what it says.
create or replace function decide_parked(p_kind text, p_subject text, p_decision text, p_by text, p_because text) returns text language plpgsql as $body$
declare
  v_state text;
begin
  if p_kind <> 'interaction' and p_subject !~ '^[0-9]{1,18}$' then return 'unknown'; end if;
  if p_kind = 'webhook' then
    select case when p_decision = 'again' and body is not null and event is not null and state = 'delivered' and case_id is null then 'parked' else state end
      into v_state from inbox where id = p_subject::bigint for update;
  elsif p_kind = 'mail' then
    select state into v_state from mail where id = p_subject::bigint for update;
  else
    select state into v_state from interaction where id = p_subject for update;
  end if;
  if v_state is null then return 'unknown'; end if;
  if v_state <> 'parked' and (v_state <> 'again' or p_decision = 'again') then return 'settled'; end if;
  if p_kind = 'webhook' and p_decision = 'again' then
    delete from inbox_try where inbox_id = p_subject::bigint;
    update inbox set state = 'waiting', again_at = clock_timestamp(), next_at = clock_timestamp(), postponed = 0, settled_at = null where id = p_subject::bigint;
    perform pg_notify('evenkeel_inbox', '');
  elsif p_kind = 'webhook' then
    update inbox set state = 'dismissed', settled_at = clock_timestamp() where id = p_subject::bigint;
  elsif p_kind = 'mail' then
    update mail set state = case when p_decision = 'again' then 'again' else 'dismissed' end, settled_at = clock_timestamp() where id = p_subject::bigint;
  elsif p_decision = 'again' then
    update interaction set state = 'waiting', again_at = clock_timestamp(), next_at = clock_timestamp(), faults = 0, tries = 0, settled_at = null where id = p_subject;
  else
    update interaction set state = 'dismissed', settled_at = clock_timestamp() where id = p_subject;
  end if;
  insert into parked_decision (kind, subject, decision, by_person, because) values (p_kind, p_subject, p_decision, p_by, p_because);
  return 'done';
end $body$;
`
