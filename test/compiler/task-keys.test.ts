import { describe, expect, it } from 'vitest'
import type { ActionStep, MessageStep, TaskStep } from '../../domain/plan.ts'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { completeVocabulary, completeWorld } from './complete-world.ts'

interface Parts {
  /** Keys of the task besides what every task must say. */
  readonly task?: string
  readonly pay?: string
  readonly note?: string
  readonly to?: string
  readonly on?: string
  readonly facts?: string
  readonly top?: string
}

const sop = ({ task = 'assign: cx_lead', pay = '', note = '"x"', to = 'customer', on = '{ agree: pay, refuse: tell }', facts = '', top = 'hours: support' }: Parts) => `
sop: tasking
title: Tasking
why: To show what a task may say.
owner: cx_lead
customer: facts.order.customer
escalation: customer_care
${top}
trigger: [ { manual: [cx_agent], form: { order_id: { text: 80, required: true } }, key: event.order_id } ]
facts:
  order: { from: shopify.order, with: { id: event.order_id } }
${facts}
steps:
  - id: look
    task: Look at the order
    sla: 4h
    do: Compare the order with the parcel.
    check: [The SKU equals the order line]
    form: { grade: { choose: [a, b], required: [agree] }, note: { text: 200 } }
    if_wrong: Choose refuse and say why in the note.
    outcomes: [agree, refuse]
    on: ${on}
    ${task.replace(/\n/g, '\n    ')}
  - id: pay
    action: ledger.note
    with: { amount: facts.order.value, because: ${JSON.stringify(note)} }
    ${pay}
  - { id: tell, message: return_declined, to: ${to}, finish: done }
outcomes: [done]
`

const compile = (parts: Parts) => compileSop(sourceFile('tasking.yaml', sop(parts)), completeWorld)
const codes = (parts: Parts) => compile(parts).diagnostics.map((each) => each.code)

function step<Kind extends 'task' | 'action' | 'message'>(parts: Parts, kind: Kind) {
  const { plan, diagnostics } = compile(parts)
  expect(diagnostics).toEqual([])
  return plan?.steps.find((each) => each.kind === kind) as { task: TaskStep; action: ActionStep; message: MessageStep }[Kind]
}

describe('evidence', () => {
  const evidence = (rules: string, parts: Parts = {}) => ({ ...parts, task: `assign: cx_lead\nevidence: ${rules}` })

  it('is counted by kind, and needed unless something says otherwise', () => {
    expect(step(evidence('{ photos: { photo: { at_least: 2 } }, label: { scan: { at_most: 1 }, label: The label, required: [agree] } }'), 'task').evidence).toEqual([
      { name: 'photos', label: 'Photos', kind: 'photo', atLeast: 2, atMost: 10, required: true },
      { name: 'label', label: 'The label', kind: 'scan', atLeast: 1, atMost: 1, required: ['agree'] },
    ])
  })

  it('judges by the form and the outcome, which is known of a field only where it must be filled in', () => {
    const [rule] = step(evidence(`{ photos: { photo: { at_least: 2 }, unless: outcome == "agree" && form.grade == "a" && facts.order.value < money("50.00 USD") } }`), 'task').evidence
    expect(rule?.unless).toMatchObject({ is: 'and' })
    expect(codes(evidence(`{ photos: { photo: { at_least: 2 }, unless: form.grade == "a" } }`))).toEqual(['SOP413'])
    expect(codes(evidence(`{ photos: { photo: { at_least: 2 }, unless: form.grad == "a" } }`))).toEqual(['SOP307'])
  })

  it('can be read by the steps after, where it surely is', () => {
    const task = `{ photos: { photo: { at_least: 2 } }, label: { scan: {}, required: [agree] } }`
    expect(codes(evidence(task, { note: 'steps.look.evidence.label[0].text' }))).toEqual([])
    expect(codes(evidence(task, { note: 'steps.look.evidence.photos[0].name' }))).toEqual([])
    expect(codes(evidence(task, { note: 'steps.look.evidence.photos[0].text' }))).toEqual(['SOP307'])
    expect(codes(evidence(task, { note: 'steps.look.evidence.label[0].text', on: '{ agree: pay, refuse: pay }' }))).toContain('SOP413')
  })

  it.each([
    ['two kinds', '{ photos: { photo: {}, file: {} } }', 'SOP207'],
    ['no kind', '{ photos: { at_least: 2 } }', 'SOP207'],
    ['more than at most', '{ photos: { photo: { at_least: 3, at_most: 2 } } }', 'SOP203'],
    ['a misspelt limit', '{ photos: { photo: { atleast: 3 } } }', 'SOP201'],
    ['an outcome that the task has not', '{ photos: { photo: {}, required: [gone] } }', 'SOP305'],
  ])('is refused with %s', (_, rules, code) => {
    expect(codes(evidence(rules))).toContain(code)
  })
})

