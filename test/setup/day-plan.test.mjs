import { describe, expect, it } from 'vitest'
import { inflateSync } from 'node:zlib'
import { dayOf, endOf } from '../../scripts/demo/day/plan.mjs'
import { pictureOf } from '../../scripts/demo/day/picture.mjs'
import { filled, isSend } from '../../scripts/demo/day/story.mjs'
import { dayInWords } from '../../scripts/demo/day/send.mjs'

const day = '2026-11-23'
/** @param {number} seed */
const storiesOf = (seed) => {
  const { first, rest } = dayOf(seed, day)
  return [first, ...rest]
}

describe('the demo’s day', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(dayOf(7, day)).toEqual(dayOf(7, day))
    expect(dayOf(8, day)).not.toEqual(dayOf(7, day))
  })

  it('has all that happens at a shop, and leaves cases closed, waiting, escalated and with somebody', () => {
    const stories = storiesOf(1)
    expect(new Set(stories.map(({ sop }) => sop))).toEqual(new Set([
      'returns-standard', 'return-damaged-photo-evidence', 'refund-approval', 'goodwill-refund', 'reroute-address-change', 'reroute-carrier-exception', 'backup-location-reroute',
      'supplier-delay', 'stock-discrepancy-oversell', 'lost-in-transit-claim', 'chargeback',
    ]))
    for (const end of ['closed', 'open', 'waits', 'escalated']) expect(stories.filter(({ ends }) => endOf(ends) === end).length, end).toBeGreaterThanOrEqual(4)
  })

  it('tells things again and in the wrong order, from every system', () => {
    const sends = storiesOf(1).flatMap(({ acts }) => acts).filter(isSend)
    expect(new Set(sends.map(({ to }) => to))).toEqual(new Set(['shop', 'stripe', 'easypost', 'zendesk', 'planning']))
    expect(new Set(sends.filter(({ repeats }) => repeats).map(({ to }) => to))).toEqual(new Set(['shop', 'stripe', 'easypost', 'zendesk']))
    expect(sends.filter(({ reversed }) => reversed).length).toBeGreaterThanOrEqual(2)
  })

  it('keeps prices where the way that a story goes needs them, whatever the seed', () => {
    const priced = Array.from({ length: 40 }, (_, seed) => storiesOf(seed + 1)).flat()
      .flatMap(({ title, acts }) => acts.filter(isSend).filter(({ what }) => what === 'orders').map(({ body }) => ({ title, price: Number(/** @type {{ lines: { price: string }[] }} */ (body).lines[0]?.price) })))
    /** @param {string} title */
    const prices = (title) => priced.filter((one) => one.title === title).map(({ price }) => price)
    expect(Math.max(...prices('too cheap to send back'))).toBeLessThanOrEqual(20)
    expect(Math.max(...prices('an unwanted piece is as new'))).toBeLessThanOrEqual(100)
    expect(Math.min(...prices('an expensive one'))).toBeGreaterThanOrEqual(300)
    expect([Math.min(...prices('damaged, with photographs')), Math.max(...prices('damaged, with photographs'))]).toEqual([expect.toSatisfy((low) => low >= 24), expect.toSatisfy((high) => high < 30)])
  })

  it('names nothing that was not told before', () => {
    for (const { title, acts, key } of storiesOf(3)) {
      const names = new Set()
      for (const act of acts) {
        for (const [, name] of JSON.stringify(act).matchAll(/\$(\w+)\./g)) expect(names, title).toContain(name)
        if (isSend(act) && act.as !== undefined) names.add(act.as)
      }
      for (const [, name] of key.matchAll(/\$(\w+)\./g)) expect(names, title).toContain(name)
    }
  })
})

describe('a story', () => {
  it('is filled in with what was answered before, the digits of an id alone where they are asked for', () => {
    const known = { order: { id: 'gid://shopify/Order/59', customer: { email: 'ada@example.com' } }, ticket: { ticket: 88213 } }
    expect(filled({ to: '$order.customer.email', reference: '$order.id#', list: ['$ticket.ticket'], price: '$12.50', left: 3 }, known))
      .toEqual({ to: 'ada@example.com', reference: '59', list: ['88213'], price: '$12.50', left: 3 })
    expect(() => filled('$order.name', known)).toThrow('nothing was answered as "$order.name"')
  })

  it('is told with where to look, and with what went another way', () => {
    const [one, two] = storiesOf(1)
    if (one === undefined || two === undefined) throw new Error('a day has two stories')
    const lines = dayInWords([{ story: one, caseId: 'C1', label: '#2050' }, { story: two, problem: 'it stands elsewhere' }], { api: 'http://127.0.0.1:3000', mailbox: 'http://127.0.0.1:8025', slack: 'http://127.0.0.1:4030' })
    expect(lines.join('\n')).toContain('#2050')
    expect(lines.join('\n')).toContain('http://127.0.0.1:3000/cases/C1')
    expect(lines.at(-1)).toContain('it stands elsewhere')
  })
})

it('draws a picture of its own for each photograph', () => {
  const [first, second] = [pictureOf(1), pictureOf(2)]
  expect(first.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  expect(first.equals(second)).toBe(false)
  const at = first.indexOf('IDAT')
  expect(inflateSync(first.subarray(at + 4, at + 4 + first.readUInt32BE(at - 4)))).toHaveLength(240 * (1 + 320 * 3))
})
