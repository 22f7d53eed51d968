import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { createFaultFinder } from '../../compiler/faults.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import { simulate } from '../../domain/simulate.ts'
import { beside, fixture, organisation } from './world.ts'

type Change = readonly [string, string]
const swapped = (name: string, changes: readonly Change[]): string =>
  changes.reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replace(from, () => to)
  }, fixture(`${name}.yaml`))

/** Plays the SOP with replacements over one order; each fault as its place and the text there. */
function faults(changes: readonly Change[], order: string, name = 'small', more = '') {
  const text = swapped(name, changes)
  const compiled = beside(sourceFile(`${name}.yaml`, text)).compile(name)!
  expect(compiled.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { plan, places } = compiled.called!
  const event = "{ return_id: R-1, return_name: '#1', order_id: O-1, reason: unwanted, quantity: 1 }"
  const scenario = `scenarios:\n  - { name: one, starts: 2026-11-20T10:00:00Z, event: ${event}, facts: { order: ${order}${more} }, expect: { ended_within: 999d } }\n`
  const { scenarios, diagnostics } = compileScenarios(sourceFile(`${name}.test.yaml`, scenario), plan, organisation, vocabulary)
  expect(diagnostics).toEqual([])
  const finder = createFaultFinder(plan, places)
  simulate(plan, organisation, scenarios[0]!, finder.see)
  return finder.faults.map(({ step, message, file, line, column }) => {
    const lines = (file === `${name}.yaml` ? text : fixture(file)).split('\n')
    return `${file}:${line} [${step}] ${message} | ${lines[line - 1]!.slice(column - 1, column + 29)}`
  })
}

const order = '{ id: O-1, value: 80.00 USD, customer: { email: a@example.com } }'
const pay = `with: { order_id: facts.order.id, amount: facts.order.value, note: '"Return"' }`

describe('an expression that fails while a case runs', () => {
  it('is found at its line, by the part of it that fails', () => {
    expect(faults([[pay, pay.replace(`'"Return"'`, `'facts.order.id == "O-1" && facts.order.name.contains("x") ? "a" : "b"'`)]], order)).toEqual([
      'small.yaml:43 [pay] "facts.order.name" is not known | facts.order.name.contains("x")',
    ])
  })

  it('is stopped by the budget at the line of what burns, and soon', () => {
    const burning = 'facts.order.lines.all(a, facts.order.lines.all(b, facts.order.lines.all(c, a.sku == a.sku && b.sku == b.sku && c.sku == c.sku)))'
    const lines = Array.from({ length: 100 }, (_, at) => `{ sku: s${at} }`).join(', ')
    const spent = stopwatch()
    expect(faults([['\nsteps:', `\nlet:\n  burn: >-\n    ${burning}\nsteps:`], [pay, pay.replace(`'"Return"'`, `'burn ? "a" : "b"'`)]], order.replace('{ id', `{ lines: [${lines}], id`))).toEqual([
      'small.yaml:21 [pay] the expression takes more than 100000 steps | facts.order.lines.all(a, facts',
    ])
    expect(spent().cpuMs).toBeLessThan(5000)
  })

  it('is a cell of a table, a derived value, or the customer that a letter goes to', () => {
    expect(faults([], order.replace('USD', 'EUR'))).toEqual(['small.yaml:24 [size] cannot put EUR and USD together | > limit", then: large }'])
    expect(faults([], '{ id: O-1, value: 80.00 USD }')).toEqual(['small.yaml:5 [tell] "facts.order.customer" is not known | facts.order.customer'])
    expect(faults([['\nsteps:', '\nlet:\n  part: facts.order.refundable\nsteps:'], ['> limit', '> limit + part'], ['{ value: "<= limit", then', '{ otherwise: true, then']], order)).toEqual([
      'small.yaml:20 [size] "facts.order.refundable" is not known | facts.order.refundable',
    ])
  })

  it('is that of the SOP that is called, in its own file', () => {
    expect(faults([['amount: facts.order.value, reasons', 'amount: facts.order.refundable, reasons']], '{ id: O-1, value: 80.00 USD, customer: { email: a@example.com }, lines: [] }', 'lines')).toEqual([
      'lines.yaml:44 [pay] "facts.order.refundable" is not known | facts.order.refundable, reason',
    ])
    expect(faults([], '{ id: O-1, value: 80.00 EUR, customer: { email: a@example.com }, lines: [] }', 'lines')).toEqual([
      'pay-back.yaml:18 [pay/approve] cannot put EUR and USD together | event.amount > limit',
    ])
  })
})
