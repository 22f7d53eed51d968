import { expect, it } from 'vitest'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { createLedger } from '../../../adapters/postgres/ledger.ts'
import { createMoneySwitch } from '../../../adapters/postgres/money-switch.ts'
import type { Payment } from '../../../domain/limits.ts'
import type { Money } from '../../../domain/money.ts'
import { databaseLab, rows } from './lab.ts'

const usd = (amount: string): Money => ({ amount, currency: 'USD' })
const asked = (amount: Money, change: Partial<Payment> = {}): Payment => ({
  amount, approved: ['dana'], actions: ['shopify.refund'], limits: [{ perCase: usd('100.00'), perDay: usd('250.00'), perPersonDay: usd('200.00') }],
  authority: [usd('500.00')], dayFrom: 0, ...change,
})
const paying = (key: string, payment: Payment, caseId = key) => ({ key, caseId, action: 'shopify.refund', input: { amount: { ...payment.amount } }, money: true, payment })

it('keeps fifty payments at once together within the limit of the day, and exactly as many succeed as fit', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)

  const states = await Promise.all(Array.from({ length: 50 }, (_, n) => ledger.begin(paying(`C${n}/pay`, asked(usd('20.00'), { approved: [] })))))

  expect(states.filter(({ state }) => state === 'fresh')).toHaveLength(12)
  expect(states.filter(({ state }) => state === 'over-limit')).toHaveLength(38)
})

it('counts a case, a person and a day, what was refused not, and an equal amount as within', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  const state = async (key: string, payment: Payment, caseId: string) => (await ledger.begin(paying(key, payment, caseId))).state

  expect(await state('a', asked(usd('100.00')), 'A')).toBe('fresh')
  expect(await ledger.begin(paying('a2', asked(usd('0.01')), 'A'))).toMatchObject({ state: 'over-limit', message: expect.stringContaining('of one case') })
  expect(await state('b', asked(usd('100.00')), 'B')).toBe('fresh')
  expect(await ledger.begin(paying('c', asked(usd('0.01')), 'C'))).toMatchObject({ state: 'over-limit', message: expect.stringContaining('of one day of dana') })
  expect(await state('c', asked(usd('50.00'), { approved: ['sam'] }), 'C')).toBe('fresh')
  expect(await ledger.begin(paying('d', asked(usd('0.01'), { approved: ['sam'] }), 'D'))).toMatchObject({ state: 'over-limit', message: expect.stringContaining('of one day: ') })
  await ledger.refuse('c', 'declined', 'no')
  expect(await state('d', asked(usd('50.00'), { approved: ['sam'] }), 'D')).toBe('fresh')
  expect(await state('a', asked(usd('100.00')), 'A')).toBe('unknown')
})

it('refuses what is more than its approver may approve, in another currency too, and what is no amount', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  for (const payment of [
    asked(usd('500.01'), { limits: [] }), asked({ amount: '1', currency: 'JPY' }, { limits: [] }), asked(usd('0.00')), asked(usd('-1.00')), asked(usd('1.001')),
    asked({ amount: '1', currency: 'JPY' }, { approved: [] }), asked(usd('1.00'), { authority: [] }),
  ])
    expect(await ledger.begin(paying('k', payment))).toMatchObject({ state: 'over-limit' })
  expect(await ledger.find('k')).toBeUndefined()
})

it('holds a payment that nothing limits any more, keeps nothing of it, and lets the same one go once there is a limit', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  for (const payment of [asked(usd('5.00'), { limits: [] }), asked(usd('5.00'), { limits: [{}] }), asked(usd('5.00'), { limits: [{ perPersonDay: usd('200.00') }], approved: [] })])
    expect(await ledger.begin(paying('k', payment))).toMatchObject({ state: 'over-limit', message: expect.stringContaining('nothing limits how much may be paid') })
  expect(await ledger.find('k')).toBeUndefined()
  expect(await ledger.begin(paying('k', asked(usd('5.00'))))).toMatchObject({ state: 'fresh' })
})

