import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { securityHeaders } from '../../api/guard.ts'
import type { CasePage, DeliveryRow, InboxRow, ParkedRow, TaskRow } from '../../console/src/wire.ts'
import { readForm } from '../../domain/form.ts'
import { isObject, type Json, type JsonObject } from '../../domain/json.ts'
import { createFakeRosters } from './fake-rosters.ts'
import { inbox, inboxTexts, aLine, anException, aTask, deliveries, NOW, ONE_HOUR, people, setAside, someCases, aSopPage, sops } from './fake-data.ts'

/** What the console talks to in its own tests: the contract of the API over data in memory, and the built files. */
export interface FakeApi {
  readonly url: string
  /** Every command that was taken or refused, in order. */
  readonly asked: readonly { readonly path: string; readonly person: string; readonly body: JsonObject }[]
  /** Every command that arrived, whether it was answered or lost. */
  readonly tried: readonly { readonly path: string; readonly body: JsonObject }[]
  /** Changes a case behind the console's back and says so, as another person or the clock would. */
  readonly change: (caseId: string, change: (page: CasePage) => CasePage) => void
  /** Commands get this status instead, with 0 no answer at all; null ends it. */
  readonly failWith: (status: number | null) => void
  readonly setDemo: (on: boolean) => void
  /** From now on nobody is believed who only says who they are. */
  readonly askToSignIn: () => void
  /** Whom a case had told what. */
  /** Puts these in the place of what was set aside. */
  readonly setAside: (parked: readonly ParkedRow[]) => void
  readonly tell: (caseId: string, deliveries: readonly DeliveryRow[]) => void
  readonly close: () => Promise<void>
}

interface State {
  readonly pages: Map<string, CasePage>
  readonly live: Set<ServerResponse>
  readonly asked: { path: string; person: string; body: JsonObject }[]
  readonly tried: { path: string; body: JsonObject }[]
  readonly answers: Map<string, Json>
  readonly told: Map<string, readonly DeliveryRow[]>
  parked: readonly ParkedRow[]
  failing: number | null
  demo: boolean
  signIn: boolean
  readonly rosters: ReturnType<typeof createFakeRosters>
  worker: { pid: number; alive: boolean; restarts: number; looks: number }
}

class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly more: object
  constructor(status: number, code: string, detail: string, more: object = {}) {
    super(detail)
    this.status = status
    this.code = code
    this.more = more
  }
}

/** Starts a fake on a free port; `files` is the folder of the built console. */
export async function startFakeApi(files: string): Promise<FakeApi> {
  const pages = new Map(someCases().map((page) => [page.case.caseId, page]))
  const state: State = {
    pages, rosters: createFakeRosters(NOW, () => pages.values()), live: new Set(), asked: [], tried: [], answers: new Map(), told: new Map([['c-2038', deliveries()]]), parked: setAside(), failing: null, demo: false, signIn: false,
    worker: { pid: 4711, alive: true, restarts: 0, looks: 0 },
  }
  const server = createServer((request, response) => {
    response.setHeader('Date', new Date(NOW).toUTCString())
    handle(state, files, request, response).catch((error: unknown) => fail(response, error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: state.asked,
    tried: state.tried,
    change: (caseId, change) => update(state, caseId, change),
    failWith: (status) => { state.failing = status },
    setDemo: (on) => { state.demo = on },
    askToSignIn: () => { state.signIn = true },
    setAside: (parked) => { state.parked = parked },
    tell: (caseId, told) => void state.told.set(caseId, told),
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()) }),
  }
}

/** The very headers of the product, so that what it forbids is forbidden here. */
const likeTheProduct = securityHeaders('http://127.0.0.1')

async function handle(state: State, files: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fake')
  likeTheProduct(request as never, response as never, () => undefined)
  if (!url.pathname.startsWith('/api/')) return serveFile(files, url.pathname, response)
  if (url.pathname === '/api/live') return follow(state, response)
  if (/^\/api\/(rosters|roster-changes|absences|who|coverage)/.test(url.pathname)) return throughRosters(state, request, response)
  const body = request.method !== 'POST' ? {} : url.pathname === '/api/evidence' ? await readUpload(request) : await readBody(request)
  const header = request.headers['x-evenkeel-person']
  const person = typeof header === 'string' ? header : (/evenkeel_person=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '')
  if (body['commandId'] !== undefined) state.tried.push({ path: url.pathname, body })
  if (request.method === 'POST' && state.failing !== null && /^\/api\/(cases|evidence)/.test(url.pathname)) {
    if (state.failing === 0) return void request.socket.destroy()
    throw new Refusal(state.failing, 'engine-away', 'the engine is out of reach; nothing was changed, try again in a minute')
  }
  if (url.pathname.endsWith('/small')) return void response.setHeader('content-type', 'image/png').end(PIXEL)
  const answer = route(state, request.method ?? 'GET', url, person, body)
  if (url.pathname === '/api/session' && typeof body['person'] === 'string') response.setHeader('set-cookie', `evenkeel_person=${body['person']}; Path=/`)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer))
}

