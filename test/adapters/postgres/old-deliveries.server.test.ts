import { expect, it } from 'vitest'
import type { Database } from '../../../adapters/postgres/database.ts'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { createOldDeliveries } from '../../../adapters/postgres/old-deliveries.ts'
import type { Delivered } from '../../../domain/ports.ts'
import { aDelivery } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const named = (id: string) => aDelivery({ deliveryId: id, eventId: id, body: `{"of":"${id}"}` })
const aged = (lab: Database, days: number) => lab.pool.query(`update inbox set received_at = clock_timestamp() - make_interval(days => $1)`, [days])
const bodies = (lab: Database) => rows(lab, `select delivery_id, convert_from(body, 'UTF8') as body, event is not null as event from inbox order by id`)

it('forgets what a webhook says after 90 days, and still knows a repeat and another delivery under its id', async () => {
  await using lab = await databaseLab()
  const [inbox, old] = [createInbox(lab), createOldDeliveries(lab)]
  for (const id of ['done', 'parked', 'untold', 'waiting']) await inbox.store(named(id))
  await inbox.deliver(3, async ({ deliveryId }): Promise<Delivered> => (deliveryId === 'parked' ? { state: 'parked', reason: 'no' } : { state: 'delivered', caseId: null, note: '' }))
  await lab.pool.query(`insert into arrival (inbox_id, case_id) select id, 'CASE1' from inbox where delivery_id = 'untold'`)
  await aged(lab, 89)
  expect(await old.forgetOld()).toBe(0)

  await aged(lab, 91)
  expect(await old.forgetOld()).toBe(1)

  expect(await bodies(lab)).toEqual([
    { delivery_id: 'done', body: null, event: false },
    ...['parked', 'untold', 'waiting'].map((id) => ({ delivery_id: id, body: `{"of":"${id}"}`, event: true })),
  ])
  expect(await inbox.store(named('done'))).toBe('repeat')
  expect(await inbox.store({ ...named('done'), body: 'another one' })).toBe('conflict')
})

it('forgets after 400 days that a webhook came, unless somebody still has to do with it', async () => {
  await using lab = await databaseLab()
  const [inbox, old] = [createInbox(lab), createOldDeliveries(lab)]
  for (const id of ['done', 'waiting']) await inbox.store(named(id))
  await inbox.store({ ...named('done'), body: 'another one' })
  await inbox.deliver(1, async () => ({ state: 'delivered', caseId: null, note: '' }))
  await aged(lab, 399)
  await old.forgetOld()
  expect(await bodies(lab)).toHaveLength(2)

  await aged(lab, 401)
  await lab.pool.query(`update inbox_conflict set received_at = clock_timestamp() - interval '91 days'`)
  await old.forgetOld()

  expect(await bodies(lab)).toEqual([{ delivery_id: 'waiting', body: '{"of":"waiting"}', event: true }])
  expect(await rows(lab, 'select id from inbox_conflict')).toEqual([])
})
