import type { Organisation } from '../../domain/organisation.ts'
import type { Plan, Step } from '../../domain/plan.ts'

import { aStep, nothingMore, plainOrganisation } from './plans.ts'

const elapsed = (ms: number) => ({ unit: 'elapsed', ms }) as const
const HOUR = 3_600_000

/** A return in five steps: read the order, decide, approve, have a person grade it, refund, tell the customer. */
export function miniPlan(change: Partial<Plan> = {}, steps: readonly Step[] = miniSteps): Plan {
  return {
    format: 1, sop: 'mini-return', title: 'Small return', why: 'for tests', version: 'v1', owner: 'cx_lead', zone: 'UTC', zoneOffsets: [[0, 0]],
    escalation: { levels: [{ when: { at: 100 }, do: { kind: 'tell', to: { kind: 'role', name: 'ops_lead' }, takesOver: true } }] },
    triggers: [{ kind: 'event', on: 'shop.return', key: { is: 'read', path: ['event', 'id'] } }],
    customer: { is: 'read', path: ['facts', 'order', 'customer'] },
    parameters: {}, lets: {}, steps, ...nothingMore, outcomes: ['refunded', 'declined'],
    facts: { order: { kind: 'from', action: 'shop.order', with: { id: { is: 'read', path: ['event', 'order'] } }, freshForMs: HOUR, unknown: { do: 'stop' }, fields: [], needs: [] } },
    messages: { sent: { en: { subject: ['Your refund'], body: ['We paid ', { is: 'local', name: 'amount' }], kind: 'service', slots: { amount: 'money' } } } },
    ...change,
  }
}

const common = (id: string, title: string) => ({ ...aStep(id), title, needs: ['order'], owner: 'cx_lead' }) as const

export const miniSteps: readonly Step[] = [
  {
    ...common('eligible', 'Decide'), kind: 'decide', hit: 'first',
    inputs: [{ name: 'final', tree: { is: 'read', path: ['facts', 'order', 'final_sale'] } }],
    rules: [
      { tests: [{ input: 'final', test: { is: 'local', name: 'cell' } }], then: 'no', outputs: {} },
      { tests: [], then: 'yes', outputs: {} },
    ],
    routes: { no: { finish: 'declined' }, yes: { to: 'approve' } },
  },
  {
    ...common('approve', 'Approve the return'), kind: 'action', action: 'shop.approve', with: { id: { is: 'read', path: ['event', 'id'] } }, verifyNeeds: [], undo: 'shop.close', byHand: [],
    routes: { ok: { to: 'inspect' } },
  },
  {
    ...common('inspect', 'Inspect the parcel'), kind: 'task', task: ['Inspect the parcel'], assign: { kind: 'role', name: 'inspector' },
    sla: { acknowledge: elapsed(HOUR), finish: elapsed(4 * HOUR) }, do: ['Open it.'], check: [{ text: 'It is ours' }], ifWrong: ['Choose foreign.'],
    form: [{ name: 'grade', label: 'Grade', type: { kind: 'choose', options: ['a', 'b'] }, required: ['graded'] }, { name: 'note', label: 'Note', type: { kind: 'text', max: 200 }, required: false }],
    outcomes: ['graded', 'foreign'], evidence: [], notSameAs: [], handoff: 'ask',
    escalate: { levels: [{ when: { at: 50 }, do: { kind: 'remind' } }, { when: { at: 100 }, do: { kind: 'tell', to: { kind: 'role', name: 'ops_lead' }, takesOver: true } }] },
    shows: [{ label: 'Order value', tree: { is: 'read', path: ['facts', 'order', 'value'] }, type: 'money', fact: 'order' }],
    routes: { graded: { to: 'refund' }, foreign: { finish: 'declined' } },
  },
  {
    ...common('refund', 'Refund'), kind: 'action', action: 'shop.refund', with: { amount: { is: 'read', path: ['facts', 'order', 'value'] } }, verifyNeeds: [], byHand: [],
    routes: { ok: { to: 'tell' } },
  },
  {
    ...common('tell', 'Tell the customer'), kind: 'message', message: 'sent', to: { kind: 'customer' }, with: { amount: { is: 'read', path: ['facts', 'order', 'value'] } },
    routes: { sent: { finish: 'refunded' } },
  },
]

const person = (id: string, name: string) => ({ id, name, email: `${id}@example.com`, zone: 'UTC', locale: 'en', active: true, access: ['staff'] }) as const

export const miniOrganisation: Organisation = {
  name: 'mini', version: 'o1', zone: 'UTC', locale: 'en', sink: 'ops_lead',
  people: { ana: person('ana', 'Ana'), bo: person('bo', 'Bo'), dana: person('dana', 'Dana'), olu: person('olu', 'Olu') },
  roles: {
    inspector: { id: 'inspector', accountableFor: 'grading', people: ['ana', 'bo'], pick: 'first' },
    cx_lead: { id: 'cx_lead', accountableFor: 'customers', people: ['dana'], pick: 'first' },
    ops_lead: { id: 'ops_lead', accountableFor: 'the shift', people: ['olu'], pick: 'first' },
  },
  ...plainOrganisation,
}

export const miniOrder = { id: 'O-1', value: { amount: '80.00', currency: 'USD' }, final_sale: false, customer: { name: 'Cy', email: 'cy@example.com', locale: 'en' } }
