import type { DirectChannels } from '../../domain/deliveries/port.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Channels of people with the app, in PostgreSQL: a start asks Slack for none of them again. */
export const createDirectChannels = ({ pool }: Pick<Database, 'pool'>): DirectChannels => guarded<DirectChannels>({
  async of(user) {
    const { rows: [row] } = await pool.query<{ channel: string }>({ name: 'direct_channel', text: 'select channel from direct_channel where user_id = $1', values: [user] })
    return row?.channel
  },
  async keep(user, channel) {
    await pool.query('insert into direct_channel (user_id, channel) values ($1, $2) on conflict (user_id) do update set channel = excluded.channel, opened_at = excluded.opened_at', [user, channel])
  },
  async forget(user) {
    await pool.query('delete from direct_channel where user_id = $1', [user])
  },
})
