import { describe, expect, it } from 'vitest'
import type { TaskStep } from '../../domain/plan.ts'
import { evaluate } from '../../domain/expression.ts'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { fixture, world } from './world.ts'

/** The small SOP with replacements; each must hit. */
function changed(...changes: readonly (readonly [string, string])[]) {
  const text = changes.reduce((all, [from, to]) => {
    expect(all).toContain(from)
    return all.replace(from, to)
  }, fixture('small.yaml'))
  return compileSop(sourceFile('small.yaml', text), world)
}
const codes = (result: { diagnostics: readonly { code: string }[] }) => result.diagnostics.map((each) => each.code)
const check = (expression: string) =>
  ['check: [The SKU equals the order line]', `check: [{ that: ${JSON.stringify(expression)}, else: Say more }]`] as const

describe('what a case knows at each step', () => {
  it('has what a step gave on every path that passed it, and nothing on the others', () => {
    expect(codes(changed(['note: \'"Return"\'', 'note: steps.size.outcome']))).toEqual([])
    expect(codes(changed(['note: \'"Return"\'', 'note: steps.look.outcome']))).toEqual(['SOP413'])
  })

  it('accepts has() as proof, in either order of a condition', () => {
    expect(codes(changed(['note: \'"Return"\'', 'note: \'has(steps.look) ? steps.look.outcome : "none"\'']))).toEqual([])
    expect(codes(changed(['note: \'"Return"\'', 'note: \'!has(steps.look) ? "none" : steps.look.outcome\'']))).toEqual([])
    expect(codes(changed(['note: \'"Return"\'', 'note: \'has(steps.look) ? steps.look.outcome : "none"\'']))).toEqual([])
    expect(
      codes(changed(['note: \'"Return"\'', 'note: \'!has(steps.look) || event.quantity > 3 ? "none" : steps.look.outcome\''])),
    ).toEqual([])
    expect(codes(changed(['note: \'"Return"\'', 'note: \'has(steps.look) ? "none" : steps.look.outcome\'']))).toEqual(['SOP413'])
  })

  it('has a field that an outcome requires wherever the case left by that outcome', () => {
    expect(codes(changed(['note: \'"Return"\'', 'note: \'has(form_of.look) ? form_of.look.grade : "none"\'']))).toEqual([])
    expect(
      codes(
        changed(
          ['refuse: tell_no }', 'refuse: pay }'],
          ['note: \'"Return"\'', 'note: \'has(form_of.look) ? form_of.look.grade : "none"\''],
        ),
      ),
    ).toContain('SOP413')
  })

  it('lets a check read a required field only under its outcome', () => {
    expect(codes(changed(check('form.grade == "a"')))).toEqual(['SOP413'])
    expect(codes(changed(check('outcome != "agree" || form.grade == "a"')))).toEqual([])
    expect(codes(changed(check('outcome == "agree" && form.grade == "a" || form.note != ""')))).toEqual([])
    expect(codes(changed(check('outcome == "refuse" && form.grade == "a"')))).toEqual(['SOP413'])
  })

  it('knows that text left out is empty text', () => {
    expect(codes(changed(check('size(form.note) > 3')))).toEqual([])
  })

  it('takes a fact that is not known for unknown, without has()', () => {
    expect(codes(changed(check('days_between(facts.order.delivered_at, case.opened_at) < 30')))).toEqual([])
  })

  it('does not know at a step what a later step gives', () => {
    expect(codes(changed(['task: Look at the order', 'task: Look at {{ steps.pay.reference }}']))).toEqual(['SOP413'])
  })

  it('asks has() for a field of the event that only one trigger gives', () => {
    const manual =
      'trigger:\n  - manual: [cx_lead]\n    form: { order_id: { text: 9, required: true }, return_id: { text: 9, required: true } }\n    key: event.return_id\n'
    expect(codes(changed(['trigger:\n', manual], ['task: Look at the order', 'task: Look at {{ event.return_name }}']))).toEqual(['SOP413'])
    expect(codes(changed(['trigger:\n', manual], ['task: Look at the order', 'task: Look at {{ event.return_id }}']))).toEqual([])
  })
})

