import './provided.ts'
import { existsSync } from 'node:fs'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startTestServers } from '../../scripts/setup/test-servers.mjs'

const template = 'evenkeel_template'

/** One PostgreSQL with a migrated template and one Temporal dev server for the run; both are gone afterwards. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startTestServers((text) => { process.stderr.write(`${text}\n`) })
  try {
    await makeTemplate(servers.databaseUrl)
  } catch (error) {
    await servers.stop()
    throw error
  }
  project.provide('adminUrl', servers.databaseUrl)
  project.provide('template', template)
  project.provide('temporalAddress', servers.temporalAddress)
  return servers.stop
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  await client.query(`create database ${template}`)
  await client.end()
  const url = new URL(adminUrl)
  url.pathname = `/${template}`
  const migrations = new URL('../../adapters/postgres/migrate.ts', import.meta.url)
  if (!existsSync(migrations)) return
  const { migrate } = (await import(migrations.pathname)) as { migrate: (url: string) => Promise<unknown> }
  await migrate(url.href)
}
