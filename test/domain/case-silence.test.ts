import { describe, expect, it } from 'vitest'
import { elapsed, HOUR, aPlan, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'
import { awaited, aWait, hasStatus, tell } from './waits.ts'

const quiet = (within?: number) => aPlan([aWait('quiet', {
  wait: { for: 'silence', of: awaited('alarm.rang', { if: hasStatus('loud') }), lasting: elapsed(4 * HOUR) }, ...(within === undefined ? {} : { within: elapsed(within) }),
})])

describe('a wait for silence', () => {
  it('is over when nothing came for so long', () => {
    const desk = openDesk(quiet())
    expect(desk.summary().standing).toBe('Waits until nothing more comes: Title of quiet')
    desk.pass(4 * HOUR)
    expect(desk.state()).toMatchObject({ outcome: 'silent', closedAt: START + 4 * HOUR })
  })

  it('begins anew with each event, and not with one that is not meant', () => {
    const desk = openDesk(quiet())
    desk.pass(3 * HOUR)
    expect(tell(desk, 'alarm.rang', { status: 'loud' })).toBe(true)
    desk.pass(3 * HOUR)
    expect(tell(desk, 'alarm.rang', { status: 'faint' })).toBe(false)
    expect(tell(desk, 'alarm.rang', { status: 'loud' })).toBe(true)
    desk.pass(4 * HOUR - 1)
    expect(desk.open()).toEqual(['quiet:waiting'])
    desk.pass(1)
    expect(desk.state()).toMatchObject({ outcome: 'silent', closedAt: START + 10 * HOUR })
    expect(desk.find('arrived')).toHaveLength(2)
  })

  it('is not broken by what came before it began', () => {
    const desk = openDesk(quiet())
    expect(desk.state().subscriptions).toMatchObject([{ since: START }])
    expect(tell(desk, 'alarm.rang', { status: 'loud' }, { at: START - 1 })).toBe(false)
    desk.pass(4 * HOUR)
    expect(desk.state().outcome).toBe('silent')
  })

  it('gives up when it never becomes silent', () => {
    const desk = openDesk(quiet(10 * HOUR))
    for (let hour = 0; hour < 9; hour += 3) {
      desk.pass(3 * HOUR)
      tell(desk, 'alarm.rang', { status: 'loud' })
    }
    desk.pass(HOUR)
    expect(desk.state()).toMatchObject({ outcome: 'timeout', closedAt: START + 10 * HOUR })
  })

  it('was silent when both are due at one instant', () => {
    const desk = openDesk(quiet(4 * HOUR))
    desk.pass(4 * HOUR)
    expect(desk.state().outcome).toBe('silent')
  })
})
