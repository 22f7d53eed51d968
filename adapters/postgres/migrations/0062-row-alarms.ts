/** What a person must hear of as soon as it stands in a row, whoever wrote it: two bodies under one delivery, and what could not be taken back. */
export const rowAlarms = `
create function alarm_of_conflict() returns trigger language plpgsql as $body$
begin
  insert into alarm (kind, subject, message) values ('webhook-parked', new.source || ' ' || new.delivery_id,
    'the delivery "' || left(new.delivery_id, 200) || '" of ' || new.source || ' came again with another body: the first one stands, the other is kept to be looked at')
    on conflict (kind, subject) do update set message = excluded.message, times = alarm.times + 1, last_at = clock_timestamp();
  return null;
end $body$;
create trigger inbox_conflict_alarm after insert on inbox_conflict for each row execute function alarm_of_conflict();

-- The instance of a step that is being taken back ends with ~undo; a person has it once no try is left.
create function alarm_of_undo() returns trigger language plpgsql as $body$
declare
  v_problem json := new.card::json -> 'problem';
begin
  insert into alarm (kind, subject, message) values ('undo-failed', new.case_id || ' ' || new.instance,
    left('case ' || new.case_id || ': "' || new.step || '" could not be taken back, and waits for a person: ' || coalesce(v_problem ->> 'message', 'no reason was given'), 2000))
    on conflict (kind, subject) do update set message = excluded.message, times = alarm.times + 1, last_at = clock_timestamp() where alarm.message <> excluded.message;
  return null;
end $body$;
create trigger assignment_undo_alarm after insert on assignment for each row
  when (new.instance like '%~undo' and new.card like '%"kind":"exception"%') execute function alarm_of_undo();
`
