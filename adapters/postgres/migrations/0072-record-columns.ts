/** Each event says by itself of which SOP and version it is, and which time zone data was in use, as far as its turn told. */
export const recordColumns = String.raw`
create or replace function append_event(p_head case_head, p_turn turn, p_event text) returns case_head language plpgsql as $body$
declare
  v_body bytea;
  v_before bytea := p_head.hash;
  v_listing json := p_turn.listing;
  -- A pair of backslashes is taken as one, so that the second one begins no escape.
  v_plain json := case when strpos(p_event, '\u') > 0 then regexp_replace(p_event, '\\\\|\\u[0-9a-fA-F]{4}', '', 'g') else p_event end;
begin
  p_head.position := p_head.position + 1;
  v_body := convert_to(
    '{"format":2,"caseId":' || to_json(p_head.case_id) || ',"position":' || p_head.position
      || ',"runId":' || to_json(p_turn.run_id) || ',"turn":' || p_turn.turn || ',"token":' || to_json(p_turn.token)
      || ',"proven":' || (p_turn.state = 'proven') || ',"recordedAt":' || floor(extract(epoch from p_turn.recorded_at) * 1000)
      || coalesce(',"sop":' || (v_listing -> 'sop') || ',"version":' || (v_listing -> 'version') || ',"tzdata":' || (v_listing -> 'tzdata'), '')
      || ',"event":' || p_event || '}', 'UTF8');
  p_head.hash := sha256(v_before || sha256(v_body));
  insert into audit_event (case_id, position, type, at, body, previous_hash, hash)
    values (p_head.case_id, p_head.position, v_plain ->> 'type', (v_plain ->> 'at')::bigint, v_body, v_before, p_head.hash);
  return p_head;
end $body$;
`
