/**
 * Money that came back after it was paid. An event NAME.refund_failed with the provider's number says so; from then on the payment counts
 * toward no limit. Its row stays done: under its key nothing is paid again.
 */
export const cameBack = `
alter table effect add column came_back_at timestamptz;
create index effect_money_reference on effect (reference) where money and reference is not null;

create function note_come_back() returns trigger language plpgsql as $body$
begin
  update effect set came_back_at = clock_timestamp()
    where new.event::json ->> 'name' like '%.refund_failed' and money and state = 'done' and came_back_at is null and reference = new.event::json -> 'fields' ->> 'refund_id'
      and action like split_part(new.event::json ->> 'name', '.', 1) || '.%';
  return null;
end $body$;
create trigger inbox_come_back after insert on inbox for each row
  when (new.event like '%"name":"%.refund_failed"%') execute function note_come_back();
`
