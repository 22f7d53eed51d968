import type { Json } from '../../domain/json.ts'
import type { Organisation, Person, Role } from '../../domain/organisation.ts'
import type { ActionStep, CallStep, DecideStep, EachStep, EscalationLevel, FactPlan, FormField, FunctionName, MessageStep, ParallelStep, Plan, Step, Target, TaskStep, Tree } from '../../domain/plan.ts'

export const MINUTE = 60_000
export const HOUR = 3_600_000
/** Friday 20 November 2026, 10:00 UTC: when every hand-made case begins. */
export const START = Date.UTC(2026, 10, 20, 10)

/** A literal in an expression. */
export const is = (value: Json): Tree => ({ is: 'value', value })
/** `facts.order.value`, read from the case. */
export const read = (path: string): Tree => ({ is: 'read', path: path.split('.') })
export const has = (path: string): Tree => ({ is: 'has', path: path.split('.') })
export const local = (name: string): Tree => ({ is: 'local', name })
export const call = (name: FunctionName, ...args: readonly Tree[]): Tree => ({ is: 'call', name, args })
export const usd = (amount: string) => ({ amount, currency: 'USD' }) as const

export const elapsed = (ms: number) => ({ unit: 'elapsed', ms }) as const
export const role = (name: string): Target => ({ kind: 'role', name })
export const remindAt = (at: number): EscalationLevel => ({ when: { at }, do: { kind: 'remind' } })
export const tellAt = (at: number, to: string, takesOver = false): EscalationLevel => ({ when: { at }, do: { kind: 'tell', to: role(to), takesOver } })
export const tellAfter = (afterMs: number, to: string, takesOver = false): EscalationLevel => ({ when: { after: elapsed(afterMs) }, do: { kind: 'tell', to: role(to), takesOver } })

export const aField = (name: string, change: Partial<FormField> = {}): FormField => ({ name, label: name, type: { kind: 'text', max: 200 }, required: false, ...change })

/** What every hand-made step has unless a test says otherwise. */
export const aStep = (id: string) => ({ id, title: `Title of ${id}`, needs: [], owner: 'lead', mode: 'auto', pauseOn: [] }) as const
const base = aStep

/** A task of four hours for the clerk; every outcome ends the case under its own name unless `routes` says otherwise. */
export function aTask(id: string, change: Partial<TaskStep> = {}): TaskStep {
  const outcomes = change.outcomes ?? ['done']
  return {
    ...base(id), kind: 'task', task: [`Do ${id}`], assign: role('clerk'), sla: { finish: elapsed(4 * HOUR) }, do: ['Do it.'], check: [], ifWrong: ['Ask the lead.'],
    form: [], outcomes, evidence: [], notSameAs: [], handoff: 'ask', escalate: { levels: [] }, shows: [], routes: Object.fromEntries(outcomes.map((outcome) => [outcome, { finish: outcome }])), ...change,
  }
}

export const anAction = (id: string, change: Partial<ActionStep> = {}): ActionStep =>
  ({ ...base(id), kind: 'action', action: `shop.${id}`, with: {}, verifyNeeds: [], byHand: [], routes: { ok: { finish: 'done' } }, ...change })

export const aMessage = (id: string, change: Partial<MessageStep> = {}): MessageStep =>
  ({ ...base(id), kind: 'message', message: 'news', to: { kind: 'customer' }, with: {}, routes: { sent: { finish: 'done' } }, ...change })

/** A table with one input that reads `event.kind`; each row is `value → outcome`, the last may be `*`. */
export function aTable(id: string, rows: Readonly<Record<string, string>>, change: Partial<DecideStep> = {}): DecideStep {
  return {
    ...base(id), kind: 'decide', hit: 'first', inputs: [{ name: 'kind', tree: read('event.kind') }],
    rules: Object.entries(rows).map(([value, then]) => ({ tests: value === '*' ? [] : [{ input: 'kind', test: call('==', local('cell'), is(value)) }], then, outputs: { because: is(`kind is ${value}`) } })),
    routes: Object.fromEntries(Object.values(rows).map((then) => [then, { finish: then }])), ...change,
  }
}

/** A step as it stands in a branch or list: it belongs to its holder, and every route that would finish the case ends the part. */
export function inside<S extends Step>(holder: NonNullable<Step['holder']>, step: S): S {
  const routes = Object.entries(step.routes).map(([outcome, route]) => [outcome, 'finish' in route ? { end: true } : route])
  return { ...step, holder, routes: Object.fromEntries(routes) }
}

/** Branches side by side, each a list of steps that follow each other by the routes they have; the last one's end the branch. */
export function aParallel(id: string, branches: Readonly<Record<string, readonly Step[]>>, change: Partial<ParallelStep> = {}): readonly Step[] {
  const parallel: ParallelStep = {
    ...base(id), kind: 'parallel', waitFor: 'all', routes: { done: { finish: 'done' } },
    branches: Object.entries(branches).map(([name, [first]]) => ({ name, first: first?.id ?? '' })), ...change,
  }
  // What is nested deeper has a holder of its own already.
  return [parallel, ...Object.entries(branches).flatMap(([branch, steps]) => steps.map((step) => (step.holder ? step : inside({ step: id, branch }, step))))]
}

