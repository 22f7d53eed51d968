/**
 * Commands that a case would not take, kept beside its turns and chained with them. The engine's history knows nothing of a
 * refusal, so there is nothing to prove. The same refusal of the same person counts once a minute: a stuck button fills no record.
 */
export const refusals = `
create table refusal (
  id bigint generated always as identity primary key,
  case_id text not null,
  once text not null,
  event text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  sealed boolean not null default false,
  unique (case_id, once)
);
create index refusal_to_chain on refusal (case_id) where not sealed;

alter function chain_case(text) rename to chain_turns;

create function chain_case(p_case text) returns int language plpgsql as $body$
declare
  r refusal;
  none turn;
  appended int := chain_turns(p_case);
begin
  perform 1 from case_head where case_id = p_case for update skip locked;
  if not found then
    return appended;
  end if;
  for r in select * from refusal where case_id = p_case and not sealed order by id loop
    none.run_id := '';
    none.turn := 0;
    none.token := '';
    none.state := 'proven';
    none.recorded_at := r.recorded_at;
    perform append_event(p_case, none, r.event);
    update refusal set sealed = true where id = r.id;
    appended := appended + 1;
  end loop;
  return appended;
end $body$;
`
