import { expect, it } from 'vitest'
import { createAlarms } from '../../adapters/postgres/alarms.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { createWatchdogHeartbeat } from '../../adapters/postgres/watchdog.ts'
import { createWatchWatchdog } from '../../dispatcher/watch-watchdog.ts'
import { createWatch } from '../../watchdog/watch.ts'
import { databaseLab, rows } from '../adapters/postgres/lab.ts'
import { organisation } from '../dispatcher/message-lab.ts'
import { MINUTE, quietEngine, watchdogLab } from './lab.ts'

const lab = async () => {
  const database = await databaseLab()
  await createCatalogue(database).publishOrganisation(organisation(), '')
  let now = Date.now()
  const look = createWatchWatchdog({ heartbeat: createWatchdogHeartbeat(database), alarms: createAlarms(database), catalogue: createCatalogue(database), on: ['slack', 'email'], now: () => now })
  return { ...database, look, pass: (ms: number) => { now += ms } }
}

it('raises an alarm and tells the sink, once, when the watchdog has been silent for 5 minutes', async () => {
  await using at = await lab()
  const dog = watchdogLab(at, quietEngine())
  await dog.round(-4 * MINUTE)
  await at.look()
  expect(await rows(at, 'select kind from alarm')).toEqual([])

  await dog.round(-6 * MINUTE)
  await at.look()
  await at.look()

  expect(await createAlarms(at).since(0)).toMatchObject([{ kind: 'watchdog-silent', subject: 'watchdog', times: 1, message: expect.stringMatching(/^The watchdog has made no round since .*Z: start the process "watchdog"/) }])
  expect(await rows(at, 'select person, channel, urgent, state, kind from delivery')).toEqual([{ person: 'boss', channel: 'slack', urgent: true, state: 'due', kind: 'notice' }])

  // It came back and went again.
  await dog.round(0)
  await at.look()
  await dog.round(-7 * MINUTE)
  await at.look()
  expect(await rows(at, 'select count(*)::int as told from delivery')).toEqual([{ told: 2 }])
})

it('gives a watchdog that never was 5 minutes from the start of the dispatcher', async () => {
  await using at = await lab()
  await at.look()
  at.pass(4 * MINUTE)
  await at.look()
  expect(await rows(at, 'select kind from alarm')).toEqual([])

  at.pass(2 * MINUTE)
  await at.look()
  expect(await rows(at, 'select kind, message from alarm')).toMatchObject([{ kind: 'watchdog-silent', message: expect.stringMatching(/^The watchdog has never made a round/) }])
})

it('pings after a round that was done whole, and after no other', async () => {
  await using at = await lab()
  let [pings, away] = [0, false]
  const engine = quietEngine()
  const dog = watchdogLab(at, { ...engine, running: async (...range) => { if (away) throw new Error('no route'); return engine.running(...range) } })
  const watch = createWatch({ ...dog.deps, ping: async () => { pings += 1 }, stopwatch: () => 0 })

  await watch.once()
  expect([pings, watch.status().found.size, watch.status().wholeAt !== null]).toEqual([1, 0, true])
  away = true
  await watch.once()
  expect([pings, [...watch.status().found]]).toEqual([1, [['engine-away', 1]]])
  away = false
  dog.hears(false)
  await watch.once()
  expect(pings).toBe(1)
  dog.hears(true)
  await watch.once()
  expect(pings).toBe(2)
  expect(dog.heard()).toEqual(['new engine-away engine', 'over engine-away engine'])
  expect(await rows(at, 'select whole, says from watchdog_heartbeat')).toEqual([{ whole: true, says: '0 found' }])
})

it('tells a thing again until somebody has heard it, again while it lasts, and when it is over', async () => {
  await using at = await lab()
  const dog = watchdogLab(at, quietEngine())
  await at.pool.query("insert into inbox (source, delivery_id, event_id, topic, body) values ('shopify', 'd1', 'e1', 'returns/request', '')")
  dog.hears(false)
  await dog.round(4 * MINUTE)
  expect(dog.heard()).toEqual([])
  dog.hears(true)
  await dog.round(5 * MINUTE)
  await dog.round(6 * MINUTE)
  expect(dog.heard()).toEqual(['new inbox-stuck 1'])
  await dog.round(66 * MINUTE)
  expect(dog.heard()).toEqual(['lasting inbox-stuck 1'])
  await at.pool.query("update inbox set state = 'delivered'")
  await dog.round(67 * MINUTE)
  await dog.round(68 * MINUTE)

  expect(dog.heard()).toEqual(['over inbox-stuck 1'])
  expect(await rows(at, 'select * from watchdog_finding')).toEqual([])
  expect(await createAlarms(at).since(0)).toMatchObject([{ kind: 'watchdog-found', subject: 'inbox-stuck 1' }])
})

it('finds a case that was to be opened and never began, and says when it did after all', async () => {
  await using at = await lab()
  const dog = watchdogLab(at, quietEngine())
  await at.pool.query("insert into case_file (case_id, sop, key, workflow_id) values ('C1', 'returns', 'R-1', 'case/returns/R-1'), ('C2', 'returns', 'R-2', 'case/returns/R-2')")
  await at.pool.query("insert into case_head (case_id) values ('C2')")
  await dog.round(2 * MINUTE)
  expect(dog.heard()).toEqual([])
  for (const minute of [4, 5, 6]) await dog.round(minute * MINUTE)
  expect(dog.heard()).toEqual(['new never-started C1'])
  await at.pool.query("insert into case_head (case_id) values ('C1')")
  await dog.round(7 * MINUTE)
  expect(dog.heard()).toEqual(['over never-started C1'])
})