/** The same steps for every element of `event.lines`, called `line`. */
export function anEach(id: string, steps: readonly Step[], change: Partial<EachStep> = {}): readonly Step[] {
  const each: EachStep = {
    ...base(id), kind: 'each', name: 'line', of: read('event.lines'), most: 50, atOnce: 5, waitFor: 'all', first: steps[0]?.id ?? '', routes: { done: { finish: 'done' } }, ...change,
  }
  return [each, ...steps.map((step) => (step.holder ? step : inside({ step: id }, step)))]
}

/** Another SOP inside this one. */
export const aCall = (id: string, sop: string, change: Partial<CallStep> = {}): CallStep => ({ ...base(id), kind: 'call', sop, with: {}, routes: { done: { finish: 'done' } }, ...change })

export const aFact = (action: string, change: Partial<Extract<FactPlan, { kind: 'from' }>> = {}): FactPlan =>
  ({ kind: 'from', action, with: {}, unknown: { do: 'stop' }, fields: [], needs: [], ...change })

/** What only bigger SOPs have. */
export const nothingMore = { reviewEveryMs: 180 * 24 * HOUR, pauses: {}, atAnyTime: [], together: [], reopen: [], gives: {}, calls: {} } as const

/** A plan of these steps in this order; all else is as small as it may be. */
export const aPlan = (steps: readonly Step[], change: Partial<Plan> = {}): Plan => ({
  format: 1, sop: 'hand-made', title: 'A hand-made SOP', why: 'to be tested', version: 'v1', owner: 'lead', zone: 'UTC', zoneOffsets: [[0, 0]],
  escalation: { levels: [] }, triggers: [{ kind: 'event', on: 'shop.return', key: read('event.id') }], parameters: {}, facts: {}, lets: {}, steps, ...nothingMore,
  customer: read('event.customer'), outcomes: ['done', 'declined', 'refunded'],
  messages: { news: { en: { subject: ['News'], body: ['Hello'], kind: 'service', slots: {} } } },
  ...change,
})

/** A return: read the order, decide, approve (can be taken back), have it graded, refund (looked at afterwards), tell the customer. */
export function aReturn(change: Partial<Plan> = {}): Plan {
  const needs = ['order']
  return aPlan([
    aTable('eligible', {}, {
      needs, inputs: [{ name: 'final', tree: read('facts.order.final_sale') }],
      rules: [{ tests: [{ input: 'final', test: local('cell') }], then: 'no', outputs: { because: is('final sale') } }, { tests: [], then: 'yes', outputs: {} }],
      routes: { no: { finish: 'declined' }, yes: { to: 'approve' } },
    }),
    anAction('approve', { needs, with: { id: read('event.id') }, undo: 'shop.close', routes: { ok: { to: 'inspect' } } }),
    aTask('inspect', {
      needs, outcomes: ['graded', 'foreign'], sla: { acknowledge: elapsed(HOUR), finish: elapsed(4 * HOUR) },
      form: [aField('grade', { type: { kind: 'choose', options: ['a', 'b'] }, required: ['graded'] }), aField('note')],
      escalate: { levels: [remindAt(50), tellAt(100, 'chief', true)] },
      shows: [{ label: 'Order value', tree: read('facts.order.value'), type: 'money', fact: 'order' }],
      routes: { graded: { to: 'refund' }, foreign: { finish: 'declined' } },
    }),
    anAction('refund', {
      needs, with: { amount: read('facts.order.value') }, undo: 'shop.charge_back', verify: call('==', read('facts.order.paid_back'), read('facts.order.value')), verifyNeeds: needs,
      byHand: [aField('reference_number', { required: true })], routes: { ok: { to: 'tell' } },
    }),
    aMessage('tell', { needs, with: { amount: read('facts.order.value') }, routes: { sent: { finish: 'refunded' } } }),
  ], {
    facts: { order: aFact('shop.order', { with: { id: read('event.id') }, freshForMs: HOUR }) }, customer: read('facts.order.customer'),
    messages: { news: { en: { subject: ['Your refund'], body: ['We paid ', local('amount')], kind: 'service', slots: { amount: 'money' } } } },
    ...change,
  })
}

export const anOrder = (change: Readonly<Record<string, Json>> = {}): Json =>
  ({ id: 'R-1', value: usd('80.00'), paid_back: usd('0.00'), final_sale: false, customer: { name: 'Cy', email: 'cy@example.com', locale: 'en' }, ...change })

const aPerson = (id: string, active = true): Person => ({ id, name: id.toUpperCase(), email: `${id}@example.com`, zone: 'UTC', locale: 'en', active, access: ['staff'] })
export const aRole = (id: string, people: readonly string[], pick: Role['pick'] = 'first'): Role => ({ id, accountableFor: id, people, pick })

/** What only bigger organisations have. */
export const plainOrganisation = { zones: { UTC: [[0, 0]] }, calendars: {}, rosters: {}, escalations: {}, absences: [], systems: {}, limits: {}, sources: {} } as const

/** Ana and Bo are clerks, Dana leads, Olu is the chief and gets what nobody else can; Zoe has left; `night` is empty. */
export const anOrganisation = (change: Partial<Organisation> = {}): Organisation => ({
  name: 'shop', version: 'o1', zone: 'UTC', locale: 'en', sink: 'chief',
  people: { ana: aPerson('ana'), bo: aPerson('bo'), dana: aPerson('dana'), olu: aPerson('olu'), zoe: aPerson('zoe', false) },
  roles: { clerk: aRole('clerk', ['ana', 'bo']), lead: aRole('lead', ['dana']), chief: aRole('chief', ['olu']), night: aRole('night', ['zoe']) },
  ...plainOrganisation, ...change,
})
