/**
 * Who is signed in, by hashes of secrets that only browsers and other systems hold: whoever reads these tables can sign in as nobody.
 * A password's row carries how it was hashed, so that it can be made dearer later.
 */
export const signIn = `
create table session (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  person text not null,
  method text not null check (method in ('password', 'mail', 'openid')),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check (last_seen_at >= created_at and expires_at > created_at)
);
create index session_of_person on session (person) where revoked_at is null;

create table account (
  person text primary key,
  password text not null check (password ~ '^scrypt[$][0-9]+[$][0-9]+[$][0-9]+[$][A-Za-z0-9_-]+[$][A-Za-z0-9_-]+$'),
  changed_at timestamptz not null default clock_timestamp()
);

create table api_token (
  id bigint generated always as identity primary key,
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  name text not null,
  roles text[] not null default '{}',
  person text,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz
);
create unique index api_token_in_use on api_token (name) where revoked_at is null;
`