describe('approvals', () => {
  const approved = (note: string, on = '{ agree: pay, refuse: tell }') => ({ task: 'assign: cx_lead\napprovals: { of: [cx_lead, finance_controller], need: 2 }', note, on })

  it('are read as a list of people, where they led to the outcome that needs them', () => {
    expect(codes(approved('steps.look.approved_by[0]'))).toEqual([])
    expect(codes(approved('steps.look.approved_by.exists(person, person == "dana") ? "dana" : "others"'))).toEqual([])
    expect(codes(approved('steps.look.approved_by'))).toEqual(['SOP412'])
    expect(codes(approved('steps.look.approved_by[0]', '{ agree: pay, refuse: pay }'))).toEqual(['SOP413'])
    expect(codes(approved('has(steps.look.approved_by) ? steps.look.approved_by[0] : "nobody"', '{ agree: pay, refuse: pay }'))).toEqual([])
    expect(codes({ note: 'steps.look.approved_by[0]' })).toEqual(['SOP307'])
  })

  it('say who approves and how many must, and who is asked first', () => {
    expect(step({ task: 'assign: cx_lead\napprovals: { of: [cx_lead, finance_controller], need: 2 }' }, 'task')).toMatchObject({
      assign: { kind: 'role', name: 'cx_lead' },
      approvals: { of: [{ kind: 'role', name: 'cx_lead' }, { kind: 'role', name: 'finance_controller' }], need: 2 },
    })
    expect(step({ task: 'approvals: { of: [dana, cx_lead], need: 2 }' }, 'task')).toMatchObject({
      assign: { kind: 'person', name: 'dana' },
      approvals: { of: [{ kind: 'person', name: 'dana' }, { kind: 'role', name: 'cx_lead' }], need: 2, askAll: true },
    })
  })

  it('are never more than there are people, each counted once', () => {
    expect(codes({ task: 'approvals: { of: [dana, cx_lead], need: 3 }' })).toEqual(['SOP462'])
    expect(codes({ task: 'approvals: { of: [cx_lead, finance_controller], need: 4 }' })).toEqual([])
  })

  it('name people who exist, and ask first one of those', () => {
    expect(codes({ task: 'approvals: { of: [cx_led], need: 1 }' })).toContain('SOP302')
    expect(codes({ task: 'assign: cx_agent\napprovals: { of: [cx_lead], need: 1 }' })).toEqual(['SOP462'])
    expect(codes({ task: 'title: Look' })).toEqual(['SOP202'])
  })
})

describe('four eyes', () => {
  it('leave out whoever opened the case, did a step or is named by an expression', () => {
    expect(step({ task: 'assign: cx_lead\nnot_same_as: case.opened_by' }, 'task').notSameAs).toEqual([{ is: 'read', path: ['case', 'opened_by'] }])
    const by = ['steps', 'look', 'by']
    expect(step({ task: 'assign: cx_lead\nnot_same_as: [look, event.order_id]' }, 'task').notSameAs).toEqual([
      { is: 'if', test: { is: 'has', path: by }, then: { is: 'read', path: by }, else: { is: 'value', value: null } },
      { is: 'read', path: ['event', 'order_id'] },
    ])
  })

  it('cannot be of a step that is not there, or that nobody does', () => {
    expect(codes({ task: 'assign: cx_lead\nnot_same_as: loook' })).toEqual(['SOP301'])
    expect(codes({ task: 'assign: cx_lead\nnot_same_as: tell' })).toEqual(['SOP462'])
    expect(codes({ task: 'assign: cx_lead\nnot_same_as: facts.order.value' })).toEqual(['SOP412'])
  })
})

