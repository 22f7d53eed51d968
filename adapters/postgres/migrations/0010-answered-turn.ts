/**
 * A turn whose requests need nobody's load: the recorder answers them from the organisation it knows, and one call records it.
 * False, and nothing written, when another organisation is current by now or a request was answered before.
 */
export const answeredTurn = `
create function record_answered_turn(p_version text, p_requests text[],
  p_case text, p_workflow text, p_run text, p_continued_from text, p_turn int, p_token text, p_proofs json, p_at bigint,
  p_events text[], p_listing text, p_summary text, p_tasks text, p_assignees text[], p_targets text[], p_resolutions json
) returns boolean language plpgsql as $body$
begin
  -- Two rivals of one turn are told apart here, not after both have looked.
  perform lock_case(p_case);
  if (select o.version from organisation_version o order by o.made_current desc limit 1) is distinct from p_version
    or exists (select 1 from resolution r where r.case_id = p_case and r.request_id = any (p_requests)) then
    return false;
  end if;
  perform record_turn(p_case, p_workflow, p_run, p_continued_from, p_turn, p_token, p_proofs, p_at,
    p_events, p_listing, p_summary, p_tasks, p_assignees, p_targets, p_resolutions);
  return true;
end $body$;
`
