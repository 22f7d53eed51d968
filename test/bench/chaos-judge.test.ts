import { describe, expect, it } from 'vitest'
import { outOfBalance } from '../../bench/chaos/judge/balance.ts'
import type { Books, Mail } from '../../bench/chaos/judge/books.ts'
import { lostAmong, tooMany, type CaseRow } from '../../bench/chaos/judge/cases.ts'
import { climbsNotOnce } from '../../bench/chaos/judge/climbs.ts'
import { doneTwice } from '../../bench/chaos/judge/effects.ts'

const books = (more: { readonly stripe?: Partial<Books['stripe']>; readonly easypost?: Partial<Books['easypost']>; readonly ledger?: Books['ledger'] } = {}): Books => ({
  stripe: { refunds: [], disputes: [], ...more.stripe }, shop: { refunds: [], drafts: [], adjustments: [], returns: [], orders: [], fulfilments: [] },
  easypost: { shipments: [], claims: [], ...more.easypost }, planning: [], mails: [], ledger: more.ledger ?? [], untaken: [],
})
const refund = (id: string, caseId: string, status = 'succeeded') => ({ id, amount: 1_200, charge: 'ch_1', status, metadata: { case_id: caseId, effect: `${caseId}/pay/1/refund.pay/1` } })
const line = (reference: string, amount = '12.00') => ({ key: `C1/note/1/ledger.note/${reference}`, caseId: 'C1', amount, because: 'return', order: '', reference })
const aCase = (more: Partial<CaseRow> = {}): CaseRow => ({ caseId: 'C1', sop: 'refund-approval', key: 'K1', state: 'closed', outcome: 'approved_paid', standing: '', openSteps: [], ...more })
const opened = { sop: 'refund-approval', key: 'K1', orderId: 'O1', orderName: '#C1' }

describe('the oracle of chaos', () => {
  it('finds money that was paid twice by one case, and not what came back and was paid again', () => {
    expect(doneTwice(books({ stripe: { refunds: [refund('re_1', 'C1'), refund('re_2', 'C1')] } }))).toEqual(['Stripe paid one case 2 times: C1 of ch_1'])
    expect(doneTwice(books({ stripe: { refunds: [refund('re_1', 'C1', 'failed'), refund('re_2', 'C1')] } }))).toEqual([])
  })

  it('finds a label that was bought twice', () => {
    const label = (id: string, postage: object | null) => ({ id, reference: 'ek-1', postage_label: postage })
    expect(doneTwice(books({ easypost: { shipments: [label('shp_1', {}), label('shp_2', {})] } }))).toHaveLength(1)
    expect(doneTwice(books({ easypost: { shipments: [label('shp_1', {}), label('shp_2', null)] } }))).toEqual([])
  })

  it('finds payments that finance does not know, knows otherwise, or knows alone', () => {
    const offBy = (ledger: Books['ledger'], refunds = [refund('re_1', 'C1')]) => outOfBalance(books({ stripe: { refunds }, ledger }), [aCase()], [opened], new Set()).length
    expect([offBy([line('re_1')]), offBy([]), offBy([line('re_1', '11.00')]), offBy([line('re_1'), line('re_1')]), offBy([line('re_9')], [])]).toEqual([0, 1, 1, 1, 1])
  })

  it('finds half of a pair, unless somebody took the blame', () => {
    const dispute = aCase({ sop: 'chargeback', key: 'du_1', outcome: 'won' })
    expect(outOfBalance(books(), [dispute], [], new Set())).toEqual(['chargeback du_1 (won): held, reserve booked: 1 and 0'])
    expect(outOfBalance(books(), [dispute], [], new Set(['C1']))).toEqual([])
  })

  it('finds what was told and has no case, has two, or one that nobody asked for, and a case that stands still', () => {
    expect([lostAmong([opened], []), tooMany([opened], [aCase(), aCase({ caseId: 'C2' })]), tooMany([], [aCase()])].map(({ length }) => length)).toEqual([1, 1, 1])
    expect(lostAmong([opened], [aCase({ state: 'open' })])).toHaveLength(1)
    const waits = { step: 'goods', phase: 'waiting', assignee: null }
    expect(lostAmong([opened], [aCase({ state: 'open', openSteps: [waits] })])).toEqual([])
  })

  it('finds a level that told twice or nobody, and a mail that came again without saying so', () => {
    const climb = { caseId: 'C1', step: 'approve', instance: 'approve', level: 2, at: 1_000, to: ['dana'] }
    const sent = { caseId: 'C1', headline: 'Approve was escalated to you (level 2)', state: 'sent', reference: '<m1>' }
    const mail = (text = ''): Mail => ({ messageId: '<m1>', to: ['dana@harbour.example'], subject: '', text, headers: { 'x-sop-case': 'C1' } })
    const wrong = (climbs: readonly (typeof climb)[], messages: readonly (typeof sent)[], mails: readonly Mail[]): number => climbsNotOnce({ climbs, sent: messages, waived: new Set() }, mails).length
    expect(wrong([climb], [sent], [mail()])).toBe(0)
    expect(wrong([climb, { ...climb, at: 2_000 }], [sent], [mail()])).toBe(1)
    expect([wrong([climb], [], []), wrong([climb], [sent], []), wrong([climb], [sent], [mail(), mail()])]).toEqual([1, 1, 1])
    expect(wrong([climb], [sent], [mail(), mail('You may have had this mail before: it was not clear whether it had arrived.')])).toBe(0)
  })
})
