/** The names of connectors are compared as they are: in a pattern an underscore would stand for any letter. */
export const comeBackExactly = `
create or replace function note_come_back() returns trigger language plpgsql as $body$
begin
  update effect set came_back_at = clock_timestamp()
    where new.event::json ->> 'name' like '%.refund\\_failed' and money and state = 'done' and came_back_at is null and reference = new.event::json -> 'fields' ->> 'refund_id'
      and starts_with(action, split_part(new.event::json ->> 'name', '.', 1) || '.');
  return null;
end $body$;
`