describe('types', () => {
  it.each([
    ['facts.order.value > money("1.00 USD")', []],
    ['facts.order.value > 1', ['SOP412']],
    ['facts.order.value * 2 > facts.order.refundable', []],
    ['facts.order.placed_at + duration("2d") < case.opened_at', []],
    ['facts.order.placed_at < "2026-01-01"', ['SOP412']],
    ['facts.order.lines.exists(line, line.quantity > 1)', []],
    ['facts.order.lines.all(line, line.quantiy > 1)', ['SOP307']],
    ['facts.order.lines.exists(line, line.sku)', ['SOP412']],
    ['size(facts.order.lines) > 0 && facts.order.lines[0].sku == "x"', []],
    ['event.reason in ["a", "b"]', []],
    ['event.reason in [1, 2]', ['SOP412']],
    ['event.quantity', ['SOP412']],
    ['event.quantity == null', ['SOP412']],
    ['event.reason.matches("a+")', ['SOP414']],
    ['type(event.reason) == type(1)', ['SOP414', 'SOP414']],
    ['event.constructor == "x"', ['SOP307']],
    ['event.__proto__ == "x"', ['SOP307']],
    ['facts.order.customer.email.contains("@")', []],
    ['min(1, 2) < 3 && max([1, 2], 3) > 1', ['SOP412']],
    ['percent_of(facts.order.value, 50) <= facts.order.refundable', []],
    ['b"x" == b"x"', ['SOP411', 'SOP411']],
    ['9007199254740993 > 1', ['SOP411']],
  ])('finds in %s what is wrong: %j', (expression, expected) => {
    expect(codes(changed(check(expression)))).toEqual(expected)
  })

  it('points at the very characters of a mistake, whatever the quoting', () => {
    const place = (result: ReturnType<typeof compileSop>, text: string) =>
      result.diagnostics.map((each) => text.slice(each.span.start, each.span.end))
    for (const written of [
      "'facts.order.valeu > limit'",
      '"facts.order.valeu > limit"',
      '"facts.order\\u002evaleu > limit"',
      '>-\n          facts.order.valeu\n          > limit',
      '|-\n          facts.order.valeu > limit',
    ]) {
      const text = fixture('small.yaml').replace(
        'check: [The SKU equals the order line]',
        `check:\n      - that: ${written}\n        else: Say more`,
      )
      expect(place(compileSop(sourceFile('small.yaml', text), world), text)).toEqual([
        written.includes('u002e') ? 'facts.order\\u002evaleu' : 'facts.order.valeu',
      ])
    }
  })
})

describe('the rows of a table that collects', () => {
  const collecting = (when: string) => {
    const text = `sop: rows\ntitle: T\nwhy: W\nowner: cx_lead\ntrigger: [{ manual: [cx_lead], key: event.note, form: { n: { whole_number: {}, required: true }, note: { text: 9, required: true } } }]
steps:
  - id: d
    decide: { by: { n: event.n }, hit: collect, rules: [{ n: "> 2", word: long, all: a }, { n: "> 1", all: b }] }
    on: { matched: e, none: f }
  - { id: e, wait: { until: case.opened_at }, when: ${JSON.stringify(when)}, finish: done, on: { skipped: f } }
  - { id: f, wait: { until: case.opened_at }, finish: done }
outcomes: [done]\n`
    return compileSop(sourceFile('rows.yaml', text), world)
  }

  it('may lack what not every rule gives, which has() asks for, of each item by itself', () => {
    expect(codes(collecting('steps.d.rows.exists(r, r.all == "a")'))).toEqual([])
    expect(collecting('steps.d.rows.exists(r, r.word == "long")').diagnostics).toMatchObject([{ code: 'SOP413', message: '"r.word" may be absent here' }])
    expect(codes(collecting('steps.d.rows.exists(r, has(r.word) && r.word == "long")'))).toEqual([])
    expect(codes(collecting('steps.d.rows.exists(r, has(r.word) && steps.d.rows.exists(r, r.word == "long"))'))).toEqual(['SOP413'])
    expect(codes(collecting('steps.d.rows.exists(r, has(r.wort))'))).toEqual(['SOP307'])
  })
})

it('a step that finishes the case must say where it goes when it is skipped', () => {
  const { diagnostics } = changed(['to: customer, finish: refused }', 'to: customer, when: event.quantity > 1, finish: refused }'])
  expect(diagnostics).toMatchObject([{ code: 'SOP403', message: 'the SOP runs off its end where "tell_no" is skipped, for "finish" is for what it did', help: 'add "on: { skipped: STEP }"' }])
})