/** The real API answers; a change is told to every page that listens. */
function throughRosters(state: State, request: IncomingMessage, response: ServerResponse): void {
  response.sendDate = false
  if (request.method === 'POST' && !request.url?.endsWith('/preview')) response.on('finish', () => say(state, 'rosters'))
  state.rosters(request, response)
}

function decide(state: State, path: string, person: string, body: JsonObject): object {
  const [, , , kind = '', id = '', act = ''] = path.split('/').map(decodeURIComponent)
  state.asked.push({ path, person, body })
  const [found] = state.parked.filter((one) => one.kind === kind && one.id === id)
  if (!found) throw new Refusal(409, 'not-parked', 'somebody has decided about it already; look again at what is set aside now')
  state.parked = state.parked.flatMap((one) => (one !== found ? [one] : act === 'again' ? [{ ...one, again: true }] : []))
  return { kind, id, decided: act === 'again' ? 'again' : 'dismissed' }
}

/** What was decided about the one that was set aside shows here as well. */
const inboxRows = ({ parked }: State): readonly InboxRow[] => inbox().map((row) => {
  const aside = parked.find(({ kind, id }) => kind === 'webhook' && id === row.id)
  if (row.state !== 'parked' || (aside && !aside.again)) return row
  return aside ? { ...row, state: 'new', again: true } : { ...row, state: 'discarded' }
})

function inboxOf(state: State, query: URLSearchParams, person: string): object {
  const [source, wanted, text, before] = ['source', 'state', 'text', 'before'].map((name) => query.get(name))
  const found = inboxRows(state).filter((row) => (!source || row.source === source) && (!text || JSON.stringify(row).includes(text))
    && (!wanted || row.state === wanted || (wanted === 'duplicate' && row.repeats > 0) || (wanted === 'conflict' && row.conflicts > 0)))
  const page = before ? found.slice(3) : found.slice(0, 3)
  return { mayDecide: person === 'cleo', sources: ['easypost', 'shopify', 'stripe'], inbox: page, next: !before && found.length > 3 ? 'older' : null }
}

function told(state: State, id: string, person: string): object {
  const row = inboxRows(state).find((one) => one.id === id)
  if (!row) throw new Refusal(404, 'unknown-webhook', 'no such webhook is kept')
  return { ...row, mayDecide: person === 'cleo', whole: person === 'cleo', ...inboxTexts(row, person === 'cleo') }
}

function sopOf(sop: string | undefined): object {
  if (sop === undefined) return { sops }
  if (sop !== sops[0]?.sop) throw new Refusal(404, 'unknown-sop', `no SOP is called "${sop}"; /api/sops lists what there is`)
  return aSopPage()
}

function looked(state: State, path: string, name: string, person: string, body: JsonObject): object {
  state.asked.push({ path, person, body })
  if (name === 'shopify') return { name, state: 'ok', message: 'the shop "Sample shop"', missing: [] }
  return { name, state: 'refused', message: 'Stripe does not know the key; check STRIPE_SECRET_KEY', missing: [] }
}

function route(state: State, method: string, url: URL, person: string, body: JsonObject): object {
  const [, , section, id, what, step, act] = url.pathname.split('/').map(decodeURIComponent)
  if (section === 'session') return session(state, method === 'POST' ? String(body['person']) : person)
  if (section === 'demo') return demo(state, id ?? '')
  if (section === 'sops') return sopOf(id)
  if (section === 'connectors') return id === undefined ? { connectors: [{ name: 'shopify' }, { name: 'stripe' }], mayCheck: person === 'cleo' } : looked(state, url.pathname, id, person, body)
  if (section === 'tasks') return workLists(state, person)
  if (section === 'evidence') return uploaded(body)
  if (section === 'inbox') return id === undefined ? inboxOf(state, url.searchParams, person) : told(state, id, person)
  if (section === 'parked') return id === undefined ? { mayDecide: person === 'cleo', parked: state.parked } : decide(state, url.pathname, person, body)
  if (what === 'deliveries') return { deliveries: state.told.get(id ?? '') ?? [] }
  if (section !== 'cases') throw new Refusal(404, 'not-found', 'nothing lives at this address')
  if (id === undefined) return method === 'POST' ? open(body) : list(state, url.searchParams)
  const page = state.pages.get(id)
  if (!page) throw new Refusal(404, 'unknown-case', `there is no case "${id}"; look it up in the list of cases`)
  if (method === 'GET') return page
  state.asked.push({ path: url.pathname, person, body })
  const key = String(body['commandId'])
  const before = state.answers.get(key)
  if (isObject(before ?? null)) return before as JsonObject
  const answer = what === 'steps' ? command(state, page, step ?? '', act ?? '', person, body) : onCase(state, page, what ?? '', person, body)
  state.answers.set(key, answer as JsonObject)
  return answer
}

