/** Links by which somebody signs in once, from the browser that asked for one; both are kept as hashes. */
export const signInLinks = `
create table sign_in_link (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  browser text not null check (browser ~ '^[0-9a-f]{64}$'),
  person text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index sign_in_link_of_person on sign_in_link (person, created_at);
`
