/** What has long been done is found by when it was, to be forgotten. */
export const oldInteractions = `
create index interaction_over on interaction (settled_at) where state in ('done', 'refused');
`
