/** Letters that asked suppliers something, and by which addresses their answers find them: of a token the hash only is kept. */
export const supplierLetters = `
create table supplier_letter (
  id text primary key,
  case_id text not null,
  address text not null,
  about text not null,
  message_id text not null unique,
  kept_at timestamptz not null default clock_timestamp()
);
create table supplier_letter_token (
  token_hash bytea primary key,
  letter text not null references supplier_letter on delete cascade,
  given_at timestamptz not null default clock_timestamp()
);
create index supplier_letter_token_letter on supplier_letter_token (letter);
`
