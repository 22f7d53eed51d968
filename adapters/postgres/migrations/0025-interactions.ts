/** What people did in channels that want an answer within seconds. Rows stay: they are how a repeat is known. */
export const interactions = `
create table interaction (
  id text primary key,
  -- As JSON, read back exactly.
  asked text not null,
  from_whom text not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'refused', 'parked')),
  received_at timestamptz not null default clock_timestamp(),
  -- Whoever keeps or takes it has until then to come to an end.
  next_at timestamptz not null,
  tries int not null default 0,
  faults int not null default 0,
  settled_at timestamptz,
  reason text
);
create index interaction_due on interaction (next_at) where state = 'waiting';
`
