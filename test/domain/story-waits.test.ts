import { describe, expect, it } from 'vitest'
import { openCase } from '../../domain/case.ts'
import { isMinor, sentence } from '../../domain/story.ts'
import { aPlan, aTask, elapsed, HOUR, is, START } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'
import { awaited, aWait, tell } from './waits.ts'

const story = (desk: Desk): readonly string[] => desk.events.filter((event) => !isMinor(event)).map(sentence)

describe('the story of a case', () => {
  it('tells what it waited for, what came, and what opened it again', () => {
    const plan = aPlan([
      aWait('parcel', { title: 'The parcel', within: elapsed(HOUR), pauseOn: ['customer'], routes: { came: { to: 'look' }, timeout: { finish: 'expired' } } }), aTask('look', { task: ['Look at it'] }),
    ], {
      sla: elapsed(9 * HOUR), pauses: { customer: { within: elapsed(9 * HOUR) } }, reopen: [{ ...awaited('carrier.scanned'), after: [], within: elapsed(HOUR), at: 'parcel' }],
      atAnyTime: [{ ...awaited('bank.disputed'), then: { route: { finish: 'frozen' }, undo: true } }],
    })
    const desk = openDesk(plan)
    desk.pass(HOUR)
    tell(desk, 'carrier.scanned')
    tell(desk, 'carrier.scanned')
    tell(desk, 'bank.disputed')
    expect(story(desk)).toEqual([
      'The shopify connection opened the case: A hand-made SOP',
      'The parcel waits for carrier.scanned',
      'The clock of the case stands still: customer',
      'The parcel: nothing came in time',
      'The case ended: expired',
      'carrier.scanned opened the case again, which had ended: expired',
      'The parcel waits for carrier.scanned',
      'The clock of the case stands still: customer',
      'carrier.scanned came for The parcel: came',
      'Look at it began',
      'The clock of the case goes on',
      'Look at it went to ana: first in the role "clerk"',
      'bank.disputed ended what the case was doing, and what was done is taken back',
      'The case ended: frozen',
    ])
  })

  it('names another system that opened it with a token of its own as what it is, in older records too', () => {
    const opened = (actor: string, trigger: string) => sentence({ type: 'case_opened', at: START, actor, detail: { title: 'A return', trigger } })
    expect(opened('integration:erp', 'manual')).toBe('The integration erp opened the case: A return')
    expect(opened('person:integration:erp', 'manual')).toBe('The integration erp opened the case: A return')
    expect(opened('integration:shopify', 'shopify.return_requested')).toBe('The shopify connection opened the case: A return')
    expect(opened('person:ana', 'manual')).toBe('ana opened the case: A return')
    const by = (openedBy: string) => openCase({ caseId: 'c', key: 'k', plan: aPlan([aTask('look')]), trigger: 'manual', openedBy, event: {}, windable: false }, START).events[0]?.actor
    expect(by('integration:erp')).toBe('integration:erp')
    expect(by('ana')).toBe('person:ana')
  })

  it('who was refused in Slack is not taken for Evenkeel', () => {
    expect(sentence({ type: 'refused', at: START, actor: 'slack:U09PAT', via: 'slack', detail: { code: 'other-workspace', message: 'you belong to another workspace' } })).toBe('The Slack user U09PAT was refused: you belong to another workspace')
  })

  it('tells of deadlines', () => {
    const deadline = { at: is(START + 2 * HOUR), needs: [], actBefore: elapsed(HOUR) }
    const desk = openDesk(aPlan([aTask('look', { task: ['Report it'], sla: { finish: elapsed(8 * HOUR) }, deadline, routes: { done: { finish: 'done' }, expired: { finish: 'expired' } } })]))
    desk.pass(2 * HOUR)
    expect(story(desk).slice(-4)).toEqual(['The deadline of Report it comes near', 'Reminded ana of Report it', 'The deadline of Report it has passed', 'The case ended: expired'])
    const whole = openDesk(aPlan([aTask('look', { sla: { finish: elapsed(8 * HOUR) } })], { deadline: { ...deadline, then: { route: { finish: 'expired' }, undo: false } } }))
    whole.pass(2 * HOUR)
    expect(story(whole).slice(-4)).toEqual(['The deadline of the case comes near', 'Reminded dana of the case', 'The deadline of the case has passed', 'The case ended: expired'])
  })
})
