import { describe, expect, it } from 'vitest'
import { aFact, anAction, aPlan, aTable, aTask, call, HOUR, is, read, START, usd } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

describe('a decision by table', () => {
  it('keeps the inputs it saw and the row that matched', () => {
    const desk = openDesk(aPlan([aTable('sort', { b: 'declined', a: 'done', '*': 'other' })]))
    expect(desk.find('decided')).toMatchObject([{ step: 'sort', actor: 'engine', detail: { inputs: { kind: 'a' }, rule: 2, outcome: 'done', because: 'kind is a' } }])
    expect(desk.state().results['sort']).toMatchObject({ outcome: 'done', outputs: { because: 'kind is a' } })
  })

  it('asks a person when no row fits, and when two fit and only one may', () => {
    expect(openDesk(aPlan([aTable('sort', { b: 'declined' })])).card()?.problem?.message).toBe('no row of "sort" fits')
    const both = aTable('sort', { a: 'done' }).rules
    const twice = aTable('sort', { a: 'done' }, { hit: 'unique', rules: [...both, ...both] })
    expect(openDesk(aPlan([twice])).card()?.problem?.message).toBe('rows 1 and 2 of "sort" both fit')
    expect(openDesk(aPlan([{ ...twice, hit: 'first' }])).state().outcome).toBe('done')
  })

  it('takes the row that tests nothing only when no other row fits, where one alone may', () => {
    const table = aTable('sort', { '*': 'declined', a: 'done' }, { hit: 'unique' })
    expect(openDesk(aPlan([table])).find('decided')).toMatchObject([{ detail: { rule: 2, outcome: 'done' } }])
  })

  it('collects all rows that fit', () => {
    const collect = aTable('sort', { a: 'x', '*': 'x' }, { hit: 'collect', routes: { matched: { finish: 'done' }, none: { finish: 'declined' } } })
    const desk = openDesk(aPlan([{ ...collect, rules: collect.rules.map(({ tests, outputs }) => ({ tests, outputs })) }]))
    expect(desk.state()).toMatchObject({ outcome: 'done', results: { sort: { outputs: { rows: [{ because: 'kind is a' }, { because: 'kind is *' }] } } } })
    expect(openDesk(aPlan([{ ...collect, rules: [] }])).state().outcome).toBe('declined')
  })

  it('reads an input that is not known as a reason to ask', () => {
    const desk = openDesk(aPlan([aTable('sort', { a: 'done' })]), { event: {} })
    expect(desk.card()).toMatchObject({ kind: 'exception', assignee: 'dana', problem: { code: 'unknown-value', message: '"event.kind" is not known', step: 'sort' } })
  })
})

describe('facts', () => {
  const chained = aPlan([anAction('pay', { needs: ['order', 'risk', 'total'] })], {
    facts: {
      order: aFact('shop.order'), total: { kind: 'is', tree: read('facts.order.value'), needs: ['order'] },
      risk: aFact('shop.risk', { with: { amount: read('facts.total') }, needs: ['total'] }),
    },
  })

  it('are read before the facts that are made from them, through computed ones too', () => {
    const desk = openDesk(chained)
    expect(desk.effects.map((effect) => effect.kind === 'fetch' && effect.fact)).toEqual(['order'])
    desk.fetched('order', { value: usd('9.00') })
    expect(desk.effects.at(-1)).toMatchObject({ kind: 'fetch', fact: 'risk', with: { amount: usd('9.00') } })
    desk.fetched('risk', { score: 5 })
    expect(desk.open()).toEqual(['pay:acting'])
  })

  it('are read side by side where they do not need each other, and each is asked for once', () => {
    const desk = openDesk(aPlan([anAction('pay', { needs: ['a', 'b'] })], { facts: { a: aFact('shop.a'), b: aFact('shop.b') } }))
    expect(desk.ids()).toEqual(['c1/pay/1/fact.a/1', 'c1/pay/1/fact.b/2'])
    desk.fetched('a', 1)
    expect(desk.effects).toHaveLength(2)
    desk.fetched('b', 2)
    expect(desk.state().facts).toEqual({ a: { value: 1, source: 'shop', at: START }, b: { value: 2, source: 'shop', at: START } })
  })

  it('are read again when a step begins and they are older than they may be', () => {
    const plan = aPlan([aTask('first', { needs: ['order'], routes: { done: { to: 'pay' } } }), anAction('pay', { needs: ['order'] })], { facts: { order: aFact('shop.order', { freshForMs: HOUR }) } })
    const fetches = (waited: number): number => {
      const desk = openDesk(plan)
      desk.fetched('order', {})
      desk.pass(waited)
      desk.ask('complete', { step: 'first' })
      return desk.effects.filter((effect) => effect.kind === 'fetch').length
    }
    expect([fetches(HOUR), fetches(HOUR + 1)]).toEqual([1, 2])
  })

  it('that nobody can read stop the step or take the value the SOP gives', () => {
    const plan = (unknown: { do: 'stop' } | { do: 'use'; value: number }) => aPlan([anAction('pay', { needs: ['risk'], with: { risk: read('facts.risk') } })], { facts: { risk: aFact('shop.risk', { unknown }) } })
    const stopped = openDesk(plan({ do: 'stop' }))
    stopped.fails('risk', 'timeout')
    expect(stopped.card()?.problem).toEqual({ code: 'timeout', message: 'risk said timeout', step: 'pay' })
    const used = openDesk(plan({ do: 'use', value: 3 }))
    used.fails('risk', 'timeout')
    expect(used.effects.at(-1)).toMatchObject({ kind: 'act', with: { risk: 3 } })
    expect(used.state().facts['risk']).toMatchObject({ source: 'the SOP' })
  })

  it('computed from each other in a long chain cost no more than their number', () => {
    const doubling = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f${n}`, { kind: 'is' as const, needs: [], tree: n === 0 ? is(0) : call('+', read(`facts.f${n - 1}`), read(`facts.f${n - 1}`)) }]))
    const lets = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`l${n}`, { steps: [], tree: n === 0 ? is(0) : call('+', read(`lets.l${n - 1}`), read(`lets.l${n - 1}`)) }]))
    const that = call('==', call('+', read('facts.f59'), read('lets.l59')), is(0))
    const desk = openDesk(aPlan([aTask('look', { check: [{ text: 'adds up', that }] })], { facts: doubling, lets }))
    expect(desk.ask('complete', { step: 'look' })).toHaveProperty('answer')
  })
})
