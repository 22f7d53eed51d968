import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cards } from '../../domain/case.ts'
import { openDesk } from '../domain/desk.ts'
import { eventfulPlans, plans } from '../domain/random-plans.ts'
import { HOUR } from '../harness/plans.ts'
import { fold } from './fold.ts'

const doing = fc.record({ word: fc.constantFrom('claim', 'claim', 'release', 'complete', 'complete', 'pause', 'resume', 'handoff', 'escalate', 'decline', 'answer', 'act', 'fetch', 'wait', 'wait'), by: fc.constantFrom('ana', 'bo', 'dana', 'olu'), to: fc.constantFrom('ana', 'bo', 'dana'), pick: fc.nat(5), hours: fc.integer({ min: 1, max: 9 }) })

it('says of every recorded case by its events alone what lists say of it: whether it is open, how it ended, who has what', () => {
  let tasks = 0
  let ended = 0
  fc.assert(fc.property(fc.oneof(plans(), eventfulPlans()), fc.array(doing, { maxLength: 14 }), (plan, doings) => {
    const desk = openDesk(plan)
    for (const { word, by, to, pick, hours } of doings) {
      const { open, effects } = desk.state()
      const instance = open[pick % Math.max(1, open.length)]
      const effect = effects[pick % Math.max(1, effects.length)]
      if (word === 'wait') desk.pass(hours * HOUR)
      else if (word === 'act' || word === 'fetch') {
        if (effect) desk.apply(effect.kind === 'act' ? { type: 'acted', effect: effect.id, result: {}, reference: 'r' } : effect.kind === 'fetch' ? { type: 'fetched', effect: effect.id, value: 1, source: 'shop' } : { type: 'sent', effect: effect.id })
      } else if (instance) desk.ask(word as 'claim', { step: instance.step, by, level: instance.level, ...(word === 'handoff' ? { to } : {}), ...(word === 'pause' ? { reason: 'waiting' } : {}) })
    }
    const folded = fold(desk.events)
    const { state, outcome, openedAt, closedAt } = desk.summary()
    expect({ state: folded.state, outcome: folded.outcome, openedAt: folded.openedAt, closedAt: folded.closedAt }).toEqual({ state, outcome, openedAt, closedAt })
    for (const { instance, assignee, claimedBy } of cards(plan, desk.state())) {
      tasks += 1
      expect([instance, folded.held.get(instance) ?? { assignee: null, claimedBy: null }]).toEqual([instance, { assignee, claimedBy }])
    }
    if (state === 'closed') ended += 1
  }), { numRuns: 150 })
  expect([tasks > 50, ended > 0]).toEqual([true, true])
})
