import { createAlarms } from '../../adapters/postgres/alarms.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createCards } from '../../adapters/postgres/deliveries-cards.ts'
import { createDeliveries } from '../../adapters/postgres/deliveries.ts'
import { startMessageLoops } from '../../dispatcher/message-loops.ts'
import type { Channel } from '../../domain/delivery.ts'
import { orders } from '../adapters/postgres/crew.ts'

/** A dispatcher of messages in a process of its own, to be killed. Its channel takes a message at once and answers only after a while. */
const database = openDatabase(process.argv[2] ?? '')
const catalogue = createCatalogue(database)
const email: Channel = {
  name: 'email',
  async send({ delivery: { id, possibleRepeat } }) {
    await database.pool.query('insert into arrived (delivery, marked) values ($1, $2)', [id, possibleRepeat])
    await new Promise((resolve) => { setTimeout(resolve, 15) })
    return `<${id}@shop.test>`
  },
}

await orders()
startMessageLoops({
  deliveries: createDeliveries(database), cards: createCards(database), catalogue, alarms: createAlarms(database), channels: new Map([['email', email]]),
  consoleUrl: 'https://ops.shop.test', now: () => Date.now(), leaseMs: 2_000, timeoutMs: 1_500,
  report: (what, error) => { if (process.env['SAY']) process.stderr.write(`${what}: ${String(error)}\n`) },
})
