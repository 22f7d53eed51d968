import { describe, expect, it } from 'vitest'
import { holdings } from '../../console/src/logic/holders.ts'
import { namesFor } from '../../console/src/logic/people.ts'
import { titlesIn, withNames } from '../../console/src/logic/sentences.ts'
import { aLine, at, NOW, people } from './fake-data.ts'

const MINUTE = 60_000
const step = 'inspect'
const minutes = (story: Parameters<typeof holdings>[0], until: number) =>
  holdings(story, NOW + until * MINUTE).map(({ who, from, to }) => [who, (from - NOW) / MINUTE, (to - NOW) / MINUTE])

describe('who held a case', () => {
  it('goes from Evenkeel to whom it is assigned, to who takes it, and back when it is finished', () => {
    const story = [
      aLine(0, 'case_opened', ''), aLine(2, 'assigned', '', { step, detail: { to: ['ana'] } }),
      aLine(10, 'acknowledged', '', { step, actor: 'person:bo' }), aLine(30, 'completed', '', { step, actor: 'person:bo' }),
    ]

    expect(minutes(story, 35)).toEqual([[null, 0, 2], ['ana', 2, 10], ['bo', 10, 30], [null, 30, 35]])
  })

  it('stays with the assignee who gives it back, until somebody else gets it', () => {
    const story = [
      aLine(0, 'assigned', '', { step, detail: { to: ['ana'] } }), aLine(1, 'acknowledged', '', { step, actor: 'person:ana' }),
      aLine(5, 'released', '', { step, actor: 'person:ana' }), aLine(9, 'assigned', '', { step, detail: { to: ['cleo'], ownerBefore: 'ana' } }),
    ]

    expect(minutes(story, 10)).toEqual([['ana', 0, 9], ['cleo', 9, 10]])
  })

  it('ends with the case', () => {
    const story = [aLine(0, 'assigned', '', { step, detail: { to: ['ana'] } }), aLine(3, 'case_closed', '')]

    expect(minutes(story, 3)).toEqual([['ana', 0, 3]])
    expect(holdings([], NOW)).toEqual([])
  })
})

describe('a line of a story', () => {
  it('has names where the record has the ids of those it is about, and leaves other words alone', () => {
    const line = aLine(0, 'assigned', 'bo went to ana: ana is first, says bobby@bo.test', { detail: { to: ['ana'] } })

    expect(withNames(line, people)).toBe('bo went to Ana: Ana is first, says bobby@bo.test')
    expect(namesFor(['bo'], 'goes to bo, bo-2 and bo@shop.test', people)).toBe('goes to Bo, bo-2 and bo@shop.test')
  })

  it('says the step’s title where the record has only its id, and an action as people say it', () => {
    const story = [
      aLine(0, 'step_started', 'Receive the parcel began', { step, detail: { title: 'Receive the parcel' } }),
      aLine(1, 'assigned', 'inspect went to ana: first', { step, detail: { to: ['ana'] } }),
      aLine(2, 'effect_done', 'shopify.approve_return is done', { detail: { action: 'shopify.approve_return' } }),
    ]
    const titles = titlesIn(story)

    expect(story.map((line) => withNames(line, people, titles.get(line.step ?? '')))).toEqual([
      'Receive the parcel began', 'Receive the parcel went to Ana: first', 'Approve return (shopify) is done',
    ])
    expect(story[0]?.at).toBe(at(0))
  })

  it('says whom news comes from and what came, and leaves keys that are for machines to where they belong', () => {
    const key = 'D7T55C78MP/reserve/1/ledger.note/1'
    const events = 'supplier_portal.po_line_arrived, supplier_portal.po_line_update, shop_page.delay_answered'
    const story = [
      aLine(0, 'case_opened', 'The supplier_portal connection opened the case: Late', { actor: 'integration:supplier_portal' }),
      aLine(1, 'effect_done', `ledger.note is done (${key})`, { detail: { action: 'ledger.note', reference: key } }),
      aLine(2, 'effect_done', 'shopify.tag is done (ref_shopify.tag)', { detail: { action: 'shopify.tag', reference: 'ref_shopify.tag' } }),
      aLine(3, 'waiting', `The goods waits for ${events}`, { detail: { events: events.split(', ') } }),
      aLine(4, 'arrived', 'supplier_portal.po_replied came for The answer: came', { detail: { event: 'supplier_portal.po_replied' } }),
    ]
    expect(story.map((line) => withNames(line, people))).toEqual([
      'The supplier portal connection opened the case: Late', 'Note (ledger) is done', 'Tag (shopify) is done (ref_shopify.tag)',
      'The goods waits for news from supplier portal or shop page', 'Po replied (supplier portal) came for The answer: came',
    ])
  })
})
