/** One row a business key, written before the first call, and never moved from an answer back to a question. */
export const effects = `
create table effect (
  key text primary key,
  case_id text not null,
  action text not null,
  input text not null,
  money boolean not null,
  state text not null default 'tried' check (state in ('tried', 'done', 'refused')),
  result text,
  reference text,
  code text,
  message text,
  tries int not null default 1,
  first_tried_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz
);
create index effect_case on effect (case_id, first_tried_at);
`
