import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyOf, withEvents } from '../../domain/history/fold.ts'
import { unknownCase } from '../../domain/history/history.ts'
import { drawnCase, event, NOVEMBER, stepEvent } from './history-events.ts'

const MINUTE = 60_000
const at = (minutes: number): number => NOVEMBER + minutes * MINUTE

describe('what became of a case', () => {
  const opened = event('case_opened', 0, { actor: 'integration:shopify', detail: { sop: 'returns', version: 'v1', key: 'R-1', trigger: 'shopify.return_requested', event: { order: '#2041' } } })

  it('is the same whether its record is told in one go or in pieces', () => {
    fc.assert(fc.property(drawnCase, fc.nat(), ({ events }, cut) => {
      const middle = cut % (events.length + 1)
      expect(withEvents(withEvents(unknownCase('c'), events.slice(0, middle)), events.slice(middle))).toEqual(historyOf('c', events))
    }))
  })

  it('can be stored and taken up again', () => {
    fc.assert(fc.property(drawnCase, ({ events }) => {
      const history = historyOf('c', events)
      expect(JSON.parse(JSON.stringify(history))).toEqual(history)
    }))
  })

  it('says who held a task, from when to when, and who had it when its time was over', () => {
    const [task] = historyOf('c', [
      opened,
      stepEvent('step_started', 0, 'look', { kind: 'task', visit: 1, dueAt: at(60) }),
      stepEvent('assigned', 0, 'look', { to: ['ana'], target: 'cx_agent', why: 'least loaded' }),
      stepEvent('acknowledged', 10, 'look', { to: ['ana'] }, { actor: 'person:ana' }),
      stepEvent('handed_off', 30, 'look', { to: 'bo', summary: 'photos are in' }, { actor: 'person:ana' }),
      stepEvent('breached', 60, 'look', { dueAt: at(60) }, { actor: 'timer' }),
      stepEvent('escalated', 60, 'look', { to: ['dana'], because: 'the time allowed is used up' }, { actor: 'timer', level: 2 }),
      stepEvent('assigned', 60, 'look', { to: ['dana'], target: 'cx_lead', why: 'level 2' }, { actor: 'timer', level: 2 }),
      stepEvent('completed', 90, 'look', { outcome: 'ok' }, { actor: 'person:dana' }),
    ]).tasks

    expect(task).toMatchObject({
      role: 'cx_agent', firstOwner: 'ana', toldAt: at(0), acknowledgedAt: at(10), acknowledgedBy: 'ana', handedOff: 1, dueAt: at(60),
      breachedAt: at(60), breachedBy: 'bo', level: 2, endedAt: at(90), endedBy: 'dana', outcome: 'ok',
      holdings: [{ person: 'ana', from: at(0), to: at(30) }, { person: 'bo', from: at(30), to: at(60) }, { person: 'dana', from: at(60), to: at(90) }],
    })
  })

  it('counts an exception as work of its own, after the task that somebody could not do', () => {
    const { tasks } = historyOf('c', [
      opened,
      stepEvent('step_started', 0, 'look', { kind: 'task', visit: 1 }),
      stepEvent('assigned', 0, 'look', { to: ['ana'], target: 'cx_agent' }),
      stepEvent('cannot_do', 5, 'look', { reason: 'no_scale', note: '' }, { actor: 'person:ana' }),
      stepEvent('exception_opened', 5, 'look', { code: 'no_scale', message: 'ana cannot do it' }),
      stepEvent('assigned', 5, 'look', { to: ['dana'], target: 'cx_lead' }),
      stepEvent('exception_settled', 9, 'look', { choice: 'done_by_hand', reference: 'weighed at the post' }, { actor: 'person:dana' }),
    ])

    expect(tasks.map(({ kind, outcome, cannot, exception, endedBy }) => ({ kind, outcome, cannot, exception, endedBy }))).toEqual([
      { kind: 'task', outcome: 'cannot_do', cannot: 'no_scale', exception: null, endedBy: 'ana' },
      { kind: 'exception', outcome: 'done_by_hand', cannot: null, exception: 'no_scale', endedBy: 'dana' },
    ])
    expect(tasks[1]?.overrides).toEqual([{ kind: 'done_by_hand', by: 'dana', at: at(9), note: 'weighed at the post' }])
  })

  it('keeps what an action was given beside what came of it', () => {
    const { effects, asked } = historyOf('c', [
      opened,
      stepEvent('effect_requested', 1, 'score', { action: 'supply.score', input: { supplier: 'north' } }),
      stepEvent('effect_requested', 1, 'note', { action: 'ledger.note', input: { amount: { amount: '1.00', currency: 'USD' } } }),
      stepEvent('effect_done', 2, 'score', { action: 'supply.score', result: { penalty: 0 } }, { actor: 'integration:supply' }),
    ])

    expect(effects).toEqual([{ step: 'score', action: 'supply.score', at: at(2), input: { supplier: 'north' }, result: { penalty: 0 } }])
    expect(Object.keys(asked)).toEqual(['note#1'])
  })

  it('ends all that was open with the case, and none of it is anybody’s doing', () => {
    const { tasks, outcome } = historyOf('c', [
      opened, stepEvent('step_started', 0, 'look', { kind: 'task', visit: 1 }), stepEvent('assigned', 0, 'look', { to: ['ana'], target: 'cx_agent' }),
      event('case_closed', 20, { detail: { outcome: 'cancelled' } }),
    ])

    expect([outcome, tasks[0]?.outcome, tasks[0]?.endedBy, tasks[0]?.holdings]).toEqual(['cancelled', 'cancelled', null, [{ person: 'ana', from: at(0), to: at(20) }]])
  })

  it('does not take a level that was passed over, because somebody had the task, for one that reached nobody', () => {
    const { tasks } = historyOf('c', [
      opened, stepEvent('step_started', 0, 'look', { kind: 'task', visit: 1 }),
      stepEvent('level_skipped', 5, 'look', { why: 'acknowledged by ana' }), stepEvent('level_skipped', 6, 'look', { why: 'nobody is on' }),
    ])

    expect(tasks[0]?.emptyLevels).toBe(1)
  })
})
