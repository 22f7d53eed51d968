/**
 * Turns are inserted, never replaced; what becomes of one is told by its state alone. JSON is kept as text: the record
 * hashes exact bytes, and jsonb refuses texts that a customer can send (an escaped NUL, half a surrogate pair).
 */
export const turns = `
create table case_file (
  case_id text primary key,
  sop text not null,
  key text not null,
  workflow_id text not null,
  reserved_at timestamptz not null default clock_timestamp(),
  unique (sop, key)
);

-- One row a case: the lock that orders its turns, and where its chain ends.
create table case_head (
  case_id text primary key,
  position int not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex'),
  sealed_run text
);

create table turn (
  id bigint generated always as identity primary key,
  case_id text not null,
  workflow_id text not null,
  run_id text not null,
  -- Which run of the case this is: turn numbers go back after a reset, this does not.
  run_order int not null,
  continued_from text,
  turn int not null,
  token text not null,
  state text not null check (state in ('unproven', 'proven', 'discarded', 'unknown')),
  sealed boolean not null default false,
  at bigint,
  events text[] not null,
  listing text not null,
  summary text not null,
  tasks text not null,
  assignees text[] not null,
  targets text[] not null,
  recorded_at timestamptz not null default clock_timestamp(),
  looked_at timestamptz,
  unique (case_id, run_id, turn, token)
);
create index turn_newest on turn (case_id, state, run_order desc, turn desc);
create index turn_in_doubt on turn (recorded_at) where state = 'unproven';
create index turn_pending on turn (case_id, run_order desc, turn desc, id desc) where state in ('unproven', 'unknown');
create index turn_to_chain on turn (case_id) where not sealed and state in ('proven', 'unknown');

create table resolution (
  case_id text not null,
  request_id text not null,
  answer text not null,
  -- Who got the step, when somebody did; reminders and messages give nobody anything.
  person text,
  organisation_version text not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (case_id, request_id)
);
create index resolution_person on resolution (person, recorded_at desc) where person is not null;

create table case_summary (
  case_id text primary key,
  run_order int not null,
  turn int not null,
  sop text not null,
  state text not null,
  opened_at bigint not null,
  search text not null,
  summary text not null
);
create index case_summary_opened on case_summary (opened_at desc, case_id desc);
create index case_summary_state on case_summary (state, opened_at desc, case_id desc);

create table assignment (
  case_id text not null,
  instance text not null,
  step text not null,
  assignee text,
  claimed_by text,
  for_whom text not null,
  due_at bigint not null,
  card text not null,
  primary key (case_id, instance)
);
create index assignment_assignee on assignment (assignee);
create index assignment_claimed_by on assignment (claimed_by) where claimed_by is not null;
create index assignment_for_whom on assignment (for_whom);

-- The newest turn of each case that goes beyond what is proven.
create view pending_turn as
  select distinct on (t.case_id) t.*
  from turn t left join case_summary s on s.case_id = t.case_id
  where t.state in ('unproven', 'unknown')
    and (s.case_id is null or (t.run_order, t.turn) > (s.run_order, s.turn))
  order by t.case_id, t.run_order desc, t.turn desc, t.id desc;
`
