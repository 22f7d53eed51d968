import { createHmac } from 'node:crypto'
import { createApp } from '../../api/app.ts'
import type { ApiDeps, Receipt } from '../../api/deps.ts'
import { createLog } from '../../api/log.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Command } from '../../domain/event.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { CaseDetail, InboxItem, KeptEvidence, ListedCase, ListedTask, OpenRequest } from '../../domain/ports.ts'
import type { Answer } from '../../domain/state.ts'
import { fakeSignIn } from './fake-sign-in.ts'
import { createRosterBook } from './roster-book.ts'
import { nothingMore, plainOrganisation } from '../harness/plans.ts'

export const NOW = Date.parse('2026-11-20T10:00:00Z')
export const SECRET = 'shpss_canary_secret'

const person = (id: string, name: string, active = true) =>
  ({ id, name, email: `${id}@shop.test`, zone: 'Europe/Berlin', locale: 'en', active, access: ['staff'] }) as const

export const organisation: Organisation = {
  name: 'Acme',
  version: 'o1',
  zone: 'Europe/Berlin',
  locale: 'en',
  sink: 'ops',
  people: { ana: person('ana', 'Ana'), bo: person('bo', 'Bo'), gone: person('gone', 'Gone', false) },
  roles: {
    warehouse: { id: 'warehouse', accountableFor: 'parcels', people: ['ana', 'bo'], pick: 'first' },
    support: { id: 'support', accountableFor: 'customers', people: ['bo'], pick: 'first' },
  },
  ...plainOrganisation,
}

export const plan: Plan = {
  ...nothingMore,
  format: 1,
  sop: 'returns',
  title: 'Returns',
  why: 'so that customers are paid back',
  version: 'v1',
  owner: 'support',
  zone: 'UTC',
  zoneOffsets: [[0, 0]],
  escalation: { levels: [] },
  triggers: [
    { kind: 'event', on: 'shopify.return_requested', key: { is: 'read', path: ['event', 'return_id'] } },
    {
      kind: 'manual',
      roles: ['support'],
      key: { is: 'read', path: ['event', 'return_id'] },
      form: [
        { name: 'return_id', label: 'Return', type: { kind: 'text', max: 20 }, required: true },
        { name: 'count', label: 'Count', type: { kind: 'whole_number', min: 1 }, required: false },
      ],
    },
  ],
  parameters: {},
  facts: {},
  lets: {},
  steps: [],
  outcomes: ['refunded'],
  messages: {},
}

export const aCase = (over: Partial<ListedCase> = {}): ListedCase => ({
  caseId: 'c1',
  sop: 'returns',
  sopTitle: 'Returns',
  version: 'v1',
  key: 'R1',
  label: '#2041',
  state: 'open',
  outcome: null,
  openedAt: NOW,
  openedBy: 'ana',
  closedAt: null,
  dueAt: NOW + 3_600_000,
  breached: false,
  standing: 'waits for the warehouse',
  openSteps: [{ step: 'inspect', title: 'Inspect', phase: 'task', assignee: 'ana' }],
  woundMs: null,
  confirmed: true,
  ...over,
})

export const aTask = (over: Partial<ListedTask> = {}): ListedTask => ({
  caseId: 'c1',
  sop: 'returns',
  label: '#2041',
  step: 'inspect',
  instance: 'inspect#1',
  visit: 1,
  epoch: 1,
  level: 0,
  kind: 'task',
  title: 'Inspect',
  forWhom: 'warehouse',
  assignee: 'ana',
  claimedBy: null,
  why: 'first of warehouse',
  startedAt: NOW,
  acknowledgeBy: null,
  dueAt: NOW + 7_200_500,
  breached: false,
  next: { at: NOW + 1, what: 'reminds ana' },
  do: 'look',
  check: ['seal'],
  ifWrong: 'stop',
  escalates: 'to ops',
  facts: [{ label: 'Delivered', value: NOW, type: 'instant', source: 'shopify', at: NOW }],
  form: [],
  outcomes: ['good', 'bad'],
  confirmed: true,
  ...over,
})

export const aDetail = (over: Partial<CaseDetail> = {}): CaseDetail => ({
  summary: aCase(),
  tasks: [aTask()],
  timeline: [
    { position: 1, at: NOW, type: 'step_started', text: 'Inspect began', actor: 'engine', step: 'inspect', detail: {}, minor: false, confirmed: true },
  ],
  effects: [{ key: 'k', action: 'shopify.refund', state: 'done', reference: 'r1', at: NOW, input: {}, result: {} }],
  ...over,
})

export const answer: Answer = { caseId: 'c1', step: 'inspect', instance: 'inspect#1', outcome: 'good', done: 'Inspect is finished' }

