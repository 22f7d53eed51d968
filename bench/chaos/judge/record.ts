import { createAuditTrail } from '../../../adapters/postgres/audit-trail.ts'
import { connectEngine } from '../../../adapters/temporal/connection.ts'
import { createHistories } from '../../../adapters/temporal/histories.ts'
import type { House } from '../house.ts'

type Engine = ReturnType<typeof connectEngine>

/** Where the chained record of an ended case breaks, has what was never proven, or does not say what the engine's history says. */
export async function recordsDiffer(house: House, caseIds: readonly string[]): Promise<readonly string[]> {
  const engine = connectEngine({ TEMPORAL_ADDRESS: house.temporalAddress })
  try {
    const { rows } = await house.database.pool.query<{ case_id: string; workflow_id: string }>('select case_id, workflow_id from case_file where case_id = any($1)', [caseIds])
    const found: string[] = caseIds.filter((id) => !rows.some((row) => row.case_id === id)).map((id) => `${id} has no file`)
    for (const { case_id: caseId, workflow_id: workflowId } of rows) found.push(...(await differenceOf({ house, engine }, caseId, workflowId)))
    return found
  } finally {
    await engine.close()
  }
}

async function differenceOf({ house, engine }: { readonly house: House; readonly engine: Engine }, caseId: string, workflowId: string): Promise<readonly string[]> {
  const { database } = house
  const found: string[] = []
  const chain = await createAuditTrail(database).verifyChain(caseId)
  if (!chain.ok) found.push(`${caseId}: chain breaks at ${chain.position}: ${chain.reason}`)
  const { status, runId } = await engine.client.workflow.getHandle(workflowId).describe()
  // A case that may be opened again later has a run that still listens.
  if (!['COMPLETED', 'RUNNING'].includes(status.name)) found.push(`${caseId}: the engine says ${status.name}`)
  const { rows: runs } = await database.pool.query<{ run_id: string }>('select distinct run_id from turn where case_id = $1', [caseId])
  const histories = await Promise.all([...new Set([runId, ...runs.map((run) => run.run_id)])].map((run) => createHistories(engine).tokens(workflowId, run)))
  const { rows } = await database.pool.query<{ token: string; proven: boolean }>(
    "select distinct convert_from(body, 'UTF8')::json->>'token' as token, (convert_from(body, 'UTF8')::json->>'proven')::boolean as proven from audit_event where case_id = $1 and type <> 'refused'", [caseId])
  // A turn in which nothing happened is proven like any other, and leaves no line.
  const { rows: silent } = await database.pool.query<{ token: string }>("select token from turn where case_id = $1 and state = 'proven' and cardinality(events) = 0", [caseId])
  const chained = new Set([...rows, ...silent].map(({ token }) => token))
  const happened = new Set(histories.flatMap((history) => history?.tokens.map(({ token }) => token) ?? []))
  for (const token of chained) if (!happened.has(token)) found.push(`${caseId}: the record has turn ${token}, the engine does not`)
  for (const token of happened) if (!chained.has(token)) found.push(`${caseId}: the engine has turn ${token}, the record does not`)
  if (rows.some(({ proven }) => !proven)) found.push(`${caseId}: something was chained as unproven`)
  return found
}
