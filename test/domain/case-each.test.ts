import { describe, expect, it } from 'vitest'
import type { EachStep, Step } from '../../domain/plan.ts'
import { simulate } from '../../domain/simulate.ts'
import { aField, anAction, anEach, anOrganisation, aParallel, aPlan, aTable, aTask, call, HOUR, is, read, START } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'

const after = aTask('after')
const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ sku: `S${index}` }))
const check = aTask('check', { form: [aField('note')], outcomes: ['fine', 'broken'], task: ['Check ', read('element.line.sku')] })
const run = (steps: readonly Step[], event: object, change: Partial<EachStep> = {}, next: readonly Step[] = [after]) =>
  openDesk(aPlan([...anEach('lines', steps, { routes: { done: { to: 'after' } }, ...change }), ...next]), { event: { id: 'R-1', ...event } })
const results = (desk: Desk) => desk.state().results['lines']?.outputs['results']

describe('steps for every element of a list', () => {
  it('run side by side under paths of their own and read their own element', () => {
    const desk = run([check], { lines: lines(2) })
    expect(desk.open()).toEqual(['lines:inside', 'lines[0]/check:task', 'lines[1]/check:task'])
    expect(desk.summary().openSteps.map(({ title }) => title)).toEqual(['Check S0', 'Check S1'])
    desk.ask('complete', { step: 'lines[1]/check', outcome: 'broken', form: { note: 'dented' } })
    desk.pass(HOUR)
    desk.ask('complete', { step: 'lines[0]/check', outcome: 'fine', form: {} })
    expect(desk.open()).toEqual(['after:task'])
    expect(results(desk)).toEqual([
      { line: { sku: 'S0' }, outcome: 'fine', check: { outcome: 'fine', visits: 1, by: 'ana', at: START + HOUR, form: { note: '' } } },
      { line: { sku: 'S1' }, outcome: 'broken', check: { outcome: 'broken', visits: 1, by: 'ana', at: START, form: { note: 'dented' } } },
    ])
    expect(desk.state().frames).toHaveLength(1)
  })

  it('have business keys of their own and give what the action gave', () => {
    const desk = run([anAction('pay', { with: { sku: read('element.line.sku') } })], { lines: lines(2) })
    expect(desk.effects).toMatchObject([
      { id: 'c1/lines[0]/pay/1/shop.pay/1', with: { sku: 'S0' } }, { id: 'c1/lines[1]/pay/1/shop.pay/1', with: { sku: 'S1' } },
    ])
    desk.acted('shop.pay', { amount: 2 })
    desk.acted('shop.pay', { amount: 1 })
    expect(results(desk)).toMatchObject([{ outcome: 'ok', pay: { amount: 1 } }, { outcome: 'ok', pay: { amount: 2 } }])
  })

  it('are no more than a few at once, and the next begins when one has ended', () => {
    const desk = run([check], { lines: lines(4) }, { atOnce: 2 })
    const open = () => desk.open().slice(1).map((line) => line.slice(0, 8))
    expect(open()).toEqual(['lines[0]', 'lines[1]'])
    desk.ask('complete', { step: 'lines[1]/check', outcome: 'fine' })
    expect(open()).toEqual(['lines[0]', 'lines[2]'])
    desk.ask('complete', { step: 'lines[0]/check', outcome: 'fine' })
    expect(open()).toEqual(['lines[2]', 'lines[3]'])
  })

  it('see steps of their own element only', () => {
    const desk = run([{ ...check, routes: { fine: { to: 'second' }, broken: { end: true } } }, aTask('second', { check: [{ text: 'fine', that: call('==', read('steps.check.outcome'), is('fine')) }] })], { lines: lines(2) })
    desk.ask('complete', { step: 'lines[0]/check', outcome: 'fine' })
    expect(desk.open()).toContain('lines[0]/second:task')
    expect(desk.ask('complete', { step: 'lines[0]/second' })).toHaveProperty('answer')
    expect(desk.ask('complete', { step: 'after/check' })).toMatchObject({ refused: 'unknown-step' })
    expect(desk.ask('complete', { step: 'lines[7]/check' })).toMatchObject({ refused: 'step-not-open' })
    expect(desk.open()).toEqual(['lines:inside', 'lines[1]/check:task'])
  })

  it('is done at once with an empty list', () => {
    const desk = run([check], { lines: [] })
    expect(desk.open()).toEqual(['after:task'])
    expect(results(desk)).toEqual([])
  })

  it('is a matter for the owner when the list is too long, or no list', () => {
    const long = run([check], { lines: lines(3) }, { most: 2 })
    expect(long.card()).toMatchObject({ problem: { code: 'list-too-long', message: '"lines" has 3 elements to run over and may have 2' } })
    expect(run([check], { lines: 'S0' }).card()).toMatchObject({ problem: { code: 'no-list' } })
    expect(run([check], {}).card()).toMatchObject({ problem: { code: 'unknown-value' } })
    const routed = run([check], { lines: lines(3) }, { most: 2, routes: { done: { to: 'after' }, failed: { finish: 'declined' } } })
    expect(routed.state().outcome).toBe('declined')
  })

  it('keeps the list as it was when the step began', () => {
    const order = (count: number) => ({ lines: lines(count) })
    const desk = openDesk(aPlan([...anEach('lines', [anAction('pay', { needs: ['order'], with: { of: read('element.line.sku') } })], { of: read('facts.order.lines'), needs: ['order'], atOnce: 1, routes: { done: { to: 'after' } } }), after], {
      facts: { order: { kind: 'from', action: 'shop.order', with: {}, freshForMs: 0, unknown: { do: 'stop' }, fields: [], needs: [] } },
    }))
    desk.fetched('order', order(2))
    desk.acted('shop.pay')
    expect(desk.open()).toEqual(['lines:inside', 'lines[1]/pay:acting'])
    desk.acted('shop.pay')
    expect(results(desk)).toMatchObject([{ line: { sku: 'S0' } }, { line: { sku: 'S1' } }])
  })

  it('runs over a long list of what needs nobody', () => {
    const desk = run([aTable('sort', { '*': 'left' }, { inputs: [] , rules: [{ tests: [], then: 'left', outputs: { sku: read('element.line.sku') } }], routes: { left: { to: 'again' } } }), aTable('again', { '*': 'ok' })], { lines: lines(400), kind: 'a' }, { most: 500 })
    expect(desk.open()).toEqual(['after:task'])
    expect((results(desk) as unknown[])[399]).toMatchObject({ outcome: 'ok', sort: { sku: 'S399' } })
    expect(desk.types()).not.toContain('exception_opened')
  })
})

