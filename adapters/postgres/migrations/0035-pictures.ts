/**
 * What is kept of a picture is its pixels and not the bytes that were sent, which may say where it was taken: from the hash of those
 * to the row they led to. The small picture for lists stands beside, by the hash of its own bytes.
 */
export const pictures = `
create table evidence_original (
  original text primary key check (original ~ '^[0-9a-f]{64}$'),
  sha256 text not null references evidence,
  uploaded_by text not null,
  uploaded_at timestamptz not null default clock_timestamp()
);
create index evidence_original_of on evidence_original (sha256, uploaded_at);
insert into evidence_original (original, sha256, uploaded_by, uploaded_at) select sha256, sha256, uploaded_by, uploaded_at from evidence;
create table evidence_small (
  of text primary key references evidence,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  type text not null,
  body bytea not null
);
alter table evidence_small alter column body set storage external;
`
