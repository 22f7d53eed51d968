/** Mailboxes that answers come to: how far each was read, and what came of every mail. */
export const mailbox = `
create table mailbox (
  name text primary key,
  uid_validity text not null,
  last_uid bigint not null,
  read_at timestamptz not null default clock_timestamp()
);

create table mail (
  id bigint generated always as identity primary key,
  mailbox text not null,
  -- Of what was received; the mail itself is kept under it as evidence.
  sha256 text not null unique,
  bytes int not null,
  message_id text not null,
  sender text,
  subject text not null,
  state text not null check (state in ('acted', 'parked', 'refused', 'ignored', 'bounce')),
  reason text not null,
  case_id text,
  person text,
  settled_at timestamptz not null default clock_timestamp()
);
create index mail_parked on mail (id) where state = 'parked';
create index mail_of_case on mail (case_id) where case_id is not null;

-- Whoever was answered is left alone for a while: two programs must not write to each other for ever.
create table mail_answered (
  address text primary key,
  at timestamptz not null default clock_timestamp()
);
`
