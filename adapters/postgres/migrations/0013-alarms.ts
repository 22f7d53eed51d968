/** What somebody must look at, because the product cannot help itself. One row a thing, however often it is found. */
export const alarms = `
create table alarm (
  kind text not null,
  subject text not null,
  message text not null,
  times int not null default 1,
  first_at timestamptz not null default clock_timestamp(),
  last_at timestamptz not null default clock_timestamp(),
  primary key (kind, subject)
);
create index alarm_newest on alarm (last_at desc);
`
