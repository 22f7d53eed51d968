import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { createFolder } from '../../compiler/folder.ts'
import { loadSops } from '../../compiler/load.ts'
import { sourceFile } from '../../compiler/source.ts'
import { fixture, organisation, world } from './world.ts'

type Change = readonly [string, string]
const swapped = (text: string, changes: readonly Change[]): string =>
  changes.reduce((all, [from, to]) => {
    expect(all).toContain(from)
    return all.replace(from, to)
  }, text)

/** A folder with the two fixtures, each with replacements, and other files. */
function folder(caller: readonly Change[] = [], callee: readonly Change[] = [], others: Readonly<Record<string, string>> = {}) {
  const texts: Record<string, string> = { lines: swapped(fixture('lines.yaml'), caller), 'pay-back': swapped(fixture('pay-back.yaml'), callee), ...others }
  const sources = new Map(Object.entries(texts).map(([name, text]) => [name, sourceFile(`${name}.yaml`, text)]))
  return createFolder((name) => sources.get(name), { vocabulary, organisation, messages: world.messages })
}
const said = (caller: readonly Change[], callee: readonly Change[] = [], name = 'lines') =>
  folder(caller, callee).compile(name)?.diagnostics.map((each) => `${each.code} ${each.message}`)

/** A SOP that only calls another one. */
const calling = (name: string, other: string) => `sop: ${name}
title: A call
why: To call.
owner: cx_lead
trigger: [{ called: {} }]
steps:
  - { id: go, call: ${other}, finish: done }
outcomes: [done]
`

describe('a call', () => {
  it('pins the whole called SOP in the Plan, and its version with it', () => {
    const [before, after] = [folder().compile('lines')?.plan, folder([], [['sla: 4h', 'sla: 5h']]).compile('lines')?.plan]
    expect(before?.calls['pay-back']).toEqual(folder().compile('pay-back')?.plan)
    expect(after?.calls['pay-back']?.version).not.toBe(before?.calls['pay-back']?.version)
    expect(after?.version).not.toBe(before?.version)
  })

  it('gives what the called SOP is called with, each of its type', () => {
    expect(said([['amount: facts.order.value', 'amount: facts.order.id']])).toEqual(['SOP412 "amount" of "pay-back" is money, and this is text'])
    expect(said([['amount: facts.order.value,', '']])).toEqual(['SOP415 "pay-back" needs "amount"'])
    expect(said([['amount: facts.order.value', 'amuont: facts.order.value']])).toEqual([
      'SOP415 "pay-back" needs "amount"', 'SOP415 "pay-back" takes no "amuont"',
    ])
    expect(said([["reasons: 'steps.inspect.results.map(each, each.line.sku)'", "reasons: 'steps.inspect.results.map(each, each.line.quantity)'"]])).toEqual([
      'SOP412 "reasons" of "pay-back" is list of text, and this is list of whole number',
    ])
  })

  it('leads somewhere with every outcome that the called SOP has', () => {
    expect(said([['on: { paid: books, refused: stop }', 'on: { paid: books }']])).toEqual(['SOP402 the outcome "refused" of "pay" leads nowhere'])
    expect(said([['on: { paid: books, refused: stop }', 'on: { paid: books, refused: stop, abandoned: stop, failed: stop }']])).toEqual([])
    expect(said([['on: { paid: books, refused: stop }', 'on: { paid: books, refused: stop, returned: stop }']])).toEqual(['SOP305 "pay" has no outcome "returned"'])
  })

  it('is refused where the called SOP is missing, has mistakes or is not meant for it', () => {
    expect(said([['call: pay-back', 'call: pay-bakc']])).toContain('SOP311 there is no SOP "pay-bakc" here')
    const broken = said([], [['assign: cx_lead', 'assign: nobody']])
    expect(broken).toContain('SOP471 the SOP "pay-back" has mistakes of its own')
    expect(broken?.filter((each) => !each.includes('"pay"'))).toHaveLength(1)
    const manual = said([], [['  - called: { order_id: text, amount: money, reasons: { list: text } }', '  - manual: [cx_lead]\n    form: { order_id: { text: 9, required: true }, amount: { money: { currency: USD }, required: true }, reasons: { choose_many: [a], required: true } }\n    key: event.order_id']])
    expect(manual?.[0]).toContain('SOP471')
  })

  it('never comes back to its caller, and both are told of the whole circle', () => {
    const circle = folder([], [], { one: calling('one', 'two'), two: calling('two', 'three'), three: calling('three', 'one'), aside: calling('aside', 'two') })
    const of = (name: string) => circle.compile(name)?.diagnostics.map((each) => `${each.code} ${each.message}`)
    expect(of('one')).toEqual(['SOP472 "one" → "two" → "three" → "one" call each other'])
    expect(of('three')).toEqual(['SOP472 "three" → "one" → "two" → "three" call each other'])
    expect(of('aside')).toEqual(['SOP471 the SOP "two" has mistakes of its own'])
    expect(folder([], [], { self: calling('self', 'self') }).compile('self')?.diagnostics[0]?.message).toBe('"self" calls itself')
  })

  it('nests so deep and no deeper', () => {
    const chain = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`s${at}`, calling(`s${at}`, `s${at + 1}`)]))
    const deep = folder([], [], chain)
    expect(deep.compile('s0')?.plan).toBeUndefined()
    expect(deep.compile('s31')?.diagnostics.map(({ code }) => code)).toEqual(['SOP102'])
  })
})

