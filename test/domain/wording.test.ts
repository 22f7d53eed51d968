import { describe, expect, it } from 'vitest'
import { canonical, own } from '../../domain/json.ts'
import { fill, wording } from '../../domain/template.ts'
import { manualKey, matchTrigger } from '../../domain/trigger.ts'
import { aField, aPlan, aTask, call, has, is, local, read, usd } from '../harness/plans.ts'

const scope = { zoneOffsets: [], read: ([name = '']: readonly string[]) => own({ paid: usd('15.00'), order: 'O-1' }, name) }

describe('a template', () => {
  it('puts values in as a shop writes them', () => {
    expect(fill(['Order ', read('order'), ' is paid: ', read('paid'), '.'], scope)).toBe('Order O-1 is paid: 15.00 USD.')
    expect([true, false, null, 3, ['a', 2, usd('1.00')], { a: 1 }].map(wording)).toEqual(['yes', 'no', '', '3', 'a, 2, 1.00 USD', '{"a":1}'])
  })

  it('puts values in and never reads them as a template again', () => {
    expect(fill([local('slot')], scope, { slot: '{{ paid }}' })).toBe('{{ paid }}')
  })

  it('lets no value turn the text around it, and writes Arabic and Hebrew as they are', () => {
    expect(fill(['Pay ', local('name'), ' now'], scope, { name: 'a\u202Egnp.exe\u2067 \u0645\u0631\u062D\u0628\u0627' })).toBe('Pay a gnp.exe  \u0645\u0631\u062D\u0628\u0627 now')
  })

  it('faults on a value that is not known', () => expect(() => fill([read('gone')], scope)).toThrow('"gone" is not known'))
})

describe('the same text for equal values', () => {
  it('does not depend on the order of keys', () => {
    expect(canonical({ b: [1, { d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":null,"d":1}]}')
    expect(canonical({ a: 1, b: 2 })).toBe(canonical({ b: 2, a: 1 }))
  })
})

describe('a trigger', () => {
  const plan = aPlan([aTask('t')], {
    parameters: { shop: { value: 'main', type: 'text', owner: 'lead' } },
    triggers: [
      { kind: 'event', on: 'shop.return', if: call('==', read('event.shop'), read('parameters.shop')), key: read('event.id') },
      { kind: 'event', on: 'shop.return', if: has('event.fallback'), key: is('fallback') },
      { kind: 'manual', roles: ['lead'], form: [aField('order')], key: read('event.order') },
    ],
  })

  it('opens a case under the key of the first that fits', () => {
    expect(matchTrigger(plan, 'shop.return', { id: 7, shop: 'main' })).toEqual({ key: '7' })
    expect(matchTrigger(plan, 'shop.return', { id: 7, shop: 'other', fallback: true })).toEqual({ key: 'fallback' })
  })

  it('opens none for another event or another shop', () => {
    expect(matchTrigger(plan, 'shop.order', { id: 7, shop: 'main' })).toBe('no-match')
    expect(matchTrigger(plan, 'shop.return', { id: 7, shop: 'other' })).toBe('no-match')
  })

  it('says what is missing instead of opening a case without a key', () => {
    expect(matchTrigger(plan, 'shop.return', { shop: 'main' })).toEqual({ problem: '"event.id" is not known' })
    expect(matchTrigger(plan, 'shop.return', { id: '', shop: 'main' })).toEqual({ problem: 'the key is empty' })
    expect(matchTrigger(plan, 'shop.return', {})).toEqual({ problem: '"event.shop" is not known' })
  })

  it('opens a case by hand under the key of its form', () => {
    expect(manualKey(plan, { order: 'O-1' })).toEqual({ key: 'O-1' })
    expect(manualKey(plan, {})).toEqual({ problem: '"event.order" is not known' })
    expect(manualKey(aPlan([aTask('t')]), {})).toBe('no-match')
  })
})
