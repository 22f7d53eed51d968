/**
 * Links of format 2: sha256 of the hash before and of the sha256 of the body, so that a chain can be checked where a body is not shown or
 * is gone. A case is chained in one go and its head moved once. Which chains moved is noted, in rows of their own, for the next checkpoint.
 */
export const record = String.raw`
-- Rows are only added and taken away, never changed: one that is not yet committed is found by the next checkpoint.
create table moved_head (
  id bigint generated always as identity primary key,
  chain text not null
);

create function bucket_of(p_chain text) returns int language sql immutable strict parallel safe as $body$
  select get_byte(sha256(convert_to(p_chain, 'UTF8')), 0) * 16 + get_byte(sha256(convert_to(p_chain, 'UTF8')), 1) / 16
$body$;
create index case_head_bucket on case_head (bucket_of('case/' || case_id)) where position > 0;

drop function append_event(text, turn, text);

-- One event after a head; answers with the head after it, which the caller keeps.
create function append_event(p_head case_head, p_turn turn, p_event text) returns case_head language plpgsql as $body$
declare
  v_body bytea;
  v_before bytea := p_head.hash;
  -- A pair of backslashes is taken as one, so that the second one begins no escape.
  v_plain json := case when strpos(p_event, '\u') > 0 then regexp_replace(p_event, '\\\\|\\u[0-9a-fA-F]{4}', '', 'g') else p_event end;
begin
  p_head.position := p_head.position + 1;
  v_body := convert_to(
    '{"format":2,"caseId":' || to_json(p_head.case_id) || ',"position":' || p_head.position
      || ',"runId":' || to_json(p_turn.run_id) || ',"turn":' || p_turn.turn || ',"token":' || to_json(p_turn.token)
      || ',"proven":' || (p_turn.state = 'proven') || ',"recordedAt":' || floor(extract(epoch from p_turn.recorded_at) * 1000)
      || ',"event":' || p_event || '}', 'UTF8');
  p_head.hash := sha256(v_before || sha256(v_body));
  insert into audit_event (case_id, position, type, at, body, previous_hash, hash)
    values (p_head.case_id, p_head.position, v_plain ->> 'type', (v_plain ->> 'at')::bigint, v_body, v_before, p_head.hash);
  return p_head;
end $body$;

create or replace function chain_turns(p_case text) returns int language plpgsql as $body$
declare
  t turn;
  v_event text;
  head case_head;
  v_from int;
  v_sealed bigint[] := '{}';
begin
  select * into head from case_head where case_id = p_case for update skip locked;
  if not found then
    return 0;
  end if;
  v_from := head.position;
  for t in
    select * from turn where case_id = p_case and not sealed and state <> 'discarded' order by run_order, turn, id
  loop
    exit when t.state = 'unproven';
    if head.sealed_run is not null and head.sealed_run <> t.run_id and t.continued_from is distinct from head.sealed_run then
      head := append_event(head, t, json_build_object('type', 'reset',
        'at', coalesce(t.at, floor(extract(epoch from t.recorded_at) * 1000)), 'actor', 'engine',
        'detail', json_build_object('from', head.sealed_run, 'to', t.run_id, 'turn', t.turn))::text);
    end if;
    foreach v_event in array t.events loop
      head := append_event(head, t, v_event);
    end loop;
    head.sealed_run := t.run_id;
    v_sealed := v_sealed || t.id;
  end loop;
  if v_sealed <> '{}' then
    update turn set sealed = true where id = any (v_sealed);
    update case_head set position = head.position, hash = head.hash, sealed_run = head.sealed_run where case_id = p_case;
  end if;
  return head.position - v_from;
end $body$;

create or replace function chain_case(p_case text) returns int language plpgsql as $body$
declare
  r refusal;
  none turn;
  head case_head;
  v_refused bigint[] := '{}';
  appended int := chain_turns(p_case);
begin
  if exists (select 1 from refusal where case_id = p_case and not sealed) then
    select * into head from case_head where case_id = p_case for update skip locked;
    if found then
      for r in select * from refusal where case_id = p_case and not sealed order by id loop
        none.run_id := '';
        none.turn := 0;
        none.token := '';
        none.state := 'proven';
        none.recorded_at := r.recorded_at;
        head := append_event(head, none, r.event);
        v_refused := v_refused || r.id;
      end loop;
      update refusal set sealed = true where id = any (v_refused);
      update case_head set position = head.position, hash = head.hash where case_id = p_case;
      appended := appended + coalesce(array_length(v_refused, 1), 0);
    end if;
  end if;
  if appended > 0 then
    insert into moved_head (chain) values ('case/' || p_case);
  end if;
  return appended;
end $body$;
`
