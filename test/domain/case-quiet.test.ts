import { describe, expect, it, test } from 'vitest'
import type { Plan } from '../../domain/plan.ts'
import { heldUntil, quietUntil } from '../../domain/quiet.ts'
import { simulate } from '../../domain/simulate.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { zoneOffsets } from '../../compiler/zone-offsets.ts'
import { aMessage, anAction, anOrganisation, aParallel, aPlan, elapsed, HOUR, inside, is, read, START } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'
import { aWait, tell } from './waits.ts'

const night = { from: 21 * 60, to: 32 * 60 }
const at = (iso: string): number => Date.parse(iso)
const offsets = (zone: string, around: string) => zoneOffsets(zone, at(around) - 40 * 24 * HOUR, at(around) + 40 * 24 * HOUR)
const held = (desk: Desk, until: number) => desk.apply({ type: 'held', effect: desk.effects.at(-1)!.id, until })

describe('quiet hours', () => {
  test.each([
    ['2026-11-20T20:59:59Z', undefined], ['2026-11-20T21:00:00Z', '2026-11-21T08:00:00Z'], ['2026-11-21T00:00:00Z', '2026-11-21T08:00:00Z'],
    ['2026-11-21T07:59:59Z', '2026-11-21T08:00:00Z'], ['2026-11-21T08:00:00Z', undefined],
  ])('of 21:00 to 08:00 hold what comes at %s until %s', (instant, until) => {
    expect(quietUntil(night, [[0, 0]], at(instant))).toBe(until === undefined ? undefined : at(until))
  })

  test('that lie within a day hold nothing outside of it', () => {
    const noon = { from: 12 * 60, to: 14 * 60 }
    expect([11, 12, 13, 14].map((hour) => quietUntil(noon, [[0, 0]], at('2026-11-20T00:00:00Z') + hour * HOUR))).toEqual([undefined, at('2026-11-20T14:00:00Z'), at('2026-11-20T14:00:00Z'), undefined])
  })

  test('end by the local clock in the nights in which it changes', () => {
    expect(quietUntil(night, offsets('America/Chicago', '2026-03-08T00:00:00Z'), at('2026-03-08T04:00:00Z'))).toBe(at('2026-03-08T13:00:00Z'))
    expect(quietUntil(night, offsets('America/Chicago', '2026-11-01T00:00:00Z'), at('2026-11-01T03:00:00Z'))).toBe(at('2026-11-01T14:00:00Z'))
  })

  test('are the customer\'s own where their zone is known, else the organisation\'s', () => {
    const organisation = { customerQuiet: night, zone: 'UTC', zones: { UTC: [[0, 0]] } } as const
    const tokyo = (zone: string) => (zone === 'Asia/Tokyo' ? [[0, 9 * HOUR]] as const : undefined)
    const noon = at('2026-11-20T12:00:00Z')
    expect(heldUntil(organisation, 'Asia/Tokyo', noon, tokyo)).toBe(at('2026-11-20T23:00:00Z'))
    for (const unknown of [undefined, 'Middle/Earth', 'constructor']) expect(heldUntil(organisation, unknown, noon, tokyo)).toBeUndefined()
    expect(heldUntil({ ...organisation, customerQuiet: undefined } as never, undefined, at('2026-11-20T23:00:00Z'), tokyo)).toBeUndefined()
  })
})

