/** What was set aside is tried again or dismissed by a person, which is kept with who did it. */
export const parked = `
create table parked_decision (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('webhook', 'mail', 'interaction')),
  subject text not null,
  decision text not null check (decision in ('again', 'dismissed')),
  by_person text not null,
  because text not null,
  at timestamptz not null default clock_timestamp()
);
create index parked_decision_subject on parked_decision (kind, subject);

alter table inbox drop constraint inbox_state_check,
  add constraint inbox_state_check check (state in ('waiting', 'delivered', 'parked', 'dismissed')),
  -- Whoever has it tried again wants it to have its whole patience anew.
  add column again_at timestamptz;
create index inbox_set_aside on inbox (id) where state = 'parked' or (state = 'waiting' and again_at is not null);

alter table interaction drop constraint interaction_state_check,
  add constraint interaction_state_check check (state in ('waiting', 'done', 'refused', 'parked', 'dismissed')),
  add column again_at timestamptz;
create index interaction_set_aside on interaction (received_at) where state = 'parked' or (state = 'waiting' and again_at is not null);

-- 'again': whoever reads the mailbox is to take it in once more, from what was kept of it.
alter table mail drop constraint mail_state_check,
  add constraint mail_state_check check (state in ('acted', 'parked', 'refused', 'ignored', 'bounce', 'again', 'dismissed'));
create index mail_set_aside on mail (id) where state in ('parked', 'again');
drop index mail_parked;

create function decide_parked(p_kind text, p_subject text, p_decision text, p_by text, p_because text) returns text language plpgsql as $body$
declare
  v_state text;
begin
  if p_kind <> 'interaction' and p_subject !~ '^[0-9]{1,18}$' then return 'unknown'; end if;
  if p_kind = 'webhook' then
    select state into v_state from inbox where id = p_subject::bigint for update;
  elsif p_kind = 'mail' then
    select state into v_state from mail where id = p_subject::bigint for update;
  else
    select state into v_state from interaction where id = p_subject for update;
  end if;
  if v_state is null then return 'unknown'; end if;
  if v_state <> 'parked' and (v_state <> 'again' or p_decision = 'again') then return 'settled'; end if;
  if p_kind = 'webhook' and p_decision = 'again' then
    delete from inbox_try where inbox_id = p_subject::bigint;
    update inbox set state = 'waiting', again_at = clock_timestamp(), next_at = clock_timestamp(), postponed = 0, settled_at = null where id = p_subject::bigint;
    perform pg_notify('evenkeel_inbox', '');
  elsif p_kind = 'webhook' then
    update inbox set state = 'dismissed', settled_at = clock_timestamp() where id = p_subject::bigint;
  elsif p_kind = 'mail' then
    update mail set state = case when p_decision = 'again' then 'again' else 'dismissed' end, settled_at = clock_timestamp() where id = p_subject::bigint;
  elsif p_decision = 'again' then
    update interaction set state = 'waiting', again_at = clock_timestamp(), next_at = clock_timestamp(), faults = 0, tries = 0, settled_at = null where id = p_subject;
  else
    update interaction set state = 'dismissed', settled_at = clock_timestamp() where id = p_subject;
  end if;
  insert into parked_decision (kind, subject, decision, by_person, because) values (p_kind, p_subject, p_decision, p_by, p_because);
  return 'done';
end $body$;
`
