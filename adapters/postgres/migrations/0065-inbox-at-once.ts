/**
 * A delivery is stored in one round trip, and many at once: they lock what they could wake together, and only what subscribes locks it alone.
 * Whoever stores announces it after the commit, because an announcement inside would make one commit wait for the other.
 */
export const inboxAtOnce = `
drop trigger inbox_announced on inbox;
drop function announce_delivery();

-- Keeps an event's fields and finds who waits for one of them. In the order in which subscriptions lock theirs.
create or replace function keep_event(p_inbox bigint, p_event text, p_values json) returns void language plpgsql as $body$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(p_event || chr(10) || v.field || chr(10) || v.value, 20261))
    from (select field, value from json_to_recordset(p_values) as x (field text, value text) order by field, value) as v;
  insert into inbox_value (inbox_id, event, field, value, received_at)
    select p_inbox, p_event, field, value, clock_timestamp() from json_to_recordset(p_values) as x (field text, value text);
  insert into arrival (inbox_id, case_id)
    select distinct p_inbox, s.case_id from json_to_recordset(p_values) as x (field text, value text)
    join subscription s on s.event = p_event and s.field = x.field and s.value = x.value
    where s.since <= extract(epoch from clock_timestamp()) * 1000
    on conflict do nothing;
end $body$;

-- What a delivery says is forgotten before the delivery itself is: then it is compared by its hash.
alter table inbox alter column body drop not null, add column digest bytea;
create index inbox_with_body on inbox (received_at) where body is not null;
create index inbox_without_body on inbox (received_at) where body is null;
create index inbox_conflict_delivery on inbox_conflict (source, delivery_id);
create index inbox_conflict_age on inbox_conflict (received_at);

-- p_values is null for what nobody can wait for.
create function store_delivery(p_source text, p_delivery text, p_event_id text, p_topic text, p_body bytea, p_event text, p_name text, p_values json) returns text language plpgsql as $body$
declare
  v_id bigint;
begin
  insert into inbox (source, delivery_id, event_id, topic, body, event) values (p_source, p_delivery, p_event_id, p_topic, p_body, p_event)
    on conflict do nothing returning id into v_id;
  if v_id is not null then
    if p_values is not null then perform keep_event(v_id, p_name, p_values); end if;
    return 'stored';
  end if;
  if not exists (select 1 from inbox where source = p_source and delivery_id = p_delivery
      and case when body is null then digest <> sha256(p_body) else body <> p_body end) then
    return 'repeat';
  end if;
  insert into inbox_conflict (source, delivery_id, body) select p_source, p_delivery, p_body
    where not exists (select 1 from inbox_conflict where source = p_source and delivery_id = p_delivery and body = p_body);
  return 'conflict';
end $body$;
`
