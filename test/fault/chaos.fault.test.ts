import { describe, expect, it } from 'vitest'
import { createAuditTrail } from '../../adapters/postgres/audit-trail.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import { createHistories } from '../../adapters/temporal/histories.ts'
import { eventually } from '../harness/eventually.ts'
import { startClerk } from './clerk.ts'
import { startSystem, type Part, type System } from './system.ts'

/** Every part twice, and the two together that can leave an answer half taken. */
const KILLS: readonly (readonly Part[])[] = [
  ['worker'], ['api'], ['dispatcher'], ['temporal'], ['postgres'], ['worker', 'temporal'], ['worker'], ['api'], ['dispatcher'], ['postgres'], ['temporal'],
]
const CASES_A_KILL = 2

describe('a shop whose machines die', () => {
  it('pays every return exactly once, ends every case, and its record says what the engine says', async () => {
    await using system = await startSystem()
    // Slow enough that each kill finds calls on their way.
    await post(system.shop, '/_control/faults', { operation: '*', mode: 'slow', times: 100_000, ms: 150 })
    const clerk = startClerk(system.api)
    const orders: string[] = []

    for (const [round, victims] of KILLS.entries()) {
      for (let index = 0; index < CASES_A_KILL; index++) orders.push(await customerSendsBack(system, `#${7000 + round * 10 + index}`, index === 0 ? '80.00' : '150.00'))
      await somethingMoves(system)
      await system.kill(...victims)
      for (const part of victims) await system.start(part)
    }

    const database = openDatabase(system.databaseUrl())
    const cases = await eventually(async () => {
      const { rows } = await database.pool.query<{ case_id: string; workflow_id: string }>("select f.case_id, f.workflow_id from case_file f join case_summary s using (case_id) where s.state = 'closed'")
      return rows.length >= orders.length ? rows : undefined
    }, 60_000).catch(async () => { throw new Error(await whatIsOpen(database.pool)) })
    await clerk.stop()

    expect(await refundsByOrder(system)).toEqual(Object.fromEntries(orders.map((order) => [order, 1])))
    expect(cases).toHaveLength(orders.length)
    await everythingSealed(database.pool)
    const engine = connectEngine({ TEMPORAL_ADDRESS: system.temporalAddress })
    const differences = await Promise.all(cases.map((row) => differenceOf({ database, engine }, row.case_id, row.workflow_id)))
    expect(differences.flat()).toEqual([])
    await engine.close()
    await database.close()
  })
})

async function post(base: string, path: string, body: object): Promise<Response> {
  return await fetch(base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
}

async function customerSendsBack(system: System, name: string, price: string): Promise<string> {
  await post(system.shop, '/_control/orders', { name, currency: 'USD', deliveredDaysAgo: 3, lines: [{ sku: 'S-1', title: 'Shirt', quantity: 1, price }] })
  await post(system.shop, '/_control/return', { orderName: name, reason: 'unwanted', quantity: 1 })
  return name
}

/** Waits until the shop has been asked something more: the case is on its way. */
async function somethingMoves(system: System): Promise<void> {
  const seen = async (): Promise<number> => ((await (await fetch(`${system.shop}/_control/log`)).json()) as { readonly entries: readonly { readonly kind: string }[] }).entries.filter((entry) => entry.kind === 'request').length
  const before = await seen()
  await eventually(async () => ((await seen()) > before ? true : undefined), 15_000)
}

async function refundsByOrder(system: System): Promise<Record<string, number>> {
  const { refunds } = (await (await fetch(`${system.shop}/_control/refunds`)).json()) as { refunds: readonly { readonly orderName: string }[] }
  const counts: Record<string, number> = {}
  for (const { orderName } of refunds) if (orderName.startsWith('#7')) counts[orderName] = (counts[orderName] ?? 0) + 1
  return counts
}

type Pool = ReturnType<typeof openDatabase>['pool']

async function whatIsOpen(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ body: string }>("select summary as body from case_summary where state <> 'closed'")
  const { rows: problems } = await pool.query<{ card: string }>('select card from assignment')
  const { rows: inbox } = await pool.query("select state, count(*) as items from inbox group by state")
  return `still open: ${rows.map((row) => row.body).join('\n').slice(0, 4_000)}\nproblems: ${problems.map(({ card }) => JSON.stringify((JSON.parse(card) as { problem?: unknown }).problem)).join('\n')}\ninbox: ${JSON.stringify(inbox)}`
}

const everythingSealed = (pool: Pool): Promise<true> =>
  eventually(async () => {
    const { rows } = await pool.query<{ waiting: number }>("select count(*)::int as waiting from turn where not sealed and state <> 'discarded'")
    return rows[0]?.waiting === 0 ? true : undefined
  }, 30_000)

/** Where the record and the engine do not say the same; empty when they agree. */
async function differenceOf(from: { database: ReturnType<typeof openDatabase>; engine: ReturnType<typeof connectEngine> }, caseId: string, workflowId: string): Promise<string[]> {
  const { database: { pool }, engine } = from
  const found: string[] = []
  const chain = await createAuditTrail(from.database).verifyChain(caseId)
  if (!chain.ok) found.push(`${caseId}: chain breaks at ${chain.position}: ${chain.reason}`)

  const description = await engine.client.workflow.getHandle(workflowId).describe()
  if (description.status.name !== 'COMPLETED') found.push(`${caseId}: the engine says ${description.status.name}`)
  const history = await createHistories(engine).tokens(workflowId, description.runId)
  const { rows } = await pool.query<{ token: string; proven: boolean; type: string }>(
    "select distinct convert_from(body, 'UTF8')::json->>'token' as token, (convert_from(body, 'UTF8')::json->>'proven')::boolean as proven, '' as type from audit_event where case_id = $1 and type <> 'refused'", [caseId])
  const chained = new Set(rows.map((row) => row.token))
  const happened = new Set(history?.tokens.map((token) => token.token))
  for (const token of chained) if (!happened.has(token)) found.push(`${caseId}: the record has turn ${token}, the engine does not`)
  for (const token of happened) if (!chained.has(token)) found.push(`${caseId}: the engine has turn ${token}, the record does not`)
  if (rows.some((row) => !row.proven)) found.push(`${caseId}: something was chained as unproven`)
  return found
}
