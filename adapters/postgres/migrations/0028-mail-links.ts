/**
 * Links in mails. What opens something is in the mail alone: here are hashes of random tokens, each bound to one person, one step and
 * one purpose.
 */
export const mailLinks = `
create table mail_link (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  purpose text not null check (purpose in ('page', 'reply')),
  case_id text not null,
  step text not null,
  instance text not null,
  epoch int not null,
  person text not null,
  -- Of the token and the code together, so that whoever reads this table cannot try codes.
  code_hash bytea not null,
  tries int not null default 0,
  issued_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz,
  used_for text
);
create index mail_link_old on mail_link (expires_at);

-- Who came with what opens nothing, counted by the hour: a robot fills no table.
create table mail_link_refused (
  about text not null,
  why text not null,
  hour timestamptz not null,
  case_id text,
  person text,
  times int not null default 1,
  last_at timestamptz not null default clock_timestamp(),
  primary key (about, why, hour)
);
`
