/**
 * What is published and who stopped payments, in chains of their own, one for the house each, linked as the events of cases are. The row
 * and its link are one transaction. What is there already is chained in its order. A plan or an organisation stands there by its hash.
 */
export const houseChains = `
create table house_head (
  chain text primary key,
  position int not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex')
);
insert into house_head (chain) values ('money'), ('organisation'), ('sops');

create table house_event (
  chain text not null,
  position int not null,
  type text not null,
  at bigint not null,
  body bytea not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default clock_timestamp(),
  primary key (chain, position)
);
create trigger house_event_append_only before update or delete on house_event for each row execute function refuse_change();
create trigger house_event_never_emptied before truncate on house_event for each statement execute function refuse_change();
revoke all on house_event from public;
do $body$
begin
  execute format('revoke update, delete, truncate on house_event from %I', current_user);
end $body$;

create function append_house_event(p_chain text, p_type text, p_at timestamptz, p_actor text, p_detail json) returns void language plpgsql as $body$
declare
  head house_head;
  v_at bigint := floor(extract(epoch from p_at) * 1000);
  v_body bytea;
  v_hash bytea;
begin
  select * into strict head from house_head where chain = p_chain for update;
  v_body := convert_to(
    '{"format":2,"chain":' || to_json(p_chain) || ',"position":' || head.position + 1 || ',"recordedAt":' || v_at
      || ',"event":{"type":' || to_json(p_type) || ',"at":' || v_at || ',"actor":' || to_json(p_actor) || ',"detail":' || p_detail || '}}', 'UTF8');
  v_hash := sha256(head.hash || sha256(v_body));
  insert into house_event (chain, position, type, at, body, previous_hash, hash) values (p_chain, head.position + 1, p_type, v_at, v_body, head.hash, v_hash);
  update house_head set position = head.position + 1, hash = v_hash where chain = p_chain;
  insert into moved_head (chain) values (p_chain);
end $body$;

create function chain_money_switch() returns trigger language plpgsql as $body$
begin
  perform append_house_event('money', case when new.stopped then 'payments_stopped' else 'payments_released' end, new.at, 'person:' || new.by_person,
    json_build_object('because', new.because));
  return null;
end $body$;
create trigger money_switch_chained after insert on money_switch for each row execute function chain_money_switch();
create trigger money_switch_append_only before update or delete on money_switch for each row execute function refuse_change();
create trigger money_switch_never_emptied before truncate on money_switch for each statement execute function refuse_change();

-- Made current again without another in between is no change.
create function chain_organisation() returns trigger language plpgsql as $body$
declare
  v_before text;
begin
  select version into v_before from organisation_version where version <> new.version and made_current < new.made_current order by made_current desc limit 1;
  if tg_op = 'UPDATE' and (v_before is null or old.made_current > (select made_current from organisation_version where version = v_before)) then
    return null;
  end if;
  perform append_house_event('organisation', 'organisation_published', clock_timestamp(), 'system',
    json_build_object('version', new.version, 'before', v_before, 'file', new.file_version, 'sha256', encode(sha256(convert_to(new.body, 'UTF8')), 'hex')));
  return null;
end $body$;

create function chain_sop() returns trigger language plpgsql as $body$
declare
  v_before text;
begin
  select version into v_before from sop_version where sop = new.sop and version <> new.version and made_current < new.made_current order by made_current desc limit 1;
  if tg_op = 'UPDATE' and (v_before is null or old.made_current > (select made_current from sop_version where sop = new.sop and version = v_before)) then
    return null;
  end if;
  perform append_house_event('sops', 'sop_published', clock_timestamp(), 'system',
    json_build_object('sop', new.sop, 'version', new.version, 'before', v_before,
      'plan', encode(sha256(convert_to(new.plan, 'UTF8')), 'hex'), 'source', encode(sha256(convert_to(new.source, 'UTF8')), 'hex')));
  return null;
end $body$;

do $body$
declare
  r record;
begin
  for r in select * from money_switch order by id loop
    perform append_house_event('money', case when r.stopped then 'payments_stopped' else 'payments_released' end, r.at, 'person:' || r.by_person, json_build_object('because', r.because));
  end loop;
  for r in select version, file_version, body, published_at from organisation_version order by made_current loop
    perform append_house_event('organisation', 'organisation_published', r.published_at, 'system',
      json_build_object('version', r.version, 'before', null, 'file', r.file_version, 'sha256', encode(sha256(convert_to(r.body, 'UTF8')), 'hex')));
  end loop;
  for r in select sop, version, plan, source, published_at from sop_version order by made_current loop
    perform append_house_event('sops', 'sop_published', r.published_at, 'system',
      json_build_object('sop', r.sop, 'version', r.version, 'before', null, 'plan', encode(sha256(convert_to(r.plan, 'UTF8')), 'hex'), 'source', encode(sha256(convert_to(r.source, 'UTF8')), 'hex')));
  end loop;
end $body$;

create trigger organisation_chained after insert or update of made_current on organisation_version for each row execute function chain_organisation();
create trigger sop_chained after insert or update of made_current on sop_version for each row execute function chain_sop();

create function note_roster_moved() returns trigger language plpgsql as $body$
begin
  insert into moved_head (chain) values ('roster');
  return null;
end $body$;
create trigger roster_event_moved after insert on roster_event for each row execute function note_roster_moved();

-- The end of every chain that has events.
create view chain_head as
  select 'case/' || case_id as chain, position, hash, bucket_of('case/' || case_id) as bucket from case_head where position > 0
  union all select chain, position, hash, bucket_of(chain) from house_head where position > 0
  union all select 'roster', position, hash, bucket_of('roster') from roster_head where position > 0;

-- What was written to the file of checkpoints, so that a file that was cut or put back is noticed.
create table checkpoint (
  number int primary key,
  at timestamptz not null,
  line_hash text not null
);
`
