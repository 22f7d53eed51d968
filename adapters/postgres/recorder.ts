import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Resolution } from '../../domain/event.ts'
import type { Recorder, Token, Turn } from '../../domain/ports.ts'
import { settleTurn } from '../../domain/turn.ts'
import type { Database } from './database.ts'
import { createResolver } from './resolver.ts'
import type { Resolver } from './resolver.ts'
import { rowsOf } from './rows.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

/**
 * The record in PostgreSQL. A turn without requests takes one round trip, because a person waits for it; one that asks
 * who gets a step is resolved and inserted in the same transaction. Rejects with `Unavailable` when nothing was kept, or
 * when that cannot be told: another try inserts a rival under another token, and Temporal's history tells which is true.
 */
export function createRecorder({ pool }: Pick<Database, 'pool'>): Recorder {
  const resolver = createResolver()
  return guarded<Recorder>({
    async record(turn) {
      const token: Token = { runId: turn.runId, turn: turn.turn, token: randomUUID() }
      if (turn.requests.length === 0) {
        await insert(pool, turn, token, [])
        return { token, resolutions: [] }
      }
      const resolutions = await inTransaction(pool, (client) => recordWithOwners(client, turn, token, resolver))
      return { token, resolutions }
    },
    async prove(caseId, tokens) {
      if (tokens.length === 0) return
      await pool.query({ name: 'prove_turns', text: 'select prove_turns($1, $2)', values: [caseId, JSON.stringify(tokens)] })
    },
  })
}

async function recordWithOwners(client: pg.PoolClient, turn: Turn, token: Token, resolver: Resolver): Promise<readonly Resolution[]> {
  const resolutions = await resolver.resolve(client, turn)
  await insert(client, turn, token, resolutions)
  return resolutions
}

const INSERT = 'select record_turn($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)'

async function insert(on: pg.Pool | pg.PoolClient, turn: Turn, { token }: Token, resolutions: readonly Resolution[]): Promise<void> {
  const rows = rowsOf(settleTurn(turn, resolutions))
  await on.query({
    name: 'record_turn',
    text: INSERT,
    values: [
      turn.caseId, turn.workflowId, turn.runId, turn.continuedFrom, turn.turn, token, JSON.stringify(turn.proves), rows.at,
      rows.events, rows.listing, rows.summary, rows.tasks, rows.assignees, rows.targets, JSON.stringify(resolutions.map(resolutionRow)),
    ],
  })
}

const resolutionRow = (resolution: Resolution): Record<string, string | null> => ({
  id: resolution.request.id,
  answer: JSON.stringify(resolution),
  person: resolution.request.purpose === 'assign' || resolution.request.takesOver ? (resolution.people[0] ?? null) : null,
  version: resolution.organisationVersion,
})
