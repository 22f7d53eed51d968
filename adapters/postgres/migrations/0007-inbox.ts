/** Accepted webhooks. Rows stay after delivery: they are how a repeat is known, for as long as vendors may resend. */
export const inbox = `
create table inbox (
  id bigint generated always as identity primary key,
  source text not null,
  delivery_id text not null,
  event_id text not null,
  topic text not null,
  body bytea not null,
  event text,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'parked')),
  received_at timestamptz not null default clock_timestamp(),
  next_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  case_id text,
  note text,
  reason text,
  -- How often it was put off because something it needs was away.
  postponed int not null default 0,
  unique (source, delivery_id),
  unique (source, topic, event_id)
);
create index inbox_due on inbox (id) where state = 'waiting';

create function announce_delivery() returns trigger language plpgsql as $body$
begin
  perform pg_notify('evenkeel_inbox', new.source);
  return null;
end $body$;
create trigger inbox_announced after insert on inbox for each row execute function announce_delivery();

-- Tries that have had no answer yet. They stand in a table of their own: one is written while the item's row is
-- locked, and survives whoever made it.
create table inbox_try (
  inbox_id bigint not null,
  at timestamptz not null default clock_timestamp()
);
create index inbox_try_inbox on inbox_try (inbox_id);

-- Another body under a known delivery id: the first stands, this is kept to be looked at.
create table inbox_conflict (
  id bigint generated always as identity primary key,
  source text not null,
  delivery_id text not null,
  body bytea not null,
  received_at timestamptz not null default clock_timestamp()
);
`
