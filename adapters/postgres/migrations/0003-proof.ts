/** A turn is inserted unproven; proving it discards its rivals and lets the projections follow, in one transaction. */
export const proof = `
create function lock_case(p_case text) returns void language plpgsql as $body$
begin
  perform 1 from case_head where case_id = p_case for update;
  if not found then
    insert into case_head (case_id) values (p_case) on conflict do nothing;
    perform 1 from case_head where case_id = p_case for update;
  end if;
end $body$;

-- Always the newest proven turn, so the order in which proofs arrive makes no difference.
create function follow_proven(p_case text) returns void language plpgsql as $body$
declare
  newest turn;
begin
  select * into newest from turn where case_id = p_case and state = 'proven' order by run_order desc, turn desc limit 1;
  if not found or exists (
    select 1 from case_summary where case_id = p_case and run_order = newest.run_order and turn = newest.turn
  ) then
    return;
  end if;
  insert into case_summary (case_id, run_order, turn, sop, state, opened_at, search, summary)
    select p_case, newest.run_order, newest.turn, l.sop, l.state, l.opened_at, l.search, newest.summary
    from json_to_record(newest.listing::json) as l (sop text, state text, opened_at bigint, search text)
    on conflict (case_id) do update set run_order = excluded.run_order, turn = excluded.turn, sop = excluded.sop,
      state = excluded.state, opened_at = excluded.opened_at, search = excluded.search, summary = excluded.summary;
  delete from assignment where case_id = p_case;
  insert into assignment (case_id, instance, step, assignee, claimed_by, for_whom, due_at, card)
    select p_case, k.instance, k.step, k.assignee, k.claimed_by, k.for_whom, k.due_at, k.card
    from json_to_recordset(newest.tasks::json)
      as k (instance text, step text, assignee text, claimed_by text, for_whom text, due_at bigint, card text);
end $body$;

-- Answers how many turns became proven. A turn that was discarded too early is taken back, unless a rival is proven.
create function prove_turns(p_case text, p_proofs json) returns int language plpgsql as $body$
declare
  proven int;
begin
  perform lock_case(p_case);
  update turn t set state = 'proven'
    from json_to_recordset(p_proofs) as p ("runId" text, turn int, token text)
    where t.case_id = p_case and t.run_id = p."runId" and t.turn = p.turn and t.token = p.token and t.state <> 'proven'
      and not exists (select 1 from turn r where r.case_id = p_case and r.run_id = t.run_id and r.turn = t.turn and r.state = 'proven');
  get diagnostics proven = row_count;
  if proven = 0 then
    return 0;
  end if;
  update turn t set state = 'discarded'
    from json_to_recordset(p_proofs) as p ("runId" text, turn int, token text)
    where t.case_id = p_case and t.run_id = p."runId" and t.turn = p.turn and t.state in ('unproven', 'unknown')
      and exists (select 1 from turn r where r.case_id = p_case and r.run_id = t.run_id and r.turn = t.turn and r.state = 'proven');
  perform follow_proven(p_case);
  perform pg_notify('evenkeel_case', p_case);
  return proven;
end $body$;

-- Gives up turns that Temporal did not keep ('discarded') or can no longer tell about ('unknown').
create function settle_turns(p_case text, p_tokens json, p_state text) returns int language plpgsql as $body$
declare
  settled int;
begin
  perform lock_case(p_case);
  update turn t set state = p_state
    from json_to_recordset(p_tokens) as p ("runId" text, turn int, token text)
    where t.case_id = p_case and t.run_id = p."runId" and t.turn = p.turn and t.token = p.token and t.state = 'unproven';
  get diagnostics settled = row_count;
  if settled > 0 then
    perform pg_notify('evenkeel_case', p_case);
  end if;
  return settled;
end $body$;
`
