/** What the recorder calls: one call for a turn, and one before it when the turn asks who gets a step. */
export const recording = `
-- Opens the resolving part of a transaction: one at a time, so that two cases opened at once do not both take the same
-- idle person. Loads count what is not yet proven too, or a burst would all go to one.
create function begin_resolution(p_case text, p_requests text[], p_people text[], p_known_version text)
returns table (version text, organisation text, stored json, loads json) language plpgsql as $body$
begin
  perform pg_advisory_xact_lock(20261, 1);
  return query
    with newest as (
      select o.version, o.body from organisation_version o order by o.made_current desc limit 1
    ), pending as materialized (
      select p.case_id, p.assignees from pending_turn p where p.state = 'unproven'
    ), load as (
      select person,
        (select count(*) from assignment a where a.assignee = person and not exists (select 1 from pending f where f.case_id = a.case_id))
        + (select count(*) from pending f, unnest(f.assignees) as given where given = person) as tasks,
        (select floor(extract(epoch from r.recorded_at) * 1000) from resolution r
          where r.person = people.person order by r.recorded_at desc limit 1) as last_at
      from unnest(p_people) as people (person)
    )
    select
      (select n.version from newest n),
      (select n.body from newest n where n.version is distinct from p_known_version),
      (select coalesce(json_agg(r.answer), '[]') from resolution r where r.case_id = p_case and r.request_id = any (p_requests)),
      (select coalesce(json_agg(json_build_object(
        'person', l.person, 'openTasks', l.tasks, 'lastAssignedAt', coalesce(l.last_at, 0))), '[]') from load l);
end $body$;

create function record_turn(
  p_case text, p_workflow text, p_run text, p_continued_from text, p_turn int, p_token text, p_proofs json, p_at bigint,
  p_events text[], p_listing text, p_summary text, p_tasks text, p_assignees text[], p_targets text[], p_resolutions json
) returns void language plpgsql as $body$
declare
  v_order int;
begin
  perform lock_case(p_case);
  if json_array_length(p_proofs) > 0 then
    perform prove_turns(p_case, p_proofs);
  end if;
  select run_order into v_order from turn where case_id = p_case and run_id = p_run limit 1;
  if v_order is null then
    select coalesce(max(run_order), 0) + 1 into v_order from turn where case_id = p_case;
  end if;
  insert into turn (case_id, workflow_id, run_id, run_order, continued_from, turn, token, state, at,
      events, listing, summary, tasks, assignees, targets)
    values (p_case, p_workflow, p_run, v_order, p_continued_from, p_turn, p_token,
      case when exists (select 1 from turn where case_id = p_case and run_id = p_run and turn = p_turn and state = 'proven')
        then 'discarded' else 'unproven' end,
      p_at, p_events, p_listing, p_summary, p_tasks, p_assignees, p_targets);
  if json_array_length(p_resolutions) > 0 then
    insert into resolution (case_id, request_id, answer, person, organisation_version)
      select p_case, r.id, r.answer, r.person, r.version
      from json_to_recordset(p_resolutions) as r (id text, answer text, person text, version text)
      on conflict do nothing;
  end if;
  perform pg_notify('evenkeel_case', p_case);
end $body$;
`
