/**
 * What open cases are still to be told of changes to rosters: written with the change, gone once every case that it concerns was told.
 * `before_version` is the organisation as it was, by which it is seen whom the change concerns.
 */
export const rosterNews = `
create table roster_news (
  id bigint generated always as identity primary key,
  change_id text not null,
  kind text not null,
  roster text,
  person text,
  by_person text not null,
  via text not null,
  what text not null,
  before_version text not null references organisation_version,
  tries int not null default 0,
  reason text,
  next_at timestamptz not null default clock_timestamp(),
  unique (change_id, kind)
);
create index roster_news_due on roster_news (next_at);
`
