/** Published texts are immutable; only which one is current changes, so that going back to an older version is one row too. */
export const catalogue = `
create sequence publication;

create table sop_version (
  sop text not null,
  version text not null,
  plan text not null,
  source text not null,
  published_at timestamptz not null default clock_timestamp(),
  made_current bigint not null default nextval('publication'),
  primary key (sop, version)
);
create index sop_version_current on sop_version (sop, made_current desc);

create table organisation_version (
  version text primary key,
  body text not null,
  source text not null,
  published_at timestamptz not null default clock_timestamp(),
  made_current bigint not null default nextval('publication')
);
create index organisation_version_current on organisation_version (made_current desc);
`
