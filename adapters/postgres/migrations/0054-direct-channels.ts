/** Where the messages of people with the app stand: Slack is asked for each once, and allows few such questions a minute. */
export const directChannels = `
create table direct_channel (
  user_id text primary key,
  channel text not null,
  opened_at timestamptz not null default clock_timestamp()
);
`
