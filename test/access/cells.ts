import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RELATIONS, ROLES, type Relation, type Role, type Row } from '../../api/access/rights.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { aCase, aDetail, aTask, fakes, organisation, plan } from '../api/fakes.ts'

/** Everybody who may knock: each role by itself, and somebody whom nobody knows. */
export const CALLERS = [...ROLES, 'nobody'] as const
export type CallerName = (typeof CALLERS)[number]
export { RELATIONS }

const me = organisation.people['ana']!
/** `me` has one access and one role; `xena` has nothing to do with either. */
const organisationOf = (role: Role): Organisation => ({
  ...organisation,
  people: { me: { ...me, id: 'me', access: role === 'integration' ? ['staff'] : [role] }, mate: { ...me, id: 'mate' }, xena: { ...me, id: 'xena' } },
  roles: { mine: { id: 'mine', accountableFor: 'x', people: ['me', 'mate'], pick: 'first' }, others: { id: 'others', accountableFor: 'y', people: ['xena'], pick: 'first' } },
})

const TASKS: Readonly<Record<Relation, ReturnType<typeof aTask>>> = {
  own: aTask({ forWhom: 'others', assignee: 'me' }), team: aTask({ forWhom: 'mine', assignee: null }), others: aTask({ forWhom: 'others', assignee: 'xena' }),
}
const openedBy = (role: Role, relation: Relation): string => (relation !== 'own' ? 'xena' : role === 'integration' ? 'integration:erp' : 'me')

/** A server with one object that the caller stands to in this way; every call that got through is counted. */
export async function worldOf(role: Role, relation: Relation) {
  const detail = aDetail({ summary: aCase({ openedBy: openedBy(role, relation) }), tasks: [TASKS[relation]], timeline: [] })
  const of = organisationOf(role)
  const open = { ...plan, triggers: plan.triggers.map((trigger) => (trigger.kind === 'manual' ? { ...trigger, roles: [] } : trigger)) }
  const made = fakes({
    catalogue: { all: async () => [open], current: async () => open, organisation: async () => of, publishedAt: async () => ({}) },
    reader: { cases: async () => [], case: async () => detail, tasks: async () => [], task: async () => TASKS[relation] },
    // A stream that ends by itself.
    changes: { subscribe: (listener) => { setImmediate(() => listener(undefined)); return () => undefined } },
  })
  const server = await new Promise<Server>((resolve) => { const one = made.app.listen(0, '127.0.0.1', () => resolve(one)) })
  return { asked: made.asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => { server.closeAllConnections(); server.close() } }
}

const VALUES: Readonly<Record<string, string>> = { caseId: 'c1', step: 'inspect', sha256: '0'.repeat(64), source: 'shop', roster: 'none', change: 'none', person: 'mate', id: '7', kind: 'mail' }
const BODIES: Readonly<Record<string, object>> = {
  '/api/cases': { sop: 'returns', fields: { return_id: 'R1' } }, '/api/cases/:caseId/cancel': { commandId: 'x', because: 'y' }, '/api/cases/:caseId/recalculate': { commandId: 'x', because: 'y' }, '/api/cases/:caseId/wind': { commandId: 'x', by: '1h' },
  dismiss: { because: 'y' }, complete: { commandId: 'x', outcome: 'good' }, claim: { commandId: 'x' }, release: { commandId: 'x' }, cannot: { commandId: 'x', reason: 'other', note: 'n' }, settle: { commandId: 'x', choice: 'retry' }, pause: { commandId: 'x', reason: 'r' },
  resume: { commandId: 'x' }, handoff: { commandId: 'x', summary: 's' }, escalate: { commandId: 'x', level: 0 }, deescalate: { commandId: 'x', level: 0 }, decline: { commandId: 'x' }, remark: { commandId: 'x', kind: 'another_way', note: 'n' },
  stay: { commandId: 'x' }, confirm: { commandId: 'x', yes: true }, answer: { commandId: 'x', form: {} },
}

/** Asks a route as a caller. */
export function knock(url: string, { method, path }: Row, caller: CallerName): Promise<Response> {
  const address = url + path.replace(/:(\w+)/g, (_all, name: string) => VALUES[name] ?? 'x')
  const identity: Record<string, string> = caller === 'nobody' ? {} : caller === 'integration' ? { authorization: 'Bearer ek_erp' } : { 'x-evenkeel-person': 'me' }
  if (method === 'GET') return fetch(address, { headers: { ...identity } })
  return fetch(address, { method, headers: { ...identity, 'content-type': 'application/json' }, body: JSON.stringify(BODIES[path] ?? BODIES[path.split('/').at(-1) ?? ''] ?? {}) })
}

/** What became of it: stopped by the table, or let through to its route, whatever that made of it. */
export async function outcomeOf(response: Response): Promise<'passes' | 'not-allowed' | 'stranger'> {
  const code = response.headers.get('content-type')?.includes('problem') ? ((await response.json()) as { code: string }).code : (await response.text(), '')
  if (code === 'not-allowed' && response.status === 403) return 'not-allowed'
  return response.status === 401 && (code === 'unknown-person' || code === 'sign-in-needed') ? 'stranger' : 'passes'
}
