import { connect } from 'node:net'
import pg from 'pg'
import { expect, it } from 'vitest'
import { testDatabase } from '../harness/database.ts'
import { temporalAddress } from '../harness/engine.ts'

it('gives each test a database that the others do not see', async () => {
  await using mine = await testDatabase()
  await using others = await testDatabase()

  await query(mine.url, 'create table only_mine (id int)')

  await expect(query(others.url, 'select * from only_mine')).rejects.toThrow('does not exist')
})

it('drops the database when the test is over', async () => {
  const { url } = await (async () => {
    await using database = await testDatabase()
    return { url: database.url }
  })()

  await expect(query(url, 'select 1')).rejects.toThrow('does not exist')
})

it('has a Temporal server that listens', async () => {
  const [host, port] = temporalAddress().split(':')
  const socket = connect({ host, port: Number(port) })

  await expect(new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))).resolves.toBeUndefined()
  socket.destroy()
})

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
