/**
 * The record: one hash chain a case over the stored bytes. A link is sha256(previous hash, then the body in UTF-8); the
 * first follows 32 zero bytes. The body names its case and position, so a row moved elsewhere does not verify.
 */
export const audit = `
create table audit_event (
  case_id text not null,
  position int not null,
  type text not null,
  at bigint not null,
  body bytea not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default clock_timestamp(),
  primary key (case_id, position)
);

create function refuse_change() returns trigger language plpgsql as $body$
begin
  raise exception '"%" is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $body$;
create trigger audit_event_append_only before update or delete on audit_event for each row execute function refuse_change();
create trigger audit_event_never_emptied before truncate on audit_event for each statement execute function refuse_change();

revoke all on audit_event from public;
do $body$
begin
  execute format('revoke update, delete, truncate on audit_event from %I', current_user);
end $body$;

-- Appends one event to a case whose head the caller has locked.
create function append_event(p_case text, p_turn turn, p_event text) returns void language plpgsql as $body$
declare
  head case_head;
  v_body bytea;
  v_hash bytea;
begin
  select * into head from case_head where case_id = p_case;
  v_body := convert_to(
    '{"format":1,"caseId":' || to_json(p_case) || ',"position":' || head.position + 1
      || ',"runId":' || to_json(p_turn.run_id) || ',"turn":' || p_turn.turn || ',"token":' || to_json(p_turn.token)
      || ',"proven":' || (p_turn.state = 'proven') || ',"recordedAt":' || floor(extract(epoch from p_turn.recorded_at) * 1000)
      || ',"event":' || p_event || '}', 'UTF8');
  v_hash := sha256(head.hash || v_body);
  insert into audit_event (case_id, position, type, at, body, previous_hash, hash)
    values (p_case, head.position + 1, p_event::json ->> 'type', (p_event::json ->> 'at')::bigint, v_body, head.hash, v_hash);
  update case_head set position = head.position + 1, hash = v_hash where case_id = p_case;
end $body$;

-- Chains a case's turns in order up to the first one still in doubt. Another run that does not continue the last one is a reset.
create function chain_case(p_case text) returns int language plpgsql as $body$
declare
  t turn;
  v_event text;
  v_last_run text;
  appended int := 0;
begin
  perform 1 from case_head where case_id = p_case for update skip locked;
  if not found then
    return 0;
  end if;
  for t in
    select * from turn where case_id = p_case and not sealed and state <> 'discarded' order by run_order, turn, id
  loop
    exit when t.state = 'unproven';
    select sealed_run into v_last_run from case_head where case_id = p_case;
    if v_last_run is not null and v_last_run <> t.run_id and t.continued_from is distinct from v_last_run then
      perform append_event(p_case, t, json_build_object('type', 'reset',
        'at', coalesce(t.at, floor(extract(epoch from t.recorded_at) * 1000)), 'actor', 'engine',
        'detail', json_build_object('from', v_last_run, 'to', t.run_id, 'turn', t.turn))::text);
      appended := appended + 1;
    end if;
    foreach v_event in array t.events loop
      perform append_event(p_case, t, v_event);
      appended := appended + 1;
    end loop;
    update turn set sealed = true where id = t.id;
    update case_head set sealed_run = t.run_id where case_id = p_case;
  end loop;
  return appended;
end $body$;
`