function session(state: State, id: string): object {
  const me = people.find((one) => one.id === id)
  return { person: me ? { ...me, zone: 'Europe/Berlin', locale: 'en-GB', access: me.id === 'cleo' ? ['staff', 'ops_lead'] : ['staff'] } : null, people, demo: state.demo, zone: 'Europe/Berlin', signIn: state.signIn ? { open: false, password: true, mail: true, openid: true } : { open: true, password: false, mail: false, openid: false } }
}

function workLists(state: State, person: string): object {
  const all = [...state.pages.values()].flatMap((page) => page.tasks)
  const roles = people.find((one) => one.id === person)?.roles ?? []
  const mine = (task: TaskRow) => (task.claimedBy ?? task.assignee) === person
  return { mine: all.filter(mine), team: all.filter((task) => !mine(task) && roles.includes(task.forWhom)) }
}

function list(state: State, query: URLSearchParams): object {
  const fits = (page: CasePage): boolean =>
    (!query.get('state') || page.case.state === query.get('state')) &&
    (!query.get('text') || page.case.label.includes(query.get('text') ?? '')) &&
    (!query.get('assignee') || page.tasks.some((task) => task.assignee === query.get('assignee')))
  return { cases: [...state.pages.values()].filter(fits).map((page) => page.case), next: null }
}

function open(body: JsonObject): object {
  const form = sops[0]?.manual?.form ?? []
  const reading = readForm(form, body['fields'] ?? {})
  if ('problems' in reading) throw new Refusal(422, 'wrong-form', 'the form needs correction', { errors: reading.problems })
  return { caseId: 'c-2041', started: true }
}

function command(state: State, page: CasePage, step: string, act: string, person: string, body: JsonObject): object {
  const task = page.tasks.find((one) => one.step === step)
  const now = { case: page.case, tasks: page.tasks }
  if (!task) throw new Refusal(409, 'already-finished', 'Bo finished this as graded; nothing is left to do', { state: now })
  if (body['epoch'] !== task.epoch) throw new Refusal(409, 'stale-step', `${task.title} went to somebody else meanwhile`, { state: now })
  const name = people.find((one) => one.id === person)?.id ?? person
  if (act === 'claim' || act === 'release') {
    const next = { ...task, claimedBy: act === 'claim' ? person : null, assignee: person, epoch: task.epoch + 1 }
    const type = act === 'claim' ? 'acknowledged' : 'released'
    return settle(state, page, [next], aLine(0, type, `${name} ${act === 'claim' ? 'took' : 'gave back'} ${task.title}`, { step, actor: `person:${person}` }), task, null)
  }
  if (body['level'] !== undefined && body['level'] !== task.level) {
    throw new Refusal(409, 'stale-step', `the level is ${task.level} and not ${String(body['level'])}; look again`, { state: now })
  }
  if (act === 'escalate' || act === 'deescalate' || act === 'decline') {
    const level = act === 'deescalate' ? task.level - 1 : task.level + 1
    const type = act === 'escalate' ? 'escalated' : act === 'decline' ? 'declined' : 'deescalated'
    return settle(state, page, [{ ...task, level, epoch: task.epoch + 1 }], aLine(0, type, `${name} did ${act} ${task.title} (level ${level})`, { step, actor: `person:${person}` }), task, null, act)
  }
  if (QUIET.includes(act)) {
    return settle(state, page, [{ ...task, epoch: task.epoch + 1 }], aLine(0, 'paused', `${name} did ${act}`, { step, actor: `person:${person}` }), task, null, act)
  }
  if (act === 'cannot') {
    return settle(state, page, [anException({ ...task, kind: 'exception', assignee: 'cleo', claimedBy: null, epoch: task.epoch + 1 })],
      aLine(0, 'cannot_do', `${name} cannot do ${task.title}: ${String(body['reason'])}`, { step, actor: `person:${person}` }), task, 'cannot_do', 'cannot')
  }
  const outcome = String(body['outcome'] ?? body['choice'])
  const reading = body['choice'] === undefined || body['choice'] === 'done_by_hand' ? readForm(task.form, body['form'] ?? {}, outcome) : { ok: {} }
  const unproven = body['choice'] === 'done_by_hand' && !body['reference'] ? [{ field: 'reference', message: 'say where it can be seen that it was done' }] : []
  const problems = [...unproven, ...('problems' in reading ? reading.problems : [])]
  if (problems.length > 0) throw new Refusal(422, 'wrong-form', 'the form needs correction', { errors: problems, state: now })
  const type = act === 'settle' ? 'exception_settled' : 'completed'
  return settle(state, page, [], aLine(0, type, `${name} finished ${task.title}: ${outcome}`, { step, actor: `person:${person}`, confirmed: false }), task, outcome)
}

