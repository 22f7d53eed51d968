/**
 * Changes to rosters that people make in the console: what was asked, by whom, when and why, and what became of it, append-only. They lie
 * over the organisation file: each publication of the file and each change makes an organisation version of both together, which is what
 * everybody resolves by and what receipts name. `file_version` is the version of the file in it; null where that is the row itself.
 */
export const rosterChanges = `
create table roster_event (
  id bigint generated always as identity primary key,
  change_id text not null,
  kind text not null check (kind in ('made', 'taken', 'taken_back')),
  roster text not null,
  by_person text not null,
  via text not null,
  because text not null,
  wish text,
  at bigint not null,
  recorded_at timestamptz not null default clock_timestamp(),
  check ((kind = 'made') = (wish is not null)),
  unique (change_id, kind)
);
create trigger roster_event_append_only before update or delete on roster_event for each row execute function refuse_change();
create trigger roster_event_never_emptied before truncate on roster_event for each statement execute function refuse_change();

alter table organisation_version add column file_version text references organisation_version;
`
