import { describe, expect, it } from 'vitest'
import { beside, fixture, world } from './world.ts'
import { createFolder } from '../../compiler/folder.ts'
import { sourceFile } from '../../compiler/source.ts'

/** What is said about the small SOP with texts replaced, each as `CODE message`; by default beside a whole organisation file. */
function said(pairs: readonly (readonly [string, string])[], hasOrganisation = true): readonly string[] {
  const text = pairs.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`"${from}" is not in the small SOP`)
    return all.replace(from, to)
  }, fixture('small.yaml'))
  const source = sourceFile('small.yaml', text)
  const folder = hasOrganisation ? beside(source) : createFolder((name) => (name === 'small' ? source : undefined), { ...world, organisation: undefined, isUnread: true })
  return (folder.compile('small')?.diagnostics ?? []).map(({ code, message, help = '' }) => `${code} ${message}; ${help}`)
}

describe('while the organisation file cannot be read', () => {
  const named: readonly (readonly [string, string])[] = [
    ['action: shopify.refund\n', 'action: ledger.refund\n    returns: { amount: money }\n'],
    ['on: shopify.return_requested', 'on: desk.return_asked'],
  ]

  it('a SOP is not told that its systems and sources do not exist', () => {
    expect(said(named, false)).toEqual([])
    expect(said(named).map((each) => each.slice(0, 6))).toEqual(['SOP304', 'SOP303'])
  })

  it('a capability that a connector could provide may be that of a web service, with inputs of its own', () => {
    expect(said([['action: shopify.refund\n    with: { order_id: facts.order.id, amount: facts.order.value,', 'action: ledger.note\n    returns: { amount: money }\n    with: { order_id: facts.order.id,']], false)).toEqual([])
  })

  it('what a connector would know is looked for all the same', () => {
    const misspelt: readonly (readonly [string, string])[] = [['shopify.refund', 'shopify.refnd'], ['shopify.return_requested', 'shopify.return_requsted']]
    expect(said(misspelt, false).map((each) => each.slice(0, 6))).toEqual(['SOP304', 'SOP303'])
  })
})

const row = '{ value: "> limit", then: large }'
const form = 'grade: { choose: [a, b], required: [agree] }'

describe('what could never be, or could be read in two ways, is an error at its place', () => {
  it.each<readonly [string, readonly (readonly [string, string])[], string]>([
    ['a list in a row without its quotes', [[row, '{ value: "> limit", b, then: large }']], 'SOP203 "b" has no value; quote the whole list if this belongs to the text before the comma, or give it a value'],
    ['an output that every step has', [[row, '{ value: "> limit", then: large, outcome: 3 }']], 'SOP308 every step has "outcome" of its own; choose another name for this output'],
    ['a value for callers that every step has', [['outcomes: [paid', 'gives: { outcome: facts.order.value }\noutcomes: [paid']], 'SOP308 every step has "outcome" of its own; choose another name for this value'],
    ['a choice named twice', [[form, 'grade: { choose: [a, b, a], required: [agree] }']], 'SOP308 the choice "a" stands here twice; remove one of them'],
    ['a number with its limits the wrong way round', [[form, `${form}\n      count: { whole_number: { min: 5, max: 2 } }`]], 'SOP431 the smallest value 5 is above the largest, 2; write the smaller one under "min"'],
    ['an amount with its limits the wrong way round', [[form, `${form}\n      cost: { money: { min: 10.00 USD, max: 9.50 USD } }`]], 'SOP431 the smallest value 10.00 USD is above the largest, 9.50 USD; write the smaller one under "min"'],
    ['longer to take it than to finish it', [['sla: 4h', 'sla: { acknowledge: 2d, finish: 4h }']], 'SOP431 whoever may take the task within 2d has to finish it within 4h; write the shorter time under "acknowledge"'],
    ['policy in one currency and an amount in another', [['amount: facts.order.value,', `amount: 'limit + money("1.00 EUR")',`]], 'SOP423 USD and EUR are two currencies; use amounts of one currency'],
    ['a bracket that is not closed', [['amount: facts.order.value,', "amount: '(facts.order.value',"]], 'SOP411 this expression cannot be read: expected ")", found the end; correct the expression; docs/sop-language.md shows what can be written'],
    ['quotes of a word processor', [[`'"Return"'`, "'“Return”'"]], 'SOP411 this expression cannot be read: unexpected character: "“"; use straight quotes: "text"'],
    ['an amount in a currency that does not exist', [['value: 100.00 USD', 'value: 100.00 ABC']], 'SOP205 "ABC" is not a currency; write decimal text with a currency, such as 15.00 USD'],
    ['an amount with a sign', [['value: 100.00 USD', 'value: $100']], 'SOP205 "$100" is not an amount of money; write decimal text with a currency, such as 15.00 USD'],
    ['no time at all', [['sla: 4h', 'sla: 0bh']], 'SOP205 "0bh" is no time at all; write a longer time'],
    ['more time than is counted', [['sla: 4h', 'sla: 99999999d']], 'SOP205 "99999999d" is longer than any time that is counted; write a shorter time, with at most six digits'],
    ['a key that belongs somewhere else', [['owner: cx_lead\n', 'owner: cx_lead\nassign: cx_lead\n']], 'SOP201 unknown key "assign"; remove it, or correct its spelling'],
    ['an expression cut in two by its comma', [['amount: facts.order.value, note', 'amount: min(facts.order.value, facts.order.refundable), note']], 'SOP206 "facts.order.refundable)" is not a snake_case name; quote the whole text, or write a list in [ … ], if this belongs to what stands before the comma'],
    ['a type that is no type', [['action: shopify.refund\n', 'action: http.post\n    returns: { guest: { nights: text, rate: money } }\n']], 'SOP203 "guest": expected a type: text, whole_number, decimal, money, yes_no, date, instant, { choose: […] }, { list: … } or { map: … }; '],
    ['a key that reads nothing of the event', [['key: event.return_id', 'key: 5']], 'SOP412 this key is the same whatever opens the case, so there would be one case ever; use the field that names what the case is about'],
    ['an operator of another language', [[row, '{ value: "=> limit", then: large }']], 'SOP419 "=> limit" is not a value; write ">=" instead of "=>"'],
  ])('%s', (_, pairs, expected) => {
    expect(said(pairs)).toContain(expected)
  })

  it('what the expression in question may have used is not called unused', () => {
    expect(said([['amount: facts.order.value,', "amount: '(facts.order.value',"], ['limit: { value', 'rest: { value: 5, owner: cx_lead }\n  limit: { value']]).map((each) => each.slice(0, 6))).toEqual(['SOP411'])
  })

  it('limits that meet, and times on different clocks, are let through', () => {
    expect(said([[form, `${form}\n      count: { whole_number: { min: 5, max: 5 } }`], ['sla: 4h', 'hours: support\n    sla: { acknowledge: 8h, finish: 4bh }']])).toEqual([])
  })
})
