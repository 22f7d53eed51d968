/** What a payment pays, in minor units, and who said yes to it; and the switch that stops all of them, never changed but by a further row. */
export const money = `
alter table effect add column currency text, add column minor numeric(30), add column approved text[] not null default '{}';
create index effect_paid on effect (currency, first_tried_at) where minor is not null;
create table money_switch (
  id bigint generated always as identity primary key,
  stopped boolean not null,
  by_person text not null,
  because text not null,
  at timestamptz not null default clock_timestamp()
);
`
