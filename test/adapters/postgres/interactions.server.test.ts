import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../adapters/postgres/database.ts'
import { createInteractions } from '../../../adapters/postgres/interactions.ts'
import { createCases } from '../../../adapters/temporal/cases.ts'
import { connectEngine } from '../../../adapters/temporal/connection.ts'
import { carryOut } from '../../../api/slack/act.ts'
import { takeUpInteractions } from '../../../dispatcher/interactions.ts'
import type { Acted, Interaction } from '../../../domain/interaction.ts'
import { slackLab } from '../../api/slack-fakes.ts'
import { testDatabase, type TestDatabase } from '../../harness/database.ts'

let fresh: TestDatabase
let database: Database
beforeAll(async () => {
  fresh = await testDatabase()
  database = openDatabase(fresh.url)
})
afterAll(async () => {
  await database.close()
  await fresh[Symbol.asyncDispose]()
})
beforeEach(() => database.pool.query('truncate interaction'))

const anInteraction = (id: string, outcome = 'good'): Interaction => ({
  id, from: { channel: 'slack', user: 'U02ANA', place: 'D1' },
  asked: { do: 'command', caseId: 'c1', command: { do: 'complete', commandId: id, by: 'ana', via: 'slack', step: 'inspect', outcome, form: {} }, files: {} },
})
const book = (leaseMs?: number) => createInteractions(database, leaseMs === undefined ? {} : { leaseMs })
const stateOf = async (id: string) => (await database.pool.query<{ state: string; reason: string | null; faults: number }>('select state, reason, faults from interaction where id = $1', [id])).rows[0]
const overdue = () => database.pool.query("update interaction set next_at = clock_timestamp() - interval '1 second'")

describe('what somebody did', () => {
  it('is kept once, however often and however much at once it comes', async () => {
    const came = await Promise.all(Array.from({ length: 100 }, () => book().keep(anInteraction('a'))))

    expect(came.filter((one) => one === 'kept')).toHaveLength(1)
    expect(came.filter((one) => one === 'repeat')).toHaveLength(99)
  })

  it('under a known id and with another content is a conflict, and the first stands', async () => {
    await book().keep(anInteraction('a'))

    expect(await book().keep(anInteraction('a', 'bad'))).toBe('conflict')
  })

  it('is with whoever kept it for a while, and with the next one when they do not come to an end', async () => {
    await book().keep(anInteraction('a'))
    const taken: string[] = []
    const take = async ({ id }: Interaction): Promise<Acted> => {
      taken.push(id)
      return { state: 'done' }
    }

    expect(await book().actOnDue(10, take)).toBe(0)
    await overdue()
    expect(await book().actOnDue(10, take)).toBe(1)
    expect(await book().actOnDue(10, take)).toBe(0)
    expect(taken).toEqual(['a'])
    expect(await stateOf('a')).toMatchObject({ state: 'done' })
  })

  it('is taken by one of several at a time', async () => {
    for (let index = 0; index < 20; index++) await book().keep(anInteraction(`i${index}`))
    await overdue()
    const taken: string[] = []
    await Promise.all(Array.from({ length: 4 }, () => book().actOnDue(20, async ({ id }) => {
      taken.push(id)
      return { state: 'done' }
    })))

    expect(taken.toSorted()).toEqual(Array.from({ length: 20 }, (_none, index) => `i${index}`).toSorted())
  })

  it('may be done again once it was refused, and not once it was done', async () => {
    await book().keep(anInteraction('a'))
    await book().settle('a', { state: 'refused', code: 'check-failed', message: 'no seal' })
    expect(await stateOf('a')).toMatchObject({ state: 'refused', reason: 'check-failed: no seal' })
    expect(await book().keep(anInteraction('a'))).toBe('kept')
    await book().settle('a', { state: 'done' })

    expect(await book().keep(anInteraction('a'))).toBe('repeat')
    await book().settle('a', { state: 'refused', code: 'late', message: 'a second verdict' })
    expect(await stateOf('a')).toMatchObject({ state: 'done' })
  })

  it('that only errors come of is put aside in the end, and keeps nothing else waiting', async () => {
    await book().keep(anInteraction('a'))
    await book().keep(anInteraction('b'))
    const done: string[] = []
    const givenUp: string[] = []
    const strict = createInteractions(database, { onParked: (id, reason) => givenUp.push(`${id}: ${reason}`) })
    for (let turn = 0; turn < 9; turn++) {
      await overdue()
      await strict.actOnDue(10, async ({ id }) => {
        if (id === 'a') throw new Error('a bug')
        done.push(id)
        return { state: 'done' }
      })
    }

    expect(done).toEqual(['b'])
    expect(givenUp).toEqual(['a: a bug'])
    expect(await stateOf('a')).toMatchObject({ state: 'parked', reason: 'a bug', faults: 8 })
  })

  it('that is put off because something is away costs no try', async () => {
    await book().keep(anInteraction('a'))
    for (let turn = 0; turn < 12; turn++) {
      await overdue()
      await book().actOnDue(10, async () => ({ state: 'later', reason: 'the engine does not answer' }))
    }

    expect(await stateOf('a')).toMatchObject({ state: 'waiting', faults: 0 })
  })
})

it('with a frozen engine a click waits for it and is done once, by whoever comes next', async () => {
  // As `kill -STOP` leaves it: connections are taken by the system, and nobody ever answers.
  const sockets: Socket[] = []
  const frozen = createServer((socket) => void sockets.push(socket)).listen(0)
  const engine = connectEngine({ TEMPORAL_ADDRESS: `127.0.0.1:${(frozen.address() as AddressInfo).port}` })
  const lab = slackLab()
  const files = { reserve: async () => ({ caseId: 'c1', workflowId: 'w1', fresh: false }), workflowOf: async () => 'w1' }
  const stuck = createCases({ engine, files, recorder: { prove: async () => undefined }, reader: lab.deps.reader, patienceMs: 500 })
  const through = (cases: typeof stuck) => takeUpInteractions({ interactions: book(), carryOut: (one) => carryOut({ ...lab.deps, slack: lab.deps.slack!, cases }, one), tellRefusal: async () => undefined })
  try {
    await book().keep(anInteraction('a'))
    await overdue()
    expect(await through(stuck)).toBe(1)
    expect(await stateOf('a')).toMatchObject({ state: 'waiting' })
    await overdue()
    await through(lab.deps.cases)
    await overdue()
    await through(lab.deps.cases)

    expect(lab.asked.commands).toHaveLength(1)
    expect(await stateOf('a')).toMatchObject({ state: 'done' })
  } finally {
    for (const socket of sockets) socket.destroy()
    frozen.close()
    await engine.close()
  }
})
