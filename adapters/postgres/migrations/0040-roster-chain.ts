/**
 * Changes to rosters stand in one hash chain, linked as the events of cases are: sha256(previous hash, then the body in UTF-8), the first
 * after 32 zero bytes. The row and its link are one insert, and whoever inserts waits for the one before, so that no change is outside of
 * the chain. What is there already is chained in its order. A change may be an absence, which is none of a roster.
 */
export const rosterChain = `
alter table roster_event alter column roster drop not null,
  add column position int, add column body bytea, add column previous_hash bytea, add column hash bytea;

create table roster_head (
  one boolean primary key default true check (one),
  position int not null,
  hash bytea not null
);
insert into roster_head (position, hash) values (0, decode(repeat('00', 32), 'hex'));

create function link_roster_event(p_event roster_event) returns roster_event language plpgsql as $body$
declare
  head roster_head;
begin
  select * into strict head from roster_head for update;
  p_event.position := head.position + 1;
  p_event.body := convert_to(
    '{"format":1,"position":' || p_event.position || ',"change":' || to_json(p_event.change_id) || ',"kind":' || to_json(p_event.kind)
      || ',"roster":' || coalesce(to_json(p_event.roster)::text, 'null') || ',"by":' || to_json(p_event.by_person) || ',"via":' || to_json(p_event.via)
      || ',"because":' || to_json(p_event.because) || ',"wish":' || coalesce(to_json(p_event.wish)::text, 'null') || ',"at":' || p_event.at || '}', 'UTF8');
  p_event.previous_hash := head.hash;
  p_event.hash := sha256(head.hash || p_event.body);
  update roster_head set position = p_event.position, hash = p_event.hash;
  return p_event;
end $body$;

alter table roster_event disable trigger roster_event_append_only;
do $body$
declare
  r roster_event;
begin
  for r in select * from roster_event order by id loop
    r := link_roster_event(r);
    update roster_event set position = r.position, body = r.body, previous_hash = r.previous_hash, hash = r.hash where id = r.id;
  end loop;
end $body$;
alter table roster_event enable trigger roster_event_append_only;

alter table roster_event alter column position set not null, alter column body set not null,
  alter column previous_hash set not null, alter column hash set not null, add unique (position);

create function chain_roster_event() returns trigger language plpgsql as $body$
begin
  return link_roster_event(new);
end $body$;
create trigger roster_event_chained before insert on roster_event for each row execute function chain_roster_event();

revoke all on roster_event from public;
do $body$
begin
  execute format('revoke update, delete, truncate on roster_event from %I', current_user);
end $body$;
`
