import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Resolution } from '../../domain/event.ts'
import type { Recorder, Token, Turn } from '../../domain/ports.ts'
import { settleTurn } from '../../domain/turn.ts'
import type { Database } from './database.ts'
import { untoldBy } from './arrivals.ts'
import { createResolver } from './resolver.ts'
import type { Resolver } from './resolver.ts'
import { rowsOf } from './rows.ts'
import { subscriptionRow } from './lookup.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

/**
 * The record in PostgreSQL. A turn takes one round trip, because a person waits for it; only where the load of people decides
 * who gets a step is that found out first, in the same transaction. Rejects with `Unavailable` when nothing was kept, or
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
      const heard = await hearFor(pool, turn)
      const resolutions = (await recordAtOnce(pool, turn, token, { resolver, heard })) ?? (await inTransaction(pool, (client) => recordWithOwners(client, turn, token, { resolver, heard })))
      return { token, resolutions }
    },
    async prove(caseId, tokens) {
      if (tokens.length === 0) return
      // Not waited for on disk: a proof that a crash loses is found again in Temporal's history.
      const text = "select set_config('synchronous_commit', 'off', true), prove_turns($1, $2)"
      await pool.query({ name: 'prove_turns_without_waiting', text, values: [caseId, JSON.stringify(tokens)] })
    },
  })
}

/** Adds to an answer the events that were asked for. */
type Heard = (resolution: Resolution) => Resolution

/** Reads what the turn asks to hear of, before anything is locked: whatever was received in time is in the inbox by now. */
async function hearFor(pool: pg.Pool, { caseId, requests }: Turn): Promise<Heard> {
  const asked = requests.find(({ purpose }) => purpose === 'arrivals')
  if (!asked) return (resolution) => resolution
  const arrivals = await untoldBy(pool, caseId, asked.until ?? asked.at)
  return (resolution) => (resolution.request.purpose === 'arrivals' ? { ...resolution, arrivals } : resolution)
}

interface Answering {
  readonly resolver: Resolver
  readonly heard: Heard
}

/** One round trip and no lock; undefined when the answers must be asked for in the database after all. */
async function recordAtOnce(pool: pg.Pool, turn: Turn, token: Token, { resolver, heard }: Answering): Promise<readonly Resolution[] | undefined> {
  const answered = resolver.resolveAtOnce(turn)
  if (!answered) return undefined
  const resolutions = answered.resolutions.map(heard)
  const { rows } = await pool.query<{ recorded: boolean }>({
    name: 'record_answered_turn',
    text: `select record_answered_turn($1, $2, ${placeholders(3)}) as recorded`,
    values: [answered.version, turn.requests.map(({ id }) => id), ...turnValues(turn, token, resolutions)],
  })
  return rows[0]?.recorded === true ? resolutions : undefined
}

async function recordWithOwners(client: pg.PoolClient, turn: Turn, token: Token, { resolver, heard }: Answering): Promise<readonly Resolution[]> {
  const resolutions = (await resolver.resolve(client, turn)).map(heard)
  await insert(client, turn, token, resolutions)
  return resolutions
}

const TURN_VALUES = 18
const placeholders = (from: number): string => Array.from({ length: TURN_VALUES }, (_, index) => `$${from + index}`).join(', ')

async function insert(on: pg.Pool | pg.PoolClient, turn: Turn, token: Token, resolutions: readonly Resolution[]): Promise<void> {
  await on.query({ name: 'record_turn', text: `select record_turn(${placeholders(1)})`, values: turnValues(turn, token, resolutions) })
}

/** What `record_turn` takes, in its order. */
function turnValues(turn: Turn, { token }: Token, resolutions: readonly Resolution[]): unknown[] {
  const rows = rowsOf(settleTurn(turn, resolutions))
  return [
    turn.caseId, turn.workflowId, turn.runId, turn.continuedFrom, turn.turn, token, JSON.stringify(turn.proves), rows.at,
    rows.events, rows.listing, rows.summary, rows.tasks, rows.assignees, rows.targets, JSON.stringify(resolutions.map(resolutionRow)),
    JSON.stringify(turn.subscriptions.map(subscriptionRow)), turn.used, turn.final === undefined ? null : JSON.stringify(turn.final),
  ]
}

/** With `role`, it was the turn of `turnOf` in a role that goes round. */
const resolutionRow = (resolution: Resolution): Record<string, string | null> => ({
  id: resolution.request.id,
  answer: JSON.stringify(resolution),
  person: resolution.request.purpose === 'assign' || resolution.request.takesOver ? (resolution.people[0] ?? null) : null,
  version: resolution.organisationVersion,
  role: resolution.turn?.role ?? null,
  turnOf: resolution.turn?.of ?? null,
})
