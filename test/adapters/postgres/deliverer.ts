import { openDatabase } from '../../../adapters/postgres/database.ts'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { orders } from './crew.ts'

/** A dispatcher in a process of its own, to be killed: writes down each delivery it makes, then takes a little while. */
const database = openDatabase(process.argv[2] ?? '')
const inbox = createInbox(database, { lanes: 2, tries: 50 })
await orders()
for (;;) {
  await inbox.deliver(20, async ({ deliveryId }) => {
    await database.pool.query('insert into made (delivery_id, pid) values ($1, $2)', [deliveryId, process.pid])
    await new Promise((resolve) => setTimeout(resolve, 10))
    return { state: 'delivered', caseId: deliveryId, note: '' }
  })
}
