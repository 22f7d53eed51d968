import type { MoneySwitch } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

interface Row {
  readonly stopped: boolean
  readonly by_person: string
  readonly because: string
  readonly at: Date
}

/** The switch in PostgreSQL: each change is a further row, and the last one holds. */
export const createMoneySwitch = ({ pool }: Pick<Database, 'pool'>): MoneySwitch => guarded<MoneySwitch>({
  async set(stopped, by, because) {
    await pool.query('insert into money_switch (stopped, by_person, because) values ($1, $2, $3)', [stopped, by, storable(because)])
  },
  async history() {
    const { rows } = await pool.query<Row>('select stopped, by_person, because, at from money_switch order by id desc limit 100')
    return rows.map(({ by_person, at, ...rest }) => ({ ...rest, by: by_person, at: at.getTime() }))
  },
})
