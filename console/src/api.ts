import type { Standing } from './wire.ts'

/** A field of a form and what is wrong with it. */
export interface FieldError {
  readonly field: string
  readonly message: string
}

/** A request that was not answered as hoped: a refusal with its code and present state, or no answer at all. */
export class ApiProblem extends Error {
  /** The HTTP status, 0 when no answer came. */
  readonly status: number
  readonly code: string
  readonly errors: readonly FieldError[]
  readonly state: Standing | null
  constructor(status: number, code: string, message: string, errors: readonly FieldError[] = [], state: Standing | null = null) {
    super(message)
    this.status = status
    this.code = code
    this.errors = errors
    this.state = state
  }

  /** True when nothing came from Evenkeel itself: to send the same again later is worth it. */
  get lost(): boolean {
    return ['no-answer', 'not-read', 'sent-again'].includes(this.code) && !this.definite
  }

  /** True when the server said no; false when nobody knows whether the request arrived. */
  get definite(): boolean {
    return this.status >= 400 && this.status < 500
  }
}

const PERSON = 'evenkeel.person'
const WAIT_MS = 20_000
const UPLOAD_MS = 120_000
let skew = 0

/** The server's present in epoch milliseconds; a tablet with a wrong clock still shows the right time left. */
export const serverNow = (): number => Date.now() + skew

/** Whose tab this is. Kept by tab, so that another tab becoming somebody else never changes who acts here. */
export const tabPerson = {
  get: (): string | null => sessionStorage.getItem(PERSON),
  set: (id: string): void => sessionStorage.setItem(PERSON, id),
  clear: (): void => sessionStorage.removeItem(PERSON),
}

const sessionEnds = new Set<() => void>()

/** Tells when the server no longer knows who this is. */
export function onSessionEnd(listener: () => void): () => void {
  sessionEnds.add(listener)
  return () => { sessionEnds.delete(listener) }
}

/** Reads from the API. Throws `ApiProblem`. */
export const get = <T>(path: string): Promise<T> => request<T>('GET', path)

/** Asks something of the API. Throws `ApiProblem`. */
export const post = <T>(path: string, body: object = {}): Promise<T> => request<T>('POST', path, body)

/** Uploads a file as it is. A photo over a shop's network may take its time. Throws `ApiProblem`. */
export const upload = <T>(path: string, file: Blob): Promise<T> => request<T>('POST', path, file)

async function request<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await send(method, path, body)
  learnTime(answer)
  const content = answer.headers.get('content-type') ?? ''
  const data: unknown = content.includes('json') ? await answer.json().catch(() => null) : null
  if (answer.ok && data !== null) return data as T
  const problem = toProblem(method, answer.status, data)
  if (problem.code === 'sign-in-needed') sessionEnds.forEach((listener) => listener())
  throw problem
}

async function send(method: string, path: string, body?: object): Promise<Response> {
  const person = tabPerson.get()
  const headers = { accept: 'application/json', 'x-evenkeel-via': 'console', ...(body && { 'content-type': body instanceof Blob ? body.type || 'application/octet-stream' : 'application/json' }), ...(person && { 'x-evenkeel-person': person }) }
  try {
    return await fetch(path, { method, headers, signal: AbortSignal.timeout(body instanceof Blob ? UPLOAD_MS : WAIT_MS), ...(body && { body: body instanceof Blob ? body : JSON.stringify(body) }) })
  } catch {
    throw toProblem(method, 0, { title: 'Evenkeel did not answer.' })
  }
}

/** The Date header counts whole seconds, so small differences say nothing. */
function learnTime(answer: Response): void {
  const theirs = Date.parse(answer.headers.get('date') ?? '')
  const difference = theirs - Date.now()
  if (!Number.isNaN(theirs)) skew = Math.abs(difference) > 5000 ? difference : 0
}

function toProblem(method: string, status: number, data: unknown): ApiProblem {
  const problem = (typeof data === 'object' && data !== null ? data : {}) as Partial<Record<'code' | 'detail' | 'title', string>> & {
    errors?: readonly FieldError[]; state?: Standing | null
  }
  const message = problem.detail ?? problem.title ?? `Evenkeel could not answer (${status}).`
  return new ApiProblem(status, problem.code ?? (method === 'GET' ? 'not-read' : 'no-answer'), message, problem.errors ?? [], problem.state ?? null)
}

/** A fresh id for one act. Plain http on a shop's own network has no `randomUUID`. */
export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID()
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