describe('clocks of a task', () => {
  it('count business time on the calendar of the task, else of the SOP', () => {
    const sla = (parts: Parts) => sop(parts).replace('sla: 4h', 'sla: { acknowledge: 30bm, finish: 2bd }')
    const of = (parts: Parts) => compileSop(sourceFile('tasking.yaml', sla(parts)), completeWorld)
    expect(of({}).plan?.steps[0]).toMatchObject({
      hours: 'support', sla: { acknowledge: { unit: 'business', ms: 1_800_000 }, finish: { unit: 'business_days', days: 2 } },
    })
    expect(of({ task: 'assign: cx_lead\nhours: dock' }).plan?.steps[0]).toMatchObject({ hours: 'dock' })
    expect(of({ top: '' }).diagnostics.map((each) => each.code)).toEqual(['SOP460', 'SOP460', 'SOP460'])
    expect(codes({ task: 'assign: cx_lead\nhours: dok' })).toEqual(['SOP309'])
  })

  it('go through a path of the organisation, levels of their own, or a whole path of their own', () => {
    expect(step({ task: 'assign: cx_lead\nescalate: customer_care' }, 'task').escalate.levels).toHaveLength(3)
    expect(step({ task: 'assign: cx_lead\nescalate: [ { at: 50%, to: "slack:#ops" }, { after: 2bh, to: ops_lead, by: [email] } ]' }, 'task').escalate).toEqual({
      levels: [
        { when: { at: 50 }, do: { kind: 'tell', to: { kind: 'channel', name: 'slack:#ops' }, takesOver: false } },
        { when: { after: { unit: 'business', ms: 7_200_000 } }, do: { kind: 'tell', to: { kind: 'role', name: 'ops_lead' }, takesOver: false }, by: ['email'] },
      ],
    })
    const path = '{ repeat: 2, repeat_after: 1h, acknowledged_for: 30m, levels: [ { at: breach, to: ops_lead, takes_over: true } ] }'
    expect(step({ task: `assign: cx_lead\nescalate: ${path}` }, 'task').escalate).toMatchObject({
      repeat: 2, repeatAfter: { unit: 'elapsed', ms: 3_600_000 }, acknowledgedFor: { unit: 'elapsed', ms: 1_800_000 },
    })
    const once = step({ task: 'assign: cx_lead\nescalate: { repeat_after: 2h, levels: [ { at: breach, to: ops_lead } ] }' }, 'task').escalate
    expect(once).toMatchObject({ repeatAfter: { unit: 'elapsed', ms: 7_200_000 } })
    expect(once).not.toHaveProperty('repeat')
    expect(codes({ task: 'assign: cx_lead\nescalate: { levels: [ { at: breach, to: nobody } ] }' })).toEqual(['SOP302'])
  })

  it('need a calendar where the levels count business time', () => {
    expect(codes({ top: '' })).toEqual(['SOP460'])
    const own = (level: string) => {
      const text = sop({ top: '', task: `assign: cx_lead\nescalate: [ ${level} ]` }).replace('escalation: customer_care\n', '')
      return compileSop(sourceFile('tasking.yaml', text), completeWorld).diagnostics.map((each) => each.code)
    }
    expect(own('{ after: 2bh, to: ops_lead }')).toEqual(['SOP460'])
    expect(own('{ after: 2h, to: ops_lead }')).toEqual([])
  })
})

