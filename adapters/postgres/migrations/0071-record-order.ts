/** An export goes through the cases in the order of the bytes of their ids, which is the same everywhere. */
export const recordOrder = `
create index case_head_order on case_head (case_id collate "C") where position > 0;
`