it('lets no payment begin or go on while somebody has stopped them, and keeps who did and why', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  const pause = createMoneySwitch(lab)
  await ledger.begin(paying('a', asked(usd('5.00'))))
  await pause.set(true, 'ines', 'The bank called')

  expect(await ledger.begin(paying('a', asked(usd('5.00'))))).toEqual({ state: 'stopped', message: 'ines has stopped all payments: The bank called' })
  expect(await ledger.begin(paying('b', asked(usd('5.00'))))).toMatchObject({ state: 'stopped' })
  expect(await ledger.stopped?.()).toContain('The bank called')

  await pause.set(false, 'olu', 'It was a drill')
  expect(await ledger.begin(paying('a', asked(usd('5.00'))))).toMatchObject({ state: 'unknown' })
  expect(await ledger.begin(paying('b', asked(usd('5.00'))))).toMatchObject({ state: 'fresh' })
  expect(await pause.history()).toMatchObject([{ stopped: false, by: 'olu', because: 'It was a drill' }, { stopped: true, by: 'ines' }])
})

it('a payment that comes back days later is no longer paid: it is corrected in the ledger, counts toward no limit, and is not paid again under its key', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  const begin = async (key: string) => (await ledger.begin({ ...paying(key, asked(usd('100.00'), { actions: ['stripe.refund'] }), 'A'), action: 'stripe.refund' })).state
  expect(await begin('A/pay/1')).toBe('fresh')
  await ledger.finish('A/pay/1', { reference: 're_1' }, 're_1')
  expect(await begin('A/pay/2')).toBe('over-limit')

  const came = (name: string, reference: string): Promise<unknown> =>
    createInbox(lab).store({ source: 'stripe', deliveryId: `${name} ${reference}`, eventId: `${name} ${reference}`, topic: 'refund.failed', body: '{}', event: { name, fields: { refund_id: reference, order_id: 'O-1' } } })
  // Of another refund, of another provider, and of one that only moved on.
  for (const [name, reference] of [['stripe.refund_failed', 're_2'], ['shopify.refund_failed', 're_1'], ['stripe.refund_updated', 're_1']] as const) await came(name, reference)
  expect(await begin('A/pay/2')).toBe('over-limit')
  await came('stripe.refund_failed', 're_1')

  expect(await rows(lab, 'select key, state, came_back_at is not null as back from effect')).toEqual([{ key: 'A/pay/1', state: 'done', back: true }])
  expect(await begin('A/pay/2')).toBe('fresh')
  expect(await begin('A/pay/1')).toBe('done')
})

it('no payment begins after somebody has stopped them while hundreds are under way, and none of them is lost', { timeout: 60_000 }, async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  const pause = createMoneySwitch(lab)
  const wide = { limits: [{ perCase: usd('100.00') }], approved: [] }
  let stoppedAt = Infinity
  const late: string[] = []
  const held: string[] = []
  const clerk = async (n: number): Promise<void> => {
    for (let nth = 0; nth < 40; nth++) {
      const key = `C${n}.${nth}/pay`
      const began = performance.now()
      const { state } = await ledger.begin(paying(key, asked(usd('1.00'), wide)))
      if (state === 'stopped') held.push(key)
      else if (began > stoppedAt) late.push(key)
    }
  }
  const clerks = Array.from({ length: 8 }, (_, n) => clerk(n))
  const asking = performance.now()
  await pause.set(true, 'ines', 'A drill')
  stoppedAt = performance.now()
  expect(stoppedAt - asking).toBeLessThan(5_000)
  await Promise.all(clerks)
  expect(late).toEqual([])
  expect(held.length).toBeGreaterThan(0)

  await pause.set(false, 'olu', 'It was a drill')
  for (const key of held) expect(await ledger.begin(paying(key, asked(usd('1.00'), wide)))).toMatchObject({ state: 'fresh' })
  expect(await rows(lab, 'select count(*)::int as payments from effect')).toEqual([{ payments: 320 }])
  expect(await pause.history()).toMatchObject([{ stopped: false, by: 'olu', because: 'It was a drill' }, { stopped: true, by: 'ines' }])
})