function settle(state: State, page: CasePage, tasks: readonly TaskRow[], line: CasePage['timeline'][number], task: TaskRow, outcome: string | null, act = 'complete'): object {
  const standing = outcome === null ? page.case.standing : `${task.title} ended: ${outcome}. The refund is on its way.`
  update(state, page.case.caseId, () => ({ ...page, case: { ...page.case, standing }, tasks, timeline: [...page.timeline, line] }))
  const answer = { caseId: page.case.caseId, step: task.step, instance: task.instance, outcome, done: act }
  return { answer, case: { ...page.case, standing }, tasks }
}

function onCase(state: State, page: CasePage, act: string, person: string, body: JsonObject): object {
  const { caseId } = page.case
  if (act === 'wind') {
    const by = Number.parseInt(String(body['by']), 10) * ONE_HOUR
    update(state, caseId, () => ({ ...page, case: { ...page.case, woundMs: (page.case.woundMs ?? 0) + by } }))
    return state.pages.get(caseId) ?? page
  }
  update(state, caseId, () => ({
    ...page, case: { ...page.case, state: 'closed', outcome: 'cancelled', closedAt: new Date(NOW).toISOString(), standing: `Cancelled: ${String(body['because'])}` }, tasks: [],
    timeline: [...page.timeline, aLine(0, 'case_cancel_requested', `${person} asked to cancel the case: ${String(body['because'])}`, { actor: `person:${person}` })],
  }))
  return state.pages.get(caseId) ?? page
}

/** A killed worker is seen dead twice before another one is there. */
function demo(state: State, what: string): object {
  if (!state.demo) throw new Refusal(404, 'no-demo', 'this is no demo')
  const { worker } = state
  if (what === 'kill-worker') {
    state.worker = { ...worker, alive: false, looks: 0 }
    return { pid: worker.pid }
  }
  if (what === 'return') {
    const page = someCases()[0]
    const task = aTask({ caseId: 'c-2042', label: '#2042-R1', title: 'Receive and inspect the parcel of #2042-R1' })
    if (page) state.pages.set('c-2042', { ...page, case: { ...page.case, caseId: 'c-2042', label: '#2042-R1' }, tasks: [task] })
    say(state, 'c-2042')
    return { label: '#2042-R1' }
  }
  if (!worker.alive) state.worker = worker.looks >= 2 ? { pid: worker.pid + 44, alive: true, restarts: worker.restarts + 1, looks: 0 } : { ...worker, looks: worker.looks + 1 }
  return state.worker
}

function update(state: State, caseId: string, change: (page: CasePage) => CasePage): void {
  const page = state.pages.get(caseId)
  if (page) state.pages.set(caseId, change(page))
  say(state, caseId)
}

const say = (state: State, caseId: string): void => state.live.forEach((response) => response.write(`event: changed\ndata: ${JSON.stringify({ caseId })}\n\n`))

function follow(state: State, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write(': hello\n\n')
  state.live.add(response)
  response.on('close', () => state.live.delete(response))
}

/** What leaves the task open. */
const QUIET: readonly string[] = ['pause', 'resume', 'handoff', 'stay', 'remark']

const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

/** Photos are told by their first byte, which is enough for a fake. */
async function readUpload(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  return { sha256: createHash('sha256').update(body).digest('hex'), bytes: body.length, first: body[0] ?? 0 }
}

function uploaded({ first, ...file }: JsonObject): object {
  if (first !== 0xff) throw new Refusal(415, 'unsupported-file', 'the file is none that is taken as evidence')
  return { ...file, original: `${'0'.repeat(63)}1`, type: 'image/jpeg', photo: true }
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
  return isObject(body) ? body : {}
}

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.html': 'text/html; charset=utf-8' }

async function serveFile(files: string, path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === '' ? 'index.html' : path.slice(1)
  response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream')
  response.end(await readFile(join(files, name)))
}

function fail(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof Refusal ? error : new Refusal(500, 'fault', String(error))
  response.writeHead(refusal.status, { 'content-type': 'application/problem+json' })
  const { status, code, message, more } = refusal
  response.end(JSON.stringify({ type: `/problems/${code}`, title: code, status, code, detail: message, ...more }))
}
