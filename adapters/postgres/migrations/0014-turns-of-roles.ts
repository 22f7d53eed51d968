/**
 * Whose turn it was last in each role that goes round (`pick: round_robin`): the holder of the role, for whom somebody else may
 * have acted. Read and written under the one lock of resolving, so that two cases opened at once do not both take the same turn.
 */
export const turnsOfRoles = `
create table role_turn (
  role text primary key,
  person text not null
);

create function begin_resolution(p_case text, p_requests text[], p_people text[], p_known_version text, p_roles text[])
returns table (version text, organisation text, stored json, loads json, turns json) language plpgsql as $body$
begin
  -- Before the query and not within it: a query sees nothing of what others commit while it waits.
  perform pg_advisory_xact_lock(20261, 1);
  return query
    select b.version, b.organisation, b.stored, b.loads,
      (select coalesce(json_object_agg(t.role, t.person), '{}') from role_turn t where t.role = any (p_roles))
    from begin_resolution(p_case, p_requests, p_people, p_known_version) b;
end $body$;

-- As before, and whoever had a turn has had it. An answer that was given before took its turn then.
create or replace function record_turn(
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
    with kept as (
      insert into resolution (case_id, request_id, answer, person, organisation_version)
        select p_case, r.id, r.answer, r.person, r.version
        from json_to_recordset(p_resolutions) as r (id text, answer text, person text, version text)
        on conflict do nothing
        returning request_id
    ), turns as (
      select distinct on (e.one ->> 'role') e.one ->> 'role' as role, e.one ->> 'turnOf' as person
      from json_array_elements(p_resolutions) with ordinality as e (one, place)
      where e.one ->> 'role' is not null and e.one ->> 'id' in (select request_id from kept)
      order by e.one ->> 'role', e.place desc
    )
    insert into role_turn (role, person) select t.role, t.person from turns t order by t.role
      on conflict (role) do update set person = excluded.person;
  end if;
  perform pg_notify('evenkeel_case', p_case);
end $body$;
`
