import type { AuditEvent } from '../../../domain/audit.ts'
import type { Request } from '../../../domain/event.ts'
import type { Organisation, Person } from '../../../domain/organisation.ts'
import type { InboxItem, Turn } from '../../../domain/ports.ts'
import { plainOrganisation } from '../../harness/plans.ts'
import type { CaseSummary, TaskCard } from '../../../domain/views.ts'

/** An instant that the rows of a test happen at. */
export const MORNING = Date.UTC(2026, 10, 20, 9)

/** `anEvent('completed')`: by ana, unless said. */
export const anEvent = (type: AuditEvent['type'], of: Partial<AuditEvent> = {}): AuditEvent => ({
  type, at: MORNING, actor: 'person:ana', detail: {}, ...of,
})

export const aSummary = (of: Partial<CaseSummary> = {}): CaseSummary => ({
  caseId: 'CASE1', sop: 'returns', sopTitle: 'Returns', version: 'v1', key: '1001', label: 'Return #1001', state: 'open', outcome: null,
  openedAt: MORNING, openedBy: 'integration:shopify', closedAt: null, dueAt: null, breached: false, standing: 'waits for ana',
  openSteps: [], woundMs: null, ...of,
})

export const aTask = (of: Partial<TaskCard> = {}): TaskCard => ({
  caseId: 'CASE1', sop: 'returns', label: 'Return #1001', step: 'inspect', instance: 'inspect#1', visit: 1, epoch: 1, level: 0,
  kind: 'task', title: 'Inspect the parcel', forWhom: 'warehouse', assignee: 'ana', claimedBy: null, why: 'first in the role',
  startedAt: MORNING, acknowledgeBy: null, dueAt: MORNING + 3_600_000, breached: false, next: null, do: 'Open it', check: [], ifWrong: 'Ask',
  escalates: 'to bob', facts: [], form: [], outcomes: ['good'], ...of,
})

/** Turn 1 of run `run-1` of `CASE1`, with one event and nothing to do. */
export const aTurn = (of: Partial<Turn> = {}): Turn => {
  const caseId = of.caseId ?? 'CASE1'
  return {
    caseId, workflowId: `case/returns/${caseId}`, runId: 'run-1', continuedFrom: null, turn: 1, events: [anEvent('step_started')],
    requests: [], summary: aSummary({ caseId }), tasks: [], subscriptions: [], used: [], proves: [], ...of,
  }
}

export const aRequest = (of: Partial<Request> = {}): Request => ({
  id: 'inspect#1@1.0', purpose: 'assign', caseId: 'CASE1', instance: 'inspect#1', step: 'inspect', epoch: 1, level: 0, target: 'warehouse',
  takesOver: true, at: MORNING, dueAt: MORNING, ...of,
})

const person = (id: string): Person => ({
  id, name: id, email: `${id}@shop.test`, zone: 'UTC', locale: 'en', active: true, access: ['staff'],
})

/** Three people in the warehouse, the least loaded one is asked. */
export const anOrganisation = (of: Partial<Organisation> = {}): Organisation => ({
  name: 'Shop', version: 'org-1', zone: 'UTC', locale: 'en', sink: 'boss',
  people: { ana: person('ana'), ben: person('ben'), cleo: person('cleo'), boss: person('boss') },
  roles: { warehouse: { id: 'warehouse', accountableFor: 'parcels', people: ['ana', 'ben', 'cleo'], pick: 'least_loaded' } },
  ...plainOrganisation, ...of,
})

export const aDelivery = (of: Partial<InboxItem> = {}): InboxItem => ({
  source: 'shopify', deliveryId: 'd-1', eventId: 'e-1', topic: 'returns/request', body: '{"id":1}',
  event: { name: 'return_requested', fields: { id: 'gid://1' } }, ...of,
})
