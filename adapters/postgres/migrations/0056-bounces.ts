/** A mail that came back is found by its name, among all that were ever sent. */
export const bounces = `
create index delivery_mail on delivery (reference) where channel = 'email' and state = 'sent';
`
