import { expect, it } from 'vitest'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { aDelivery } from './builders.ts'
import { aCrew } from './crew.ts'
import { databaseLab, rows } from './lab.ts'

const ITEMS = 300
const KILLED_AT = [60, 160]

it('delivers each of 300 items, and again only what a killed dispatcher had in hand, with four at work', async () => {
  await using lab = await databaseLab()
  await lab.pool.query('create table made (delivery_id text, pid int)')
  const inbox = createInbox(lab)
  for (let id = 0; id < ITEMS; id += 1) await inbox.store(aDelivery({ deliveryId: `d-${id}`, eventId: `e-${id}` }))
  const settled = async (): Promise<number> =>
    Number((await rows(lab, `select count(*) as n from inbox where state = 'delivered'`))[0]?.['n'])
  await using crew = await aCrew(4 + KILLED_AT.length, new URL('./deliverer.ts', import.meta.url), lab.url)

  for (let one = 0; one < 4; one += 1) crew.start()
  for (const killedAt of KILLED_AT) {
    await expect.poll(settled, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(killedAt)
    expect(await settled()).toBeLessThan(ITEMS)
    crew.replace()
  }
  await expect.poll(settled, { timeout: 60_000 }).toBe(ITEMS)

  const [made] = await rows(lab, `
    select count(distinct delivery_id) as items, count(*) as deliveries, count(distinct pid) as crew from made`)
  expect(made).toMatchObject({ items: ITEMS, crew: 4 + KILLED_AT.length })
  // Two lanes of each that was killed.
  expect(made?.['deliveries']).toBeLessThanOrEqual(ITEMS + 2 * KILLED_AT.length)
}, 180_000)
