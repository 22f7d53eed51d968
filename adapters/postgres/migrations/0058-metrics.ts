/** What was measured, by metric, group and the end of its window; that it was, even where nothing came of it; and what other systems told. */
export const metrics = `
create table metric_value (
  metric text not null,
  -- Of what it is the value; empty where the metric has one in all.
  of_group text not null,
  begins_at bigint not null,
  ends_at bigint not null,
  -- Null where nothing was recorded that it could be worked out from.
  value float8,
  sample int not null,
  measured_at timestamptz not null default clock_timestamp(),
  primary key (metric, of_group, ends_at)
);
create index metric_value_history on metric_value (metric, ends_at);

create table metric_measured (
  metric text not null,
  ends_at bigint not null,
  primary key (ends_at, metric)
);

create table metric_report (
  id bigint generated always as identity primary key,
  metric text not null,
  of_group text not null,
  value float8 not null,
  at bigint not null,
  by_whom text not null,
  told_at timestamptz not null default clock_timestamp(),
  judged boolean not null default false,
  unique (metric, of_group, at)
);
create index metric_report_unjudged on metric_report (id) where not judged;
`
