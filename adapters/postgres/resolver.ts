import type pg from 'pg'
import { resolve } from '../../domain/assignee.ts'
import type { Load } from '../../domain/assignee.ts'
import type { Request, Resolution } from '../../domain/event.ts'
import { canonical, own, type Json } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Turn } from '../../domain/ports.ts'
import { changesOwner } from '../../domain/turn.ts'
import { Unavailable } from './unavailable.ts'

/** Answers a turn's requests from the organisation that is current now; a request that was answered before keeps its answer. */
export interface Resolver {
  /** Within a transaction, which then holds the one lock of resolving: keep it short. In the order of the requests. */
  resolve(client: pg.PoolClient, turn: Turn): Promise<readonly Resolution[]>
  /** The answers by the organisation known here, where nobody's load can matter; undefined where it can, or none is known yet. */
  resolveAtOnce(turn: Turn): { readonly version: string; readonly resolutions: readonly Resolution[] } | undefined
}

interface Context {
  readonly version: string | null
  readonly organisation: string | null
  readonly stored: readonly string[]
  readonly loads: readonly (Load & { readonly person: string })[]
  /** Whose turn it was last, by role. */
  readonly turns: Readonly<Record<string, string>>
}

/** Keeps the latest organisation parsed; every call asks whether it is still the current one. */
export function createResolver(): Resolver {
  let known: Organisation | undefined
  return {
    async resolve(client, turn) {
      let context = await begin(client, turn, known)
      if (context.organisation !== null) {
        known = JSON.parse(context.organisation) as Organisation
        context = await begin(client, turn, known)
      }
      if (!known || context.version === null) {
        throw new Unavailable('no organisation is published: publish "organisation.yaml" before cases are opened', 'no-organisation')
      }
      return answer(known, turn.requests, context)
    },
    resolveAtOnce({ requests }) {
      if (!known || !loadsDoNotMatter(known, requests)) return undefined
      return { version: known.version, resolutions: answer(known, requests, { version: known.version, organisation: null, stored: [], loads: [], turns: {} }) }
    },
  }
}

/** Everybody who may be asked: the targets, who is asked with them, and the sink. */
const asked = (organisation: Organisation, requests: readonly Request[]): readonly string[] =>
  [organisation.sink, ...requests.flatMap(({ target, also = [] }) => [target, ...also])]

const loadsDoNotMatter = (organisation: Organisation, requests: readonly Request[]): boolean =>
  asked(organisation, requests).every((target) => (own(organisation.roles, target)?.pick ?? 'first') === 'first')

async function begin(client: pg.PoolClient, turn: Turn, known: Organisation | undefined): Promise<Context> {
  const { rows } = await client.query<Context>({
    name: 'begin_resolution_with_turns',
    text: 'select * from begin_resolution($1, $2, $3, $4, $5)',
    values: [turn.caseId, turn.requests.map(({ id }) => id), known ? candidates(known, turn.requests) : [], known?.version ?? null, known ? goingRound(known, turn.requests) : []],
  })
  const [context] = rows
  if (!context) throw new Unavailable('the database gave no answer to "begin_resolution": run its migrations', 'no-answer')
  return context
}

/** Those whose load can decide: the holders of the roles asked for, and of the sink. A target may be any text that a case held. */
function candidates(organisation: Organisation, requests: readonly Request[]): readonly string[] {
  return [...new Set(asked(organisation, requests).flatMap((target) => own(organisation.roles, target)?.people ?? []))]
}

/** The roles asked for that go round. */
const goingRound = (organisation: Organisation, requests: readonly Request[]): readonly string[] =>
  [...new Set(asked(organisation, requests))].filter((target) => own(organisation.roles, target)?.pick === 'round_robin')

/**
 * The kept answer, for this asking of the question. A turn that turned out not to have happened may have asked something else
 * under the same id, or the same at another instant and for another reason: what it found is kept, why and when it asked is not.
 */
function answerBefore(before: Resolution | undefined, request: Request): Resolution | undefined {
  return before && question(before.request) === question(request) ? { ...before, request } : undefined
}

function question(request: Request): string {
  const { at: _at, dueAt: _dueAt, because: _because, by: _by, pass: _pass, ...asked } = request
  return canonical(asked as unknown as Json)
}

function answer(organisation: Organisation, requests: readonly Request[], context: Context): readonly Resolution[] {
  const stored = new Map(context.stored.map((text) => JSON.parse(text) as Resolution).map((one) => [one.request.id, one]))
  const loads = new Map<string, Load>(context.loads.map(({ person, ...load }) => [person, load]))
  const loadOf = (person: string): Load => loads.get(person) ?? { openTasks: 0, lastAssignedAt: 0 }
  const turns = new Map(Object.entries(context.turns))
  return requests.map((request) => {
    const before = answerBefore(stored.get(request.id), request)
    const resolution = before ?? resolve(organisation, request, loadOf, (role) => turns.get(role))
    if (!before && resolution.turn) turns.set(resolution.turn.role, resolution.turn.of)
    const [person] = resolution.people
    // The next request of the same turn must see that this person has just been given one.
    if (person !== undefined && changesOwner(resolution)) loads.set(person, { ...loadOf(person), openTasks: loadOf(person).openTasks + 1 })
    return resolution
  })
}
