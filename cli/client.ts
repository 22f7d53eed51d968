import type { z } from 'zod'
import type { Session } from '../api/schema/session.ts'
import { baseUrl } from './base-url.ts'
import { sayInstants } from '../domain/instant.ts'
import { Exit } from './exit.ts'
import type { CliIo } from './io.ts'
import { moment } from './print/time.ts'

/** The API as a command sees it. A refusal ends the command with exit 1, an API out of reach with exit 3. */
export interface Client {
  get<T>(path: string, person?: string): Promise<T>
  post<T>(path: string, body: object, person: string): Promise<T>
  /** Sends bytes as they are. */
  upload<T>(path: string, file: Uint8Array<ArrayBuffer>, type: string, person: string): Promise<T>
  /** What comes, chunk by chunk, for as long as it takes. */
  download(path: string, person: string): Promise<AsyncIterable<Uint8Array>>
}

interface Sent {
  readonly type: string
  readonly body: string | Uint8Array<ArrayBuffer>
}

type SessionJson = z.output<typeof Session>
/** Picks who acts when nobody was named. */
type Choose = (people: SessionJson['people']) => string | undefined | Promise<string | undefined>

/** Talks to the API that `baseUrl` finds. */
export function createClient(io: CliIo): Client {
  const base = baseUrl(io)
  const token = tokenOf(io)
  const identity = (person: string | undefined): Record<string, string> => ({
    'X-Evenkeel-Via': 'cli',
    ...(token ? { Authorization: `Bearer ${token}` } : person ? { 'X-Evenkeel-Person': person } : {}),
  })
  const send = async <T>(method: 'GET' | 'POST', path: string, person: string | undefined, sent?: Sent): Promise<T> => {
    const headers = {
      ...identity(person),
      ...(sent ? { 'Content-Type': sent.type } : {}),
    }
    const answer = await reach(io, base, path, {
      method,
      headers,
      ...(sent ? { body: sent.body } : {}),
      signal: AbortSignal.timeout(30_000),
    })
    return (await read(base, answer)) as T
  }
  return {
    get: (path, person) => send('GET', path, person),
    post: (path, body, person) => send('POST', path, person, { type: 'application/json', body: JSON.stringify(body) }),
    upload: (path, body, type, person) => send('POST', path, person, { type, body }),
    async download(path, person) {
      const answer = await reach(io, base, path, { method: 'GET', headers: identity(person) })
      if (!answer.ok || !answer.body) throw new Exit(3, `"${base}" answered ${answer.status} and nothing: ${String(await read(base, answer))}`)
      return answer.body
    },
  }
}

async function reach(io: CliIo, base: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await io.fetch(`${base}${path}`, init)
  } catch (error) {
    throw new Exit(
      3,
      `the API at "${base}" is out of reach (${reasonOf(error)}): start it with "npm run demo", or name another with EVENKEEL_URL`,
    )
  }
}

function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? ('code' in cause && typeof cause.code === 'string' ? cause.code : cause.message) : String(cause)
}

async function read(base: string, answer: Response): Promise<unknown> {
  const body: unknown = await answer.json().catch(() => undefined)
  if (answer.ok && body !== undefined) return body
  if (typeof body !== 'object' || body === null || !('code' in body) || !('detail' in body)) {
    throw new Exit(3, `"${base}" answered ${answer.status} and is no Evenkeel API: set EVENKEEL_URL to the right address`)
  }
  const refusal = { code: body.code, message: body.detail, state: 'state' in body ? body.state : null }
  throw new Exit(answer.status >= 500 ? 3 : 1, `${sayInstants(String(body.detail), moment)} [${String(body.code)}]`, refusal)
}

const tokenOf = ({ env }: CliIo): string | undefined => env['EVENKEEL_TOKEN'] || undefined

/** A token says who acts; to name somebody else besides would change nothing, so it is refused. */
function byToken(io: CliIo, as: string | undefined): string | undefined {
  if (tokenOf(io) === undefined) return undefined
  if (as !== undefined) throw new Exit(2, 'EVENKEEL_TOKEN says who you are: leave out --as, or the token')
  return ''
}

const signInNeeded = (): Exit => new Exit(1, 'nobody is believed there who only says who they are: set EVENKEEL_TOKEN to your token ("sop token create NAME --person YOU" makes one) [sign-in-needed]', { code: 'sign-in-needed', message: 'set EVENKEEL_TOKEN', state: null })

/** For looking only: whoever was named, else anybody, because reading leaves no trace. */
export async function reader(io: CliIo, client: Client, as: string | undefined): Promise<string> {
  const named = byToken(io, as) ?? as ?? io.env['EVENKEEL_PERSON']
  if (named !== undefined && (named !== '' || tokenOf(io))) return named
  const { people, signIn } = await client.get<SessionJson>('/api/session')
  if (!signIn.open) throw signInNeeded()
  const [first] = people
  if (!first) throw new Exit(3, 'the organisation has no people: publish an "organisation.yaml" with some')
  return first.id
}

/**
 * For acting: whoever was named. Only in a demo somebody may be chosen for the user, and then it is said.
 * `choose` picks among the people.
 */
export async function actor(io: CliIo, client: Client, as: string | undefined, choose: Choose): Promise<string> {
  const named = byToken(io, as) ?? as ?? io.env['EVENKEEL_PERSON']
  if (named !== undefined && (named !== '' || tokenOf(io))) return named
  const { people, demo, signIn } = await client.get<SessionJson>('/api/session')
  if (!signIn.open) throw signInNeeded()
  const chosen = demo ? await choose(people) : undefined
  if (!chosen) throw new Exit(2, `say who you are with --as or EVENKEEL_PERSON; there are ${people.map(({ id }) => id).join(', ')}`)
  io.err(`as "${chosen}" (this is a demo; --as chooses another)`)
  return chosen
}