describe('a letter to the customer', () => {
  it('says that it may be held, with the customer\'s zone; a legal one and one to anybody else never are', () => {
    const quietOf = (plan: Plan, customer = {}) => openDesk(plan, { event: { id: 'R-1', customer: { email: 'cy@example.com', ...customer } } }).effects[0]
    expect(quietOf(aPlan([aMessage('tell')]), { zone: 'Asia/Tokyo' })).toMatchObject({ at: START, message: { quiet: { zone: 'Asia/Tokyo' } } })
    expect(quietOf(aPlan([aMessage('tell')]))).toMatchObject({ at: START, message: { quiet: {} } })
    const legal = aPlan([aMessage('tell')], { messages: { news: { en: { subject: ['News'], body: ['Hello'], kind: 'legal', slots: {} } } } })
    for (const plan of [legal, aPlan([aMessage('tell', { to: { kind: 'role', name: 'lead' } })]), aPlan([aMessage('tell', { to: { kind: 'address', tree: is('x@example.com') } })])]) {
      expect(quietOf(plan)).not.toHaveProperty('at')
      expect(quietOf(plan)).not.toHaveProperty('message.quiet')
    }
  })

  it('holds its step until the quiet hours are over, and leaves under the same key', () => {
    const desk = openDesk(aPlan([aMessage('tell')]))
    held(desk, START + 3 * HOUR)
    expect(desk.open()).toEqual(['tell:waiting'])
    expect(desk.summary().standing).toBe('Waits until the quiet hours of its recipient are over: Title of tell')
    desk.pass(3 * HOUR - 1)
    expect(desk.effects).toHaveLength(1)
    desk.pass(1)
    expect(desk.ids()).toEqual(['c1/tell/1/message.news/1', 'c1/tell/1/message.news/1'])
    expect(desk.effects[1]).toMatchObject({ at: START + 3 * HOUR, message: desk.effects[0]!.kind === 'send' ? desk.effects[0]!.message : {} })
    desk.sent()
    expect(desk.state()).toMatchObject({ outcome: 'done', closedAt: START + 3 * HOUR })
    expect(desk.types().filter((type) => type.startsWith('message'))).toEqual(['message_requested', 'message_held', 'message_sent'])
  })

  it('may be held again, and be answered once', () => {
    const desk = openDesk(aPlan([aMessage('tell')]))
    held(desk, START + HOUR)
    held(desk, START + 9 * HOUR)
    desk.pass(HOUR)
    held(desk, START + 2 * HOUR)
    desk.pass(HOUR)
    desk.sent()
    expect(desk.find('message_held').map(({ detail }) => detail['until'])).toEqual([START + HOUR, START + 2 * HOUR])
    expect(desk.state().outcome).toBe('done')
  })

  it('never leaves when the case is cancelled meanwhile, before it was held or after', () => {
    for (const early of [true, false]) {
      const desk = openDesk(aPlan([aMessage('tell')]))
      if (!early) held(desk, START + HOUR)
      desk.ask('cancel', { because: 'a mistake', by: 'dana' })
      if (early) held(desk, START + HOUR)
      expect(desk.state()).toMatchObject({ outcome: 'cancelled', open: [] })
      desk.pass(2 * HOUR)
      expect(desk.effects).toHaveLength(1)
    }
  })

  it('expires with its step\'s hard deadline', () => {
    const message = aMessage('tell', { deadline: { at: is(START + HOUR), needs: [] }, routes: { sent: { finish: 'done' }, expired: { finish: 'declined' } } })
    const before = openDesk(aPlan([message]))
    held(before, START + 3 * HOUR)
    before.pass(HOUR)
    expect(before.state()).toMatchObject({ outcome: 'declined', closedAt: START + HOUR })
    const after = openDesk(aPlan([message]))
    after.pass(2 * HOUR)
    held(after, START + 3 * HOUR)
    expect(after.state()).toMatchObject({ outcome: 'declined' })
  })

  it('is dropped in a branch that loses, and nothing waits for it', () => {
    const branches = aParallel('both', { told: [inside({ step: 'both', branch: 'told' }, aMessage('tell', { routes: { sent: { end: true } } }))], paid: [inside({ step: 'both', branch: 'paid' }, anAction('pay', { routes: { ok: { end: true } } }))] }, { waitFor: 1 })
    const desk = openDesk(aPlan(branches))
    desk.apply({ type: 'held', effect: desk.effects.find(({ kind }) => kind === 'send')!.id, until: START + HOUR })
    desk.acted('shop.pay')
    expect(desk.state()).toMatchObject({ outcome: 'done', open: [] })
  })

  it('reminds when the hours are over while its wait goes on, and not once that has ended', () => {
    const wait = aWait('parcel', { within: elapsed(9 * HOUR), remind: { after: [elapsed(HOUR)], message: 'news', to: { kind: 'customer' }, with: {} } })
    const patient = openDesk(aPlan([wait]))
    patient.pass(HOUR)
    held(patient, START + 4 * HOUR)
    expect(patient.open()).toEqual(['parcel:waiting'])
    patient.pass(3 * HOUR)
    expect(patient.effects).toHaveLength(2)
    patient.sent()
    expect(patient.find('message_sent')).toHaveLength(1)
    expect(tell(patient, 'carrier.scanned')).toBe(true)
    const over = openDesk(aPlan([wait]))
    over.pass(HOUR)
    held(over, START + 4 * HOUR)
    tell(over, 'carrier.scanned')
    over.pass(5 * HOUR)
    expect(over.effects).toHaveLength(1)
  })

  it('is held in a scenario as on an engine', () => {
    const organisation = anOrganisation({ customerQuiet: { from: 9 * 60, to: 12 * 60 } })
    const scenario = (zone?: string): Scenario => ({
      name: 'one', startsAt: START, trigger: 'shop.return', openedBy: 'shopify', facts: {}, systems: {}, people: {}, exceptions: {}, expect: {},
      event: { id: 'R-1', customer: { email: 'cy@example.com', ...(zone ? { zone } : {}) } }, zones: { 'Asia/Tokyo': [[0, 9 * HOUR]] },
    })
    expect(simulate(aPlan([aMessage('tell')]), organisation, scenario()).endedAt).toBe(START + 2 * HOUR)
    expect(simulate(aPlan([aMessage('tell')]), organisation, scenario('Asia/Tokyo')).endedAt).toBe(START)
  })
})

describe('the language of a letter', () => {
  const template = (body: string) => ({ subject: ['News'], body: [body], kind: 'service', slots: {} }) as const
  const plan = aPlan([aMessage('tell')], { locale: 'en', customer: read('event.customer'), messages: { news: { 'de-AT': template('Servus'), de: template('Hallo'), en: template('Hello') } } })

  test.each([['de-AT', 'de-AT'], ['de-CH', 'de'], ['de', 'de'], ['fr', 'en'], [undefined, 'en'], ['constructor', 'en']])('of a customer of %s is %s', (locale, used) => {
    const desk = openDesk(plan, { event: { id: 'R-1', customer: { email: 'cy@example.com', ...(locale ? { locale } : {}) } } })
    expect(desk.effects[0]).toMatchObject({ message: { locale: used } })
  })
})
