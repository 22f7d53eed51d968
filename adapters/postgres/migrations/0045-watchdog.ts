/**
 * What the watchdog keeps for itself, so that a row which disappears elsewhere is missed: for each case what its newest turn promised,
 * read from the turns and from nothing that is worked out of them, and the messages that must follow from a turn.
 */
export const watchdog = `
-- Open cases alone.
create table watchdog_case (
  case_id text primary key,
  workflow_id text not null,
  label text not null,
  turn_id bigint not null,
  run_order int not null,
  turn int not null,
  recorded_at timestamptz not null,
  -- The next instant by the case's own word, on the world's clock. Epoch milliseconds.
  due_at bigint,
  due_what text not null,
  -- Its open human steps.
  instances text[] not null,
  -- Somebody has it, or it waits for something from outside.
  held boolean not null,
  -- The turn after which the engine was asked, and the timer that stood there.
  engine_turn bigint,
  engine_at bigint
);
create index watchdog_case_due on watchdog_case ((least(due_at, engine_at)));
create index watchdog_case_unread on watchdog_case (due_at nulls first, turn_id) where engine_turn is null;
create index watchdog_case_workflow on watchdog_case (workflow_id collate "C");

-- Whom a turn must reach, until a message to them has come to an end.
create table watchdog_message (
  turn_id bigint not null,
  target text not null,
  case_id text not null,
  at timestamptz not null,
  primary key (turn_id, target)
);
create index watchdog_message_age on watchdog_message (at);

-- What is wrong at this moment. One that is over goes once that was told.
create table watchdog_finding (
  kind text not null,
  subject text not null,
  case_id text,
  message text not null,
  first_at bigint not null,
  told_at bigint,
  over boolean not null default false,
  primary key (kind, subject)
);

-- How far each of its walks has come.
create table watchdog_place (
  walk text primary key,
  place text not null
);

create table watchdog_heartbeat (
  one boolean primary key default true check (one),
  at timestamptz not null,
  -- False when a part of the round could not be done.
  whole boolean not null,
  says text not null
);

create index effect_open on effect (first_tried_at) where state = 'tried';
create index case_file_reserved on case_file (reserved_at);
create index inbox_parked on inbox (settled_at) where state = 'parked';
create index interaction_parked on interaction (settled_at) where state = 'parked';
`
