import { expect, it } from 'vitest'
import { createLedger } from '../../../adapters/postgres/ledger.ts'
import { createMoneySwitch } from '../../../adapters/postgres/money-switch.ts'
import type { Payment } from '../../../domain/limits.ts'
import type { Money } from '../../../domain/money.ts'
import { databaseLab } from './lab.ts'

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