describe('the Plan', () => {
  const plan = changed(['check: [The SKU equals the order line]', 'check: [{ that: facts.order.value > limit, else: Too little }]']).plan!
  const task = plan.steps.find((step): step is TaskStep => step.kind === 'task')!

  it('needs the facts that a step reads, through values and other facts', () => {
    const through = changed(
      [
        'facts:\n',
        'facts:\n  days: { is: days_between(facts.order.placed_at, case.opened_at) }\n'.replace(
          '{ is: days_between(facts.order.placed_at, case.opened_at) }',
          "{ is: 'days_between(facts.order.placed_at, case.opened_at)' }",
        ),
      ],
      ['trigger:\n', 'let:\n  old: facts.days > 30\n  word: \'has(steps.look) && old ? steps.look.outcome : "none"\'\n\ntrigger:\n'],
      ['note: \'"Return"\'', 'note: word'],
    ).plan!
    expect(through.steps.find((step) => step.id === 'pay')?.needs).toEqual(['days', 'order'])
    expect(through.lets['word']?.steps).toEqual(['look'])
    expect(through.facts['days']?.needs).toEqual(['order'])
  })

  it('shows a person the facts that the step judges by', () => {
    expect(task.shows).toEqual([
      { label: 'Order value', tree: { is: 'read', path: ['facts', 'order', 'value'] }, type: 'money', fact: 'order' },
    ])
  })

  it('asks the person who paid by hand for what the SOP reads of it', () => {
    const pay = plan.steps.find((step) => step.kind === 'action')
    expect(pay?.byHand).toEqual([{ name: 'amount', label: 'Amount', type: { kind: 'money', currency: 'USD' }, required: true }])
  })

  it('has the same version for the same meaning, and another for another', () => {
    const text = fixture('small.yaml')
    const again = compileSop(sourceFile('small.yaml', text.replace('# ', '').replace('sla: 4h', 'sla:   4h   # four hours')), world)
    expect(again.plan?.version).toBe(compileSop(sourceFile('small.yaml', text), world).plan?.version)
    expect(changed(['sla: 4h', 'sla: 5h']).plan?.version).not.toBe(again.plan?.version)
  })

  it('makes cells into tests that the walker understands', () => {
    const cell = (written: string, value: unknown) => {
      const { plan: with_, diagnostics } = changed(
        ['by: { value: facts.order.value }', 'by: { n: event.quantity }'],
        ['{ value: "> limit", then: large }', `{ n: ${JSON.stringify(written)}, then: large }`],
        ['{ value: "<= limit", then: small }', '{ otherwise: true, then: small }'],
        ['note: { text: 200 }', 'note: { text: 200 }\n      cost: { money: { currency: USD } }'],
        ['parameters:\n  limit: { value: 100.00 USD, owner: cx_lead }\n', 'parameters:\n  limit: { value: 10, owner: cx_lead }\n'],
      )
      expect(diagnostics.filter((each) => each.severity === 'error')).toEqual([])
      const step = with_!.steps[0]!
      const test = step.kind === 'decide' ? step.rules[0]!.tests[0]!.test : undefined
      return evaluate(test!, { read: ([, name]) => (name === 'limit' ? 10 : undefined), zoneOffsets: [] }, { cell: value as number })
    }
    expect([cell('3', 3), cell('3, 5', 5), cell('3, 5', 4), cell('<= limit + 7', 17), cell('<= limit + 7', 18)]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ])
    expect([
      cell('31..37', 31),
      cell('31..37', 37),
      cell('(31..37)', 31),
      cell('[31..37)', 37),
      cell('(31..37]', 37),
      cell('not(3, 4)', 3),
      cell('not(3, 4)', 5),
      cell('not(> 5)', 5),
    ]).toEqual([true, true, false, false, true, false, true, true])
  })
})

describe('loops', () => {
  it('are not bounded by leaving for the loop again when it came too often', () => {
    expect(
      codes(changed(['    sla: 4h\n', '    sla: 4h\n    at_most: 3\n'], ['refuse: tell_no }', 'refuse: look, too_often: look }'])),
    ).toContain('SOP405')
    expect(
      codes(changed(['    sla: 4h\n', '    sla: 4h\n    at_most: 3\n'], ['refuse: tell_no }', 'refuse: look, too_often: tell_no }'])),
    ).toEqual([])
  })
})
