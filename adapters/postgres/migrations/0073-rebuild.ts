/** Lists of cases and tasks are made of proven turns: thrown away and made anew they are the same. For when somebody has been at the tables. */
export const rebuild = `
create function rebuild_projections() returns bigint language plpgsql as $body$
declare
  v_case text;
  v_cases bigint := 0;
begin
  lock table case_summary, assignment in exclusive mode;
  delete from assignment;
  delete from case_summary;
  for v_case in select distinct case_id from turn where state = 'proven' loop
    perform follow_proven(v_case);
    v_cases := v_cases + 1;
  end loop;
  return v_cases;
end $body$;
`
