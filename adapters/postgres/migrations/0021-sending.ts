/** Rows of messages change hands under the lock of their lane, so that what is due there is always known exactly. */
export const sending = `
-- Says anew when the lane has something to send. The caller has locked the lane: a query sees all that was committed before it.
create function rest_lane(p_channel text, p_address text) returns void language plpgsql as $body$
declare
  v_urgent timestamptz;
  v_calm timestamptz;
begin
  select min(next_at) into v_urgent from delivery where channel = p_channel and address = p_address and urgent and state in ('due', 'sending');
  select min(next_at) into v_calm from delivery where channel = p_channel and address = p_address and not urgent and state in ('due', 'sending');
  update lane set urgent = v_urgent is not null,
      ready_at = case when v_urgent is not null or v_calm is not null then greatest(free_at, least(v_urgent, greatest(v_calm, case when v_calm is not null then held_until end))) end
    where channel = p_channel and address = p_address;
end $body$;

-- Opens lanes that are new and locks them all, always in the same order.
create function lock_lanes(p_lanes json) returns void language plpgsql as $body$
begin
  insert into lane (channel, address)
    select distinct l.channel, l.address from json_to_recordset(p_lanes) as l (channel text, address text) order by 1, 2 on conflict do nothing;
  perform 1 from lane n where (n.channel, n.address) in (select l.channel, l.address from json_to_recordset(p_lanes) as l (channel text, address text))
    order by n.channel, n.address for update;
end $body$;

-- Writes planned messages; answers the causes that were new. Lanes are locked last, for as short as can be.
create function plan_deliveries(p_rows json) returns setof text language plpgsql as $body$
declare
  l record;
begin
  return query insert into delivery (cause, origin, target, by_channels, case_id, step, instance, kind, person, address, channel, urgent, headline, state, reason, next_at, settled_at)
    select r.cause, r.origin, r.target, case when r.by is not null then array(select json_array_elements_text(r.by)) end,
      r.case_id, r.step, r.instance, r.kind, r.person, r.address, r.channel, r.urgent, r.headline, r.state, r.reason,
      clock_timestamp() + r.hold_ms * interval '1 millisecond', case when r.state = 'failed' then clock_timestamp() end
    from json_to_recordset(p_rows) as r (cause text, origin text, target text, by json, case_id text, step text, instance text, kind text, person text,
      address text, channel text, urgent boolean, headline text, state text, reason text, hold_ms float8)
    on conflict (cause) do nothing returning delivery.cause;
  perform lock_lanes((select coalesce(json_agg(r), '[]') from (
    select distinct x.channel, x.address from json_to_recordset(p_rows) as x (channel text, address text, state text) where x.state = 'due') as r));
  for l in select distinct x.channel, x.address from json_to_recordset(p_rows) as x (channel text, address text, state text) where x.state = 'due' loop
    perform rest_lane(l.channel, l.address);
  end loop;
end $body$;

-- Carries out what was picked for lanes that the caller has locked; answers the rows that are to be sent now.
create function begin_deliveries(p_picks json, p_lease_ms float8) returns setof delivery language plpgsql as $body$
declare
  p record;
  v_id bigint;
  v_first delivery;
  v_until timestamptz := clock_timestamp() + p_lease_ms * interval '1 millisecond';
begin
  for p in
    select * from json_to_recordset(p_picks)
      as x (channel text, address text, "do" text, id bigint, ids bigint[], headline text, token text, "forMs" float8, "windowFrom" bigint, singles int)
  loop
    v_id := null;
    if p."do" = 'hold' then
      update lane set held_until = clock_timestamp() + p."forMs" * interval '1 millisecond' where channel = p.channel and address = p.address;
    else
      v_id := p.id;
      if p."do" = 'bundle' then
        select * into v_first from delivery where id = p.ids[1];
        insert into delivery (cause, origin, target, by_channels, case_id, kind, person, address, channel, urgent, headline, state, bundle)
          values ('digest.' || v_first.id || '/' || coalesce(v_first.person, v_first.address) || '/' || v_first.channel, 'digest.' || v_first.id || '/' || coalesce(v_first.person, v_first.target),
            coalesce(v_first.person, v_first.target), v_first.by_channels, '', 'digest', v_first.person, v_first.address, v_first.channel, v_first.urgent, p.headline, 'due', v_first.id)
          returning id into v_id;
        update delivery set state = 'bundled', bundle = v_first.id, settled_at = clock_timestamp() where id = any (p.ids);
      end if;
      update delivery d set state = 'sending', tries = d.tries + 1, token = p.token, next_at = v_until, possible_repeat = d.possible_repeat or d.state = 'sending',
          first_try_at = coalesce(d.first_try_at, clock_timestamp())
        where d.id = v_id;
      return query select * from delivery where id = v_id;
      update lane set free_at = v_until, window_from = p."windowFrom", singles = p.singles where channel = p.channel and address = p.address;
    end if;
    perform rest_lane(p.channel, p.address);
  end loop;
end $body$;

-- Ends a try: 'sent' with what the channel calls it, 'due' again later, or another end. Answers 'lost' to somebody who has lost the
-- message, and 'dead_end' when the way by which it was to go on has failed already: two that fail at once must not each trust in the other.
create function end_try(p_id bigint, p_token text, p_state text, p_reference text, p_reason text, p_wait_ms float8, p_pace_ms float8, p_repeat boolean, p_shows bytea, p_next json)
returns text language plpgsql as $body$
declare
  d delivery;
begin
  select * into d from delivery where id = p_id;
  perform lock_lanes((select json_agg(l) from (select d.channel, d.address union select x.channel, x.address from json_to_recordset(p_next) as x (channel text, address text)) as l));
  if exists (select 1 from delivery e where e.cause in (select x.cause from json_to_recordset(p_next) as x (cause text)) and e.state in ('failed', 'failed_over')) then
    return 'dead_end';
  end if;
  update delivery set state = p_state, token = null, reference = coalesce(p_reference, reference), reason = p_reason,
      possible_repeat = possible_repeat or p_repeat, settled_at = case when p_state <> 'due' then clock_timestamp() end,
      next_at = case when p_state = 'due' then clock_timestamp() + p_wait_ms * interval '1 millisecond' else next_at end
    where id = p_id and token = p_token and state = 'sending';
  if not found then
    return 'lost';
  end if;
  if p_shows is not null then
    insert into card (delivery_id, case_id, hash) values (p_id, d.case_id, p_shows) on conflict do nothing;
  end if;
  perform plan_deliveries(p_next);
  update delivery set bundle = d.bundle where d.bundle is not null and cause in (select x.cause from json_to_recordset(p_next) as x (cause text));
  update lane set free_at = clock_timestamp() + p_pace_ms * interval '1 millisecond' where channel = d.channel and address = d.address;
  perform rest_lane(d.channel, d.address);
  return 'done';
end $body$;
`