/** A webhook source that signs with HMAC, so that the route is tested with a real check. */
export const signed = (body: string): string => createHmac('sha256', SECRET).update(body).digest('base64')

function receive(body: Buffer, headers: Record<string, unknown>): Receipt {
  if (headers['x-sign'] !== createHmac('sha256', SECRET).update(body).digest('base64'))
    return { state: 'forged', why: 'the signature does not fit the body' }
  const item: InboxItem = {
    source: 'shop',
    deliveryId: String(headers['x-id']),
    eventId: 'e',
    topic: 't',
    body: body.toString(),
    event: null,
  }
  return { state: 'accepted', item }
}

/** Everything in memory, answering happily and writing down what it was asked; a test replaces the port it is about. */
export function fakes(over: Partial<ApiDeps> = {}) {
  const asked = {
    commands: [] as { caseId: string; command: Command }[],
    opened: [] as OpenRequest[],
    winds: [] as unknown[],
    stored: [] as InboxItem[],
    evidence: new Map<string, KeptEvidence>(),
    filters: [] as unknown[],
    log: [] as string[],
    refused: [] as { caseId: string; event: AuditEvent }[],
  }
  const signIn = fakeSignIn()
  const listeners = new Set<(caseId: string | undefined) => void>()
  const deps: ApiDeps = {
    catalogue: {
      all: async () => [plan],
      current: async (sop) => (sop === plan.sop ? plan : undefined),
      organisation: async () => organisation,
      publishedAt: async () => ({ [plan.sop]: 0 }),
    },
    cases: {
      open: async (request) => {
        asked.opened.push(request)
        return { caseId: 'c1', started: asked.opened.length === 1 }
      },
      command: async (caseId, command) => {
        asked.commands.push({ caseId, command })
        return answer
      },
      tell: async () => 'told',
      wind: async (caseId, wind) => {
        asked.winds.push({ caseId, ...wind })
      },
    },
    reader: {
      cases: async (filter) => {
        asked.filters.push(filter)
        return [aCase()]
      },
      case: async (caseId) => (caseId === 'c1' ? aDetail() : undefined),
      tasks: async (filter) => (filter.person === undefined ? [aTask(), aTask({ caseId: 'c2', assignee: null })] : [aTask()]),
      task: async () => aTask(),
    },
    evidence: {
      keep: async (file) => void asked.evidence.set(file.sha256, file),
      about: async (sha256) => {
        const file = asked.evidence.get(sha256)
        return file && { ...file, originals: [...asked.evidence.values()].filter((one) => one.sha256 === sha256).map(({ original }) => original) }
      },
      ofOriginal: async (original) => [...asked.evidence.values()].find((file) => file.original === original),
      read: async (sha256) => asked.evidence.get(sha256),
      small: async (sha256) => asked.evidence.get(sha256)?.small ?? undefined,
    },
    pictures: { clean: async (body) => ({ body, small: null }) },
    alarms: { since: async () => [] },
    auditExport: { async *rows() { /* nothing is recorded */ }, lastCheckpoint: async () => undefined },
    metrics: { latest: async () => [], history: async () => [], report: async () => 'kept' },
    moneySwitch: { set: async () => undefined, history: async () => [] },
    outside: () => ({ names: ['shopify', 'csv'], check: (name) => (['shopify', 'csv'].includes(name) ? Promise.resolve({ name, state: 'ok', message: 'the shop "Sample shop"', missing: [] }) : undefined) }),
    parked: { list: async () => [], again: async () => 'unknown', dismiss: async () => 'unknown' },
    rosterChanges: createRosterBook(organisation),
    signIn: signIn.parts,
    refusals: { note: async (caseId, event) => void asked.refused.push({ caseId, event }) },
    deliveries: { ofCase: async () => [], backlog: async () => ({ due: 0, urgent: 0, oldestMs: 0 }) },
    inboxBook: { list: async () => ({ entries: [], next: null }), one: async () => undefined, sources: async () => [] },
    inbox: {
      store: async (item) => {
        asked.stored.push(item)
        return asked.stored.length === 1 ? 'stored' : 'repeat'
      },
    },
    sources: { shop: { state: 'on', receive }, shopify: { state: 'off', why: 'set "SHOPIFY_WEBHOOK_SECRET"' } },
    changes: {
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    checks: { engine: async () => 'answers', database: async () => 'answers', migrations: async () => 'up to date' },
    log: createLog('test', 'silent'),
    settings: { publicUrl: 'http://localhost:3000', consoleDir: '/nowhere', windable: false, openAccess: true },
    now: () => NOW,
    stopping: new AbortController().signal,
    ...over,
  }
  return {
    app: createApp(deps),
    deps,
    asked,
    signIn,
    tell: (caseId: string | undefined) => {
      for (const listener of listeners) listener(caseId)
    },
    listening: () => listeners.size,
  }
}