describe('other keys of a step', () => {
  it('say what becomes of a claimed task when the shift ends', () => {
    expect(step({}, 'task').handoff).toBe('ask')
    expect(step({ task: 'assign: cx_lead\nhandoff: follow' }, 'task').handoff).toBe('follow')
    expect(codes({ task: 'assign: cx_lead\nhandoff: drop' })).toEqual(['SOP203'])
  })

  it('let the owner confirm or do it by hand, with the reason', () => {
    expect(step({ pay: 'mode: suggest\n    mode_reason: The ledger is new.' }, 'action')).toMatchObject({ mode: 'suggest', modeReason: 'The ledger is new.' })
    expect(step({ pay: 'mode: auto' }, 'action').mode).toBe('auto')
    expect(codes({ pay: 'mode: off' })).toEqual(['SOP202'])
    expect(codes({ pay: 'mode_reason: Because.' })).toEqual(['SOP210'])
    expect(codes({ task: 'assign: cx_lead\nmode: off\nmode_reason: Because.' })).toEqual(['SOP210'])
  })

  it.each([
    ['a task', 'task: Look\n    assign: cx_lead\n    sla: 4h\n    do: Look at it.\n    check: [It is 5]\n    if_wrong: Say so.', /a person does a task anyway/],
    ['branches', 'parallel: { a: [{ id: x, wait: { until: case.opened_at } }], b: [{ id: y, wait: { until: case.opened_at } }] }', /give it to the steps inside/],
    ['a list', 'each: { line: event.lines, at_most: 3 }\n    steps: [{ id: x, wait: { until: case.opened_at } }]', /give it to the steps inside/],
    ['a wait', 'wait: { until: case.opened_at }', /a wait does nothing/],
  ])('have no mode where nothing is done by itself, and it is said what to do instead: %s', (_what, keys, help) => {
    const text = `sop: moded\ntitle: T\nwhy: W\nowner: cx_lead\nescalation: customer_care\ntrigger: [{ on: shopify.return_requested, key: event.return_id }]\nsteps:\n  - id: s\n    ${keys}\n    mode: suggest\n    mode_reason: Not yet.\n    finish: done\noutcomes: [done]\n`
    const found = compileSop(sourceFile('moded.yaml', text), completeWorld).diagnostics.filter(({ message }) => message.includes('does nothing by itself'))
    expect(found).toMatchObject([{ code: 'SOP210', help: expect.stringMatching(help) as unknown }])
  })

  it('route a task that cannot be done', () => {
    expect(step({ on: '{ agree: pay, refuse: tell, cannot_do: tell }' }, 'task').routes).toMatchObject({ cannot_do: { to: 'tell' } })
  })

  it('give a step to a person, a role or whomever an expression names', () => {
    expect(step({ task: 'assign: dana' }, 'task').assign).toEqual({ kind: 'person', name: 'dana' })
    expect(step({ task: 'assign: case.opened_by' }, 'task').assign).toEqual({ kind: 'expression', tree: { is: 'read', path: ['case', 'opened_by'] } })
  })
})

describe('letters', () => {
  it('go to the customer, a role, a person or an address', () => {
    expect(step({ to: 'customer' }, 'message').to).toEqual({ kind: 'customer' })
    expect(step({ to: 'cx_lead' }, 'message').to).toEqual({ kind: 'role', name: 'cx_lead' })
    expect(step({ to: 'dana' }, 'message').to).toEqual({ kind: 'person', name: 'dana' })
    expect(step({ to: 'facts.order.customer.email' }, 'message').to).toMatchObject({ kind: 'address' })
    expect(codes({ to: 'cx_led' })).toEqual(['SOP302'])
  })
})

describe('facts that stay unknown', () => {
  const risk = (unknown: string) => `  risk: { from: risk.score, with: { customer: facts.order.customer.id }, unknown: ${unknown} }`
  const note = 'facts.risk.score > 3 ? "a" : "b"'

  it('are asked of a role, with the fields that the system declares', () => {
    const { plan, diagnostics } = compile({ facts: risk('{ ask: fulfilment_exceptions }'), note })
    expect(diagnostics).toEqual([])
    expect(plan?.facts['risk']).toMatchObject({
      unknown: { do: 'ask', role: 'fulfilment_exceptions' },
      fields: [{ name: 'score', label: 'Score', type: { kind: 'whole_number' }, required: true }],
    })
    expect(codes({ facts: risk('{ ask: nobody }'), note })).toEqual(['SOP302'])
  })

  it('may have a value of their own type instead', () => {
    expect(compile({ facts: risk('{ use: { score: 0 } }'), note }).plan?.facts['risk']).toMatchObject({ unknown: { do: 'use', value: { score: 0 } }, fields: [] })
    expect(codes({ facts: risk('{ use: { points: 0 } }'), note })).toContain('SOP203')
    expect(codes({ facts: risk('{ use: { score: high } }'), note })).toEqual(['SOP412'])
  })
})

describe('text of a source without types', () => {
  it('is an instant where time is added to it', () => {
    const untyped = { ...completeVocabulary, actions: completeVocabulary.actions.map((each) => (each.name === 'risk.score' ? { ...each, outputs: { due: 'any' as const } } : each)) }
    const parts = { facts: '  risk: { from: risk.score, with: { customer: event.order_id } }', note: 'facts.risk.due + duration("2d") < case.opened_at ? "a" : "b"' }
    const { plan } = compileSop(sourceFile('tasking.yaml', sop(parts)), { ...completeWorld, vocabulary: untyped })
    expect(JSON.stringify(plan?.steps[1])).toContain('{"is":"read","path":["facts","risk","due"],"as":"instant"}')
  })
})
