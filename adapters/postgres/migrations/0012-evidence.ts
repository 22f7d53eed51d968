/**
 * Photos and files that prove a completion, by the hash of their bytes. A row never changes: whoever uploads the same bytes
 * again changes nothing, and what a record names is what was seen.
 */
export const evidence = `
create table evidence (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  type text not null,
  bytes int not null,
  body bytea not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  check (octet_length(body) = bytes)
);
alter table evidence alter column body set storage external;
`
