/**
 * Messages that show a case are out of date with the very transaction that makes its turn true, and wait for nothing else. Each is
 * brought up to date by one process at a time: two at once could put what is older over what is newer.
 */
export const cardsAtOnce = `
alter table card
  -- Until when somebody is at it.
  add column lease_until timestamptz not null default '-infinity',
  -- How often it was taken; whoever has an older one has lost it.
  add column taken bigint not null default 0;

create function outdate_cards() returns trigger language plpgsql as $body$
begin
  update card set wanted = wanted + 1, next_at = clock_timestamp() where case_id in (select case_id from noted) and not over;
  return null;
end $body$;
create trigger notice_outdates_cards after insert on notice referencing new table as noted for each statement execute function outdate_cards();
-- Of turns that became true before.
update card set wanted = wanted + 1, next_at = clock_timestamp() where case_id in (select case_id from notice) and not over;

-- Takes what is due. Not waited for on disk, here and below: what a crash forgets is looked at again, and that does no harm.
create function take_cards(p_limit int, p_lease_ms float8) returns setof card language plpgsql as $body$
begin
  return query update card c set lease_until = clock_timestamp() + p_lease_ms * interval '1 millisecond', tries = c.tries + 1, taken = c.taken + 1
    where c.delivery_id in (
      select o.delivery_id from card o where o.wanted > o.shown and not o.over and o.next_at <= clock_timestamp() and o.lease_until <= clock_timestamp()
        order by o.next_at limit p_limit for update skip locked)
    returning c.*;
  if found then
    perform set_config('synchronous_commit', 'off', true);
  end if;
end $body$;

-- Ends a look: it shows what has that hash as of the change that was wanted, or with a null hash is looked at again later, or with
-- p_over never changes any more. Whoever has lost it may have put what is older over what is newer: then it is looked at once more.
create function end_look(p_id bigint, p_taken bigint, p_wanted int, p_hash bytea, p_over boolean, p_reason text, p_wait_ms float8) returns void language plpgsql as $body$
begin
  perform set_config('synchronous_commit', 'off', true);
  update card set shown = case when p_hash is null then shown else greatest(shown, p_wanted) end, hash = coalesce(p_hash, hash), over = p_over, reason = p_reason,
      tries = case when p_hash is null then tries else 0 end, lease_until = '-infinity',
      -- A change that came meanwhile waits for nothing but for what the channel asked for.
      next_at = clock_timestamp() + p_wait_ms * interval '1 millisecond'
    where delivery_id = p_id and taken = p_taken;
  if not found then
    update card set wanted = wanted + 1, hash = '', over = false, next_at = clock_timestamp() where delivery_id = p_id;
  end if;
end $body$;
`
