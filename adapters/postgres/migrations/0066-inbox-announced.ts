/** What is stored while nothing else is, is announced with its own commit: whoever delivers hears of it one round trip earlier. */
export const inboxAnnounced = `
-- From now on the tries of an item go with it.
delete from inbox_try t where not exists (select 1 from inbox i where i.id = t.inbox_id and i.state = 'waiting');

create function store_delivery(p_source text, p_delivery text, p_event_id text, p_topic text, p_body bytea, p_event text, p_name text, p_values json, p_announce boolean)
  returns text language plpgsql as $body$
declare
  v_came text := store_delivery(p_source, p_delivery, p_event_id, p_topic, p_body, p_event, p_name, p_values);
begin
  if p_announce and v_came = 'stored' then perform pg_notify('evenkeel_inbox', ''); end if;
  return v_came;
end $body$;
`
