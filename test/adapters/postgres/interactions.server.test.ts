import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../../../adapters/postgres/database.ts'
import { createInteractions } from '../../../adapters/postgres/interactions.ts'
import { createOldInteractions } from '../../../adapters/postgres/old-interactions.ts'
import { createCases } from '../../../adapters/temporal/cases.ts'
import { connectEngine } from '../../../adapters/temporal/connection.ts'
import { carryOut } from '../../../api/slack/act.ts'
import { createTakingUp } from '../../../dispatcher/interactions.ts'
import type { Acted, Interaction } from '../../../domain/interaction.ts'
import { slackLab } from '../../api/slack-fakes.ts'
import { eventually } from '../../harness/eventually.ts'
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

describe('what was done long ago', () => {
  const keep = (id: string, state: string, days: number) => database.pool.query(
    "insert into interaction (id, asked, from_whom, state, received_at, next_at, settled_at) values ($1, '{}', '{}', $2, clock_timestamp() - interval '500 days', clock_timestamp(), case when $2 = 'waiting' then null else clock_timestamp() - $3 * interval '1 day' end)", [id, state, days])

  it('is known for 400 days, and what still waits, or waits for a person, for ever', async () => {
    for (const [id, state, days] of [['a', 'done', 399], ['b', 'refused', 399], ['c', 'done', 401], ['d', 'refused', 401], ['e', 'parked', 499], ['f', 'waiting', 499]] as const) await keep(id, state, days)

    expect(await createOldInteractions(database).forgetOld()).toBe(2)
    expect((await database.pool.query('select id from interaction order by id')).rows).toEqual(['a', 'b', 'e', 'f'].map((id) => ({ id })))
    expect(await createOldInteractions(database).forgetOld()).toBe(0)
  })

  it('is forgotten in parts, found by its index', async () => {
    await database.pool.query("insert into interaction (id, asked, from_whom, state, next_at, settled_at) select 'n' || n, '{}', '{}', 'done', clock_timestamp(), clock_timestamp() - n * interval '1 hour' + interval '30 minutes' from generate_series(1, 20000) n")
    await database.pool.query('analyze interaction')
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>("explain select id from interaction where state in ('done', 'refused') and settled_at < clock_timestamp() - interval '400 days' order by settled_at limit 5000")

    expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('interaction_over')
    expect(await createOldInteractions(database).forgetOld()).toBe(20_000 - 400 * 24)
  })
})

describe('what is taken up again', () => {
  const of = (id: string, caseId: string): Interaction => {
    const one = anInteraction(id)
    return { ...one, asked: { ...one.asked, caseId } as Interaction['asked'] }
  }
  const gate = () => {
    let open = (): void => undefined
    return { shut: new Promise<void>((resolve) => { open = resolve }), open: () => open() }
  }

  it('waits for no case that is stuck, and of one case there is one under way', async () => {
    const { shut, open } = gate()
    for (const [id, caseId] of [['a1', 'stuck-1'], ['a2', 'stuck-1'], ['a3', 'stuck-1'], ['b', 'stuck-2'], ['c', 'stuck-3'], ...Array.from({ length: 30 }, (_none, index) => [`z${index}`, `c${index}`])] as [string, string][]) await book().keep(of(id, caseId))
    await overdue()
    const begun: string[] = []
    const done: string[] = []
    const taking = createTakingUp({
      interactions: book(), tellRefusal: async () => undefined, report: (error) => { throw error },
      carryOut: async ({ id, asked }) => {
        const caseId = 'caseId' in asked ? asked.caseId : ''
        begun.push(caseId)
        if (caseId.startsWith('stuck')) await shut
        done.push(id)
        return { state: 'done' }
      },
    })

    await eventually(() => {
      taking.begin()
      return done.length === 30 ? true : undefined
    })
    expect(begun.filter((caseId) => caseId.startsWith('stuck')).toSorted()).toEqual(['stuck-1', 'stuck-2', 'stuck-3'])
    open()
    await taking.idle()
    expect(done).toHaveLength(33)

    await overdue()
    taking.begin()
    await taking.idle()
    await overdue()
    taking.begin()
    await taking.idle()
    expect([await stateOf('a1'), await stateOf('a2'), await stateOf('a3')]).toEqual(Array(3).fill(expect.objectContaining({ state: 'done', faults: 0 })))
  })

  it('says why it could not be looked for', async () => {
    const said: unknown[] = []
    const taking = createTakingUp({ interactions: { actOnDue: () => Promise.reject(new Error('the database is away')) }, carryOut: async () => ({ state: 'done' }), tellRefusal: async () => undefined, report: (error) => said.push(error) })
    taking.begin()
    await taking.idle()
    expect(said).toEqual([new Error('the database is away')])
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
  const through = async (cases: typeof stuck) => {
    const taking = createTakingUp({ interactions: book(), carryOut: (one) => carryOut({ ...lab.deps, slack: lab.deps.slack!, cases }, one), tellRefusal: async () => undefined, report: (error) => { throw error } })
    taking.begin()
    await taking.idle()
  }
  try {
    await book().keep(anInteraction('a'))
    await overdue()
    await through(stuck)
    expect(await stateOf('a')).toMatchObject({ state: 'waiting', reason: expect.any(String) })
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