describe('what a called SOP gives', () => {
  const note = (value: string): readonly Change[] => [['- { id: stop, message: refused, to: customer, finish: refused }', `- { id: stop, message: refund_sent, to: customer, with: { amount: ${value} }, finish: refused }`]]

  it('is there on the routes of outcomes after which every path sets it', () => {
    expect(said([])).toEqual([])
    expect(said([...note('steps.pay.amount')])?.[0]).toBe('SOP413 "steps.pay.amount" may be absent here: not every outcome of "pay" has it')
    expect(said(note('\'has(steps.pay.amount) ? steps.pay.amount : money("0.00 USD")\''))).toEqual([])
    expect(said(note('\'steps.pay.outcome == "paid" ? steps.pay.amount : money("0.00 USD")\''))).toEqual([])
  })

  it('is absent for certain where no path sets it', () => {
    expect(said([['with: { amount: steps.pay.amount }\n    when', 'with: { amount: steps.pay.amount }\n    title: "{{ 1 }}"\n    when']])).toEqual([])
    expect(folder().compile('pay-back')?.called?.gives).toEqual({
      amount: { type: 'money', after: ['paid'] },
      approved_by: { type: 'text', after: [] },
      reasons: { type: 'whole_number', after: ['paid', 'refused'] },
    })
  })

  it('is checked as any other expression, except that it may be absent', () => {
    expect(said([], [['amount: steps.pay.amount', 'amount: steps.pay.amuont']], 'pay-back')).toEqual(['SOP307 there is no "amuont" in "steps.pay"'])
    expect(said([], [['gives: { amount: steps.pay.amount,', 'gives: { amount: steps.pay.reference,']])).toEqual(['SOP412 "amount" of "refund_sent" is money, and this is text'])
  })

  it('is seen by callers alone', () => {
    const change: Change = ['- called: { order_id: text, amount: money, reasons: { list: text } }', '- { on: shopify.return_requested, key: event.return_id }']
    expect(said([], [change], 'pay-back')).toContain('SOP210 nobody sees what this SOP gives')
  })

  it('is asked of the person who does by hand what the called SOP would have done', () => {
    expect(folder().compile('lines')?.plan?.steps.find(({ id }) => id === 'pay')).toMatchObject({
      kind: 'call', sop: 'pay-back', byHand: [{ name: 'amount', type: { kind: 'money' }, required: false }],
    })
  })
})

describe('the customer of a called SOP', () => {
  it('is its caller\'s, so that its caller must have one', () => {
    const nobody: Change = ['customer: facts.order.customer\n', '']
    const letters: Change[] = [['message: refund_sent\n    to: customer', 'message: refund_sent\n    to: cx_lead'], ['message: refused, to: customer', 'message: refused, to: cx_lead']]
    expect(said([nobody, ...letters])).toEqual(['SOP422 "pay-back" writes to its caller\'s customer'])
    expect(said([nobody, ...letters], [['message: refused, to: customer', 'message: refused, to: cx_lead']])).toEqual([])
  })

  it('is known before the call, because the called SOP writes to it', () => {
    const unread: Change[] = [['order_id: facts.order.id, amount: facts.order.value', 'order_id: event.order_id, amount: \'money("1.00 USD")\''], ['  - every: mon-fri 08:00\n', ''], ["'has(event.order_id) ? event.order_id : \"none\"'", 'event.order_id']]
    expect(folder(unread).compile('lines')?.plan?.steps.find(({ id }) => id === 'pay')?.needs).toEqual(['order'])
    expect(folder(unread, [['message: refused, to: customer', 'message: refused, to: cx_lead']]).compile('lines')?.plan?.steps.find(({ id }) => id === 'pay')?.needs).toEqual([])
  })
})

describe('a file with calls', () => {
  it('finds what it calls beside itself, whether the folder is asked for or the file alone', async () => {
    const at = await mkdtemp(join(tmpdir(), 'calls-'))
    await mkdir(join(at, 'messages'))
    await writeFile(join(at, 'organisation.yaml'), `${fixture('organisation.yaml')}\nlimits: { shopify.refund: { per_day: 5000.00 USD } }\n`)
    for (const name of ['lines', 'pay-back']) await writeFile(join(at, `${name}.yaml`), fixture(`${name}.yaml`))
    for (const name of ['refund_sent', 'refused']) await writeFile(join(at, `messages/${name}.en.md`), fixture(`messages/${name}.en.md`))
    const whole = await loadSops(at, vocabulary)
    expect(whole.diagnostics).toEqual([])
    expect(whole.plans.map(({ sop }) => sop)).toEqual(['lines', 'pay-back'])
    const alone = await loadSops(join(at, 'lines.yaml'), vocabulary)
    expect(alone.diagnostics).toEqual([])
    expect(alone.plans).toEqual([whole.plans[0]])
    await rm(join(at, 'pay-back.yaml'))
    expect((await loadSops(join(at, 'lines.yaml'), vocabulary)).diagnostics.map(({ code }) => code)).toContain('SOP311')
  })
})