describe('a list of which only some need to be done', () => {
  it('cancels the others, begun or not, and says so', () => {
    const desk = run([check], { lines: lines(4) }, { atOnce: 2, waitFor: 1 })
    desk.ask('complete', { step: 'lines[1]/check', outcome: 'fine' })
    expect(desk.open()).toEqual(['after:task'])
    expect(results(desk)).toMatchObject([{ outcome: 'cancelled' }, { outcome: 'fine' }, { outcome: 'cancelled' }, { outcome: 'cancelled' }])
    expect(desk.find('part_cancelled').map(({ detail }) => detail['part'])).toEqual(['0'])
  })

  it('takes back what the others did', () => {
    const desk = run([anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'check' } } }), check], { lines: lines(2) }, { waitFor: 1 })
    desk.acted('shop.pay')
    desk.acted('shop.pay')
    desk.ask('complete', { step: 'lines[0]/check', outcome: 'fine' })
    expect(desk.state().effects.map(({ id }) => id)).toEqual(['c1/lines[1]/pay/1/undo.shop.unpay/1'])
    desk.acted('shop.unpay')
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.state().undo.map(({ step }) => step)).toEqual(['lines[0]/pay'])
  })

  it('may need more than the list has: then all of it', () => {
    const desk = run([check], { lines: lines(1) }, { waitFor: 3 })
    desk.ask('complete', { step: 'lines[0]/check', outcome: 'fine' })
    expect(desk.open()).toEqual(['after:task'])
  })
})

describe('an element that was given up', () => {
  const failed = (change: Partial<EachStep> = {}) => {
    const desk = run([anAction('pay')], { lines: lines(2) }, change)
    desk.acted('shop.pay')
    desk.fails('shop.pay')
    desk.ask('settle', { step: 'lines[0]/pay', by: 'dana', choice: 'give_up' })
    return desk
  }

  it('fails the list; its owner runs it again, and only it', () => {
    const desk = failed()
    expect(desk.open()).toEqual(['lines:exception'])
    desk.ask('settle', { step: 'lines', by: 'dana', choice: 'retry' })
    expect(desk.open()).toEqual(['lines:inside', 'lines[0]/pay:acting'])
    desk.acted('shop.pay', { n: 3 })
    expect(results(desk)).toMatchObject([{ outcome: 'ok', pay: { n: 3, visits: 2 } }, { outcome: 'ok' }])
  })

  it('is told to the rest of the SOP when the list goes on as failed or by hand', () => {
    const routed = failed({ routes: { done: { to: 'after' }, failed: { to: 'after' } } })
    expect(results(routed)).toMatchObject([{ outcome: 'failed' }, { outcome: 'ok' }])
    const hand = failed()
    hand.ask('settle', { step: 'lines', by: 'dana', choice: 'done_by_hand', reference: 'T-1' })
    expect(hand.state().results['lines']).toMatchObject({ outcome: 'done', by: 'dana', outputs: { reference: 'T-1', results: [{ outcome: 'failed' }, { outcome: 'ok' }] } })
  })
})

