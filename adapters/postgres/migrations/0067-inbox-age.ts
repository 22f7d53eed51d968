/** What came when is found by the pages on which it was written: an index of every row would cost more than all that is ever forgotten by it. */
export const inboxAge = `
drop index inbox_value_age;
create index inbox_value_age on inbox_value using brin (received_at);

-- The page of the inbox: newest first, also of one source or one state.
create index inbox_source on inbox (source, id);
create index inbox_unusual on inbox (id) where state in ('waiting', 'parked', 'dismissed');
create index inbox_case on inbox (case_id) where case_id is not null;
`
