import type { Organisation } from '../../domain/organisation.ts'
import type { Plan, Step, Tree } from '../../domain/plan.ts'

const HOUR = 3_600_000

/** `inside`: the automatic steps are decisions and stay in our systems. `outside`: they call a partner. */
export type Shape = 'inside' | 'outside'

const read = (...path: string[]): Tree => ({ is: 'read', path })
const value = (of: string | number | boolean): Tree => ({ is: 'value', value: of })
const cell: Tree = { is: 'local', name: 'cell' }

const common = (id: string, title: string) => ({ id, title, needs: [], owner: 'lead', mode: 'auto', pauseOn: [] }) as const

const decision = (id: string, title: string, input: Tree, test: Tree, otherwise: string, next: Step['routes'][string]): Step => ({
  ...common(id, title), kind: 'decide', hit: 'first', inputs: [{ name: 'value', tree: input }],
  rules: [{ tests: [{ input: 'value', test }], then: 'yes', outputs: {} }, { tests: [], then: otherwise, outputs: {} }],
  routes: { yes: next, [otherwise]: { finish: 'declined' } },
})

const call = (id: string, title: string, next: Step['routes'][string]): Step => ({
  ...common(id, title), kind: 'action', action: `partner.${id}`, with: { return: read('event', 'id'), amount: read('event', 'amount') }, verifyNeeds: [], byHand: [],
  routes: { ok: next },
})

const inspect = (next: Step['routes'][string]): Step => ({
  ...common('inspect', 'Inspect the parcel'), kind: 'task', task: ['Inspect the parcel of ', read('event', 'order_name')], assign: { kind: 'role', name: 'inspector' },
  sla: { finish: { unit: 'elapsed', ms: 4 * HOUR } }, do: ['Open the parcel and compare it with the order.'],
  check: [{ text: 'The article is the one that was ordered' }], ifWrong: ['Choose "foreign" and put the parcel aside.'],
  form: [
    { name: 'grade', label: 'Grade', type: { kind: 'choose', options: ['a', 'b', 'c'] }, required: ['graded'] },
    { name: 'note', label: 'Note', type: { kind: 'text', max: 200 }, required: false },
  ],
  outcomes: ['graded', 'foreign'], evidence: [], notSameAs: [], handoff: 'ask',
  escalate: { levels: [{ when: { at: 100 }, do: { kind: 'tell', to: { kind: 'role', name: 'lead' }, takesOver: true } }] },
  shows: [{ label: 'Amount', tree: read('event', 'amount'), type: 'text' }],
  routes: { graded: next, foreign: { finish: 'declined' } },
})

const stepsOf: Readonly<Record<Shape, readonly Step[]>> = {
  inside: [
    decision('window', 'Is it within the return window?', read('event', 'days'), { is: 'call', name: '<=', args: [cell, value(30)] }, 'late', { to: 'value' }),
    decision('value', 'Is it below the limit?', read('event', 'total'), { is: 'call', name: '<', args: [cell, value(10_000)] }, 'above', { to: 'inspect' }),
    inspect({ to: 'verdict' }),
    decision('verdict', 'Is it paid back?', read('form_of', 'inspect', 'grade'), { is: 'call', name: 'in', args: [cell, { is: 'list', items: [value('a'), value('b')] }] }, 'worn', { finish: 'refunded' }),
  ],
  outside: [
    call('approve', 'Approve the return', { to: 'label' }),
    call('label', 'Make the label', { to: 'inspect' }),
    inspect({ to: 'refund' }),
    call('refund', 'Refund', { finish: 'refunded' }),
  ],
}

/** The SOP that is measured: three automatic steps and one that a person does, as the compiler would lower it. */
export const planOf = (shape: Shape): Plan => ({
  format: 1, sop: `bench-${shape}`, title: 'Return', why: 'Money goes back for goods in order only.', version: `bench-${shape}`, owner: 'lead', zone: 'UTC', zoneOffsets: [[0, 0]],
  escalation: { levels: [{ when: { at: 100 }, do: { kind: 'tell', to: { kind: 'role', name: 'lead' }, takesOver: true } }] },
  triggers: [{ kind: 'event', on: 'bench.return', key: read('event', 'id') }],
  parameters: {}, facts: {}, lets: {}, messages: {}, steps: stepsOf[shape], reviewEveryMs: 180 * 24 * HOUR, pauses: {}, atAnyTime: [], together: [], reopen: [], gives: {}, calls: {}, outcomes: ['refunded', 'declined'],
})

const person = (id: string) => ({ id, name: id, email: `${id}@example.com`, zone: 'UTC', locale: 'en', active: true, access: ['staff'] }) as const

export const organisation: Organisation = {
  name: 'bench', version: 'bench', zone: 'UTC', locale: 'en', sink: 'lead',
  people: { ana: person('ana'), bo: person('bo'), dana: person('dana') },
  roles: {
    inspector: { id: 'inspector', accountableFor: 'grading', people: ['ana', 'bo'], pick: 'first' },
    lead: { id: 'lead', accountableFor: 'returns', people: ['dana'], pick: 'first' },
  },
  zones: { UTC: [[0, 0]] }, calendars: {}, rosters: {}, escalations: {}, absences: [], systems: {}, limits: {}, sources: {},
}