describe('a list that is run again', () => {
  it('starts its counts afresh while visits go on', () => {
    const again = aTask('again', { outcomes: ['more', 'done'], routes: { more: { to: 'lines' }, done: { finish: 'done' } } })
    const desk = run([aTask('check', { atMost: 1, outcomes: ['fine', 'twice'], routes: { fine: { end: true }, twice: { to: 'check' }, too_often: { end: true } } })], { lines: lines(1) }, { routes: { done: { to: 'again' } } }, [again])
    desk.ask('complete', { step: 'lines[0]/check', outcome: 'twice' })
    expect(desk.open()).toEqual(['again:task'])
    desk.ask('complete', { step: 'again', outcome: 'more' })
    expect(desk.open()).toEqual(['lines:inside', 'lines[0]/check:task'])
    expect(desk.instance('lines[0]/check').visit).toBe(3)
  })
})

describe('lists in lists and branches in lists', () => {
  it('have paths of all that holds them', () => {
    const inner = anEach('parts', [aTask('look', { task: [read('element.line.sku'), read('element.part')] })], { name: 'part', of: read('element.line.parts') })
    const desk = run(inner, { lines: [{ sku: 'S0', parts: ['a', 'b'] }] })
    expect(desk.open()).toEqual(['lines:inside', 'lines[0]/parts:inside', 'lines[0]/parts[0]/look:task', 'lines[0]/parts[1]/look:task'])
    expect(desk.card()?.title).toBe('S0a')
    for (const part of [0, 1]) desk.ask('complete', { step: `lines[0]/parts[${part}]/look` })
    expect(results(desk)).toMatchObject([{ outcome: 'done', parts: { outcome: 'done', results: [{ part: 'a', look: { outcome: 'done' } }, { part: 'b' }] } }])
  })

  it('a loop inside an element does not count for the others', () => {
    const desk = run(aParallel('both', { one: [aTask('look')], two: [aTask('hear')] }), { lines: lines(2) })
    for (const step of ['look', 'hear']) for (const line of [0, 1]) desk.ask('complete', { step: `lines[${line}]/${step}` })
    expect(desk.open()).toEqual(['after:task'])
    expect(results(desk)).toMatchObject([{ outcome: 'done', look: { outcome: 'done' }, hear: {}, both: {} }, {}])
  })
})

describe('a `let` that reads a step of a list', () => {
  it('has its own value in every element', () => {
    const lets = { seen: { tree: read('steps.check.outcome'), steps: ['check'] } }
    const steps = [{ ...check, routes: { fine: { to: 'tell' }, broken: { to: 'tell' } } } as Step, anAction('tell', { with: { seen: read('lets.seen') } })]
    const desk = openDesk(aPlan([...anEach('lines', steps, { routes: { done: { to: 'after' } } }), after], { lets }), { event: { id: 'R-1', lines: lines(2) } })
    desk.ask('complete', { step: 'lines[0]/check', outcome: 'fine' })
    desk.ask('complete', { step: 'lines[1]/check', outcome: 'broken' })
    expect(desk.effects.map((effect) => effect.kind === 'act' && effect.with)).toEqual([{ seen: 'fine' }, { seen: 'broken' }])
  })
})

describe('a scenario with a list', () => {
  it('names inner steps by their paths and keeps them out of what was visited', () => {
    const plan = aPlan([...anEach('lines', [check], { routes: { done: { to: 'after' } } }), after])
    const complete = (outcome: string) => [{ kind: 'complete' as const, after: HOUR, outcome, form: {} }]
    const played = simulate(plan, anOrganisation(), {
      name: 'x', startsAt: START, trigger: 'shop.return', openedBy: 'shopify', event: { lines: lines(2) }, facts: {}, systems: {}, exceptions: {}, expect: {},
      people: { 'lines[0]/check': complete('fine'), 'lines[1]/check': complete('broken'), after: complete('done') },
    })
    expect(played).toMatchObject({ outcome: 'done', visited: ['lines', 'after'], visitedInside: ['lines[0]/check', 'lines[1]/check'], owners: { 'lines[0]/check': 'ana', after: 'ana' } })
  })
})
