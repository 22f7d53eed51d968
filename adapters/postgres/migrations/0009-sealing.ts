/**
 * Seals what customers can send. PostgreSQL reads no field of a JSON text that holds an escaped NUL or half a surrogate pair
 * anywhere, so the two fields that become columns are read from a copy without escapes; what is sealed are the exact bytes.
 */
export const sealing = String.raw`
create or replace function append_event(p_case text, p_turn turn, p_event text) returns void language plpgsql as $body$
declare
  head case_head;
  v_body bytea;
  v_hash bytea;
  -- A pair of backslashes is taken as one, so that the second one begins no escape.
  v_plain json := regexp_replace(p_event, '\\\\|\\u[0-9a-fA-F]{4}', '', 'g');
begin
  select * into head from case_head where case_id = p_case;
  v_body := convert_to(
    '{"format":1,"caseId":' || to_json(p_case) || ',"position":' || head.position + 1
      || ',"runId":' || to_json(p_turn.run_id) || ',"turn":' || p_turn.turn || ',"token":' || to_json(p_turn.token)
      || ',"proven":' || (p_turn.state = 'proven') || ',"recordedAt":' || floor(extract(epoch from p_turn.recorded_at) * 1000)
      || ',"event":' || p_event || '}', 'UTF8');
  v_hash := sha256(head.hash || v_body);
  insert into audit_event (case_id, position, type, at, body, previous_hash, hash)
    values (p_case, head.position + 1, v_plain ->> 'type', (v_plain ->> 'at')::bigint, v_body, head.hash, v_hash);
  update case_head set position = head.position + 1, hash = v_hash where case_id = p_case;
end $body$;
`
