import { describe, expect, it } from 'vitest'
import { judge } from '../../domain/judge.ts'
import type { PersonAct, Scenario } from '../../domain/scenario.ts'
import { simulate } from '../../domain/simulate.ts'
import { anAction, anOrder, anOrganisation, aPlan, aReturn, aTask, aMessage, elapsed, HOUR, MINUTE, remindAt, START, tellAfter, tellAt, usd } from '../harness/plans.ts'

const aScenario = (change: Partial<Scenario> = {}): Scenario => ({
  name: 'R-1', startsAt: START, trigger: 'shop.return', openedBy: 'shopify', event: { id: 'R-1', kind: 'a', customer: { email: 'cy@example.com' } },
  facts: { order: [{ value: anOrder() }, { value: anOrder({ paid_back: usd('80.00') }) }] }, systems: {}, people: {}, exceptions: {}, expect: {}, ...change,
})
const graded: PersonAct = { kind: 'complete', after: 2 * HOUR, outcome: 'graded', form: { grade: 'a' } }
const done: PersonAct = { kind: 'complete', after: HOUR, outcome: 'done', form: {} }
const play = (plan = aReturn(), change: Partial<Scenario> = {}) => simulate(plan, anOrganisation(), aScenario(change))

describe('a scenario played to its end', () => {
  it('says what happened, in what order, by whom and until when', () => {
    // The order is fresh for an hour: it is read before the inspection, again for the refund, and after it.
    const facts = { order: [{ value: anOrder() }, { value: anOrder() }, { value: anOrder({ paid_back: usd('80.00') }) }] }
    expect(play(aReturn(), { people: { inspect: [graded] }, facts })).toMatchObject({
      outcome: 'refunded', endedAt: START + 2 * HOUR, effects: ['shop.approve', 'shop.refund'], messages: ['news'], visited: ['eligible', 'approve', 'inspect', 'refund', 'tell'],
      owners: { inspect: 'ana' }, due: { inspect: START + 4 * HOUR }, escalations: [], openAt: [], refusals: [],
    })
  })

  it('lets the escalation path run when nobody acts', () => {
    const plan = aPlan([aTask('look', { escalate: { levels: [remindAt(50), tellAt(100, 'chief', true), tellAfter(HOUR, 'lead')] } })])
    expect(play(plan, { people: { look: [{ kind: 'nobody' }] } })).toMatchObject({
      outcome: null, openAt: ['look'], owners: { look: 'ana' },
      escalations: [{ step: 'look', level: 2, to: 'chief', person: 'olu', at: START + 4 * HOUR }, { step: 'look', level: 3, to: 'lead', person: 'dana', at: START + 5 * HOUR }],
    })
  })

  it('a person who claims is not reminded to, and finishes as the one who claimed', () => {
    const plan = aPlan([aTask('look', { sla: { acknowledge: elapsed(HOUR), finish: elapsed(4 * HOUR) } })])
    const claims = play(plan, { people: { look: [{ ...done, after: 2 * HOUR, claimsAfter: 5 * MINUTE, by: 'bo' }] } })
    expect(claims.trace.filter(({ type }) => ['acknowledged', 'acknowledge_missed', 'completed'].includes(type)).map(({ type, actor, at }) => [type, actor, at - START])).toEqual([['acknowledged', 'person:bo', 5 * MINUTE], ['completed', 'person:bo', 2 * HOUR]])
    const late = play(plan, { people: { look: [{ ...done, after: 2 * HOUR }] } })
    expect(late.trace.some(({ type }) => type === 'acknowledge_missed')).toBe(true)
  })

  it('a person who acts in the instant of the deadline is in time', () => {
    const played = play(aPlan([aTask('look', { escalate: { levels: [tellAt(100, 'chief')] } })]), { people: { look: [{ ...done, after: 4 * HOUR }] } })
    expect(played).toMatchObject({ outcome: 'done', escalations: [] })
    expect(played.trace.some(({ type }) => type === 'breached')).toBe(false)
  })

  it('each visit has its own act; the last is done again', () => {
    const plan = aPlan([aTask('look', { outcomes: ['again', 'done'], atMost: 3, routes: { again: { to: 'look' }, done: { finish: 'done' }, too_often: { finish: 'declined' } } })])
    const again: PersonAct = { ...done, outcome: 'again' }
    expect(play(plan, { people: { look: [again, done] } })).toMatchObject({ outcome: 'done', visited: ['look', 'look'], endedAt: START + 2 * HOUR })
    expect(play(plan, { people: { look: [again] } })).toMatchObject({ outcome: 'declined', visited: ['look', 'look', 'look'] })
  })

  it('a person who cannot do it, and one who is refused, leave the case where it is', () => {
    const plan = aPlan([aTask('look')])
    expect(play(plan, { people: { look: [{ kind: 'cannot', after: HOUR, reason: 'unsafe', note: '' }] } })).toMatchObject({ outcome: null, openAt: ['look'] })
    expect(play(plan, { people: { look: [{ ...done, outcome: 'lost' }] } })).toMatchObject({ outcome: null, openAt: ['look'], refusals: [{ at: START + HOUR, step: 'look', refusal: { code: 'unknown-outcome' } }] })
  })

  it('stops looking at the instant it is told to', () => {
    expect(play(aReturn(), { people: { inspect: [graded] }, expect: { until: START + HOUR } })).toMatchObject({ outcome: null, openAt: ['inspect'] })
  })

  it('cancels, and takes back what was done', () => {
    expect(play(aReturn(), { people: { inspect: [graded] }, cancel: { after: HOUR, by: 'dana', because: 'x' } })).toMatchObject({ outcome: 'cancelled', effects: ['shop.approve', 'shop.close'], endedAt: START + HOUR, visited: ['eligible', 'approve', 'inspect'] })
  })
})

describe('systems in a scenario', () => {
  const plan = aPlan([anAction('pay', { routes: { ok: { to: 'look' } } }), aTask('look')])
  const pay = (...answers: readonly ({ ok: { n: number } } | { fails: string })[]) => play(plan, { systems: { 'shop.pay': answers }, expect: { until: START } })

  it('that time out are tried again, and the action happens once', () => {
    expect(pay({ fails: 'timeout' }, { ok: { n: 7 } })).toMatchObject({ effects: ['shop.pay'], state: { results: { pay: { outputs: { n: 7 } } } } })
  })

  it('that lose their answer after it happened are read back, and not asked to do it again', () => {
    const played = pay({ fails: 'timeout_after' }, { ok: { n: 7 } })
    expect(played).toMatchObject({ effects: ['shop.pay'], openAt: ['look'], state: { results: { pay: { outputs: { n: 7 } } } } })
    expect(pay({ fails: 'timeout_after' })).toMatchObject({ effects: ['shop.pay'], openAt: ['look'], state: { results: { pay: { outcome: 'ok', outputs: {} } } } })
  })

  it('that never answer, or refuse, give the step to its owner', () => {
    expect(pay({ fails: 'timeout' })).toMatchObject({ effects: [], openAt: ['pay'], state: { open: [{ phase: 'exception', assignee: 'dana', exception: { code: 'timeout' } }] } })
    expect(pay({ fails: 'card-closed' })).toMatchObject({ state: { open: [{ exception: { code: 'card-closed', message: 'shop.pay refused: card-closed' } }] } })
  })

  it('that are not named answer ok with nothing', () => expect(play(plan, { people: { look: [done] } })).toMatchObject({ outcome: 'done', effects: ['shop.pay'] }))

  it('that fail are settled by what the owner does, one act a try', () => {
    const settled = (...acts: Scenario['exceptions'][string]) => play(plan, { systems: { 'shop.pay': [{ fails: 'a' }, { fails: 'b' }, { ok: { n: 7 } }] }, exceptions: { pay: acts }, people: { look: [done] } })
    const retry = { choice: 'retry', reference: '', after: HOUR } as const
    expect(settled(retry, retry)).toMatchObject({ outcome: 'done', endedAt: START + 3 * HOUR, effects: ['shop.pay'] })
    expect(settled(retry)).toMatchObject({ outcome: null, openAt: ['pay'] })
    expect(settled({ ...retry, choice: 'done_by_hand', reference: 'T-1' })).toMatchObject({ outcome: 'done', effects: [] })
    expect(settled({ ...retry, choice: 'give_up' })).toMatchObject({ outcome: 'abandoned', endedAt: START + HOUR })
  })

  it('that do not know a fact leave its step with a person', () => {
    expect(play(aReturn(), { facts: {} })).toMatchObject({ openAt: ['eligible'], state: { open: [{ exception: { code: 'not-given', message: 'the scenario gives no fact "order"' } }] } })
    expect(play(aReturn(), { facts: { order: [{ fails: 'timeout' }] } })).toMatchObject({ state: { open: [{ exception: { code: 'timeout' } }] } })
  })
})

describe('what a scenario expects', () => {
  const plan = aPlan([aTask('look', { escalate: { levels: [tellAt(50, 'chief', true)] }, routes: { done: { to: 'tell' } } }), aMessage('tell')])
  const people = { look: [{ ...done, after: 3 * HOUR }] }
  const fails = (expectation: Scenario['expect'], change: Partial<Scenario> = {}): readonly string[] => {
    const scenario = aScenario({ people, ...change, expect: expectation })
    return judge(scenario, simulate(plan, anOrganisation(), scenario)).map(({ at, expected, actual }) => `${at}: ${expected} | ${actual}`)
  }

  it('comes true in silence', () => {
    expect(fails({
      outcome: 'done', effects: [], messages: ['news'], visited: ['look', 'tell'], notVisited: ['pay'], owner: { look: 'ana' }, due: { look: START + 4 * HOUR },
      escalations: [{ step: 'look', level: 1, to: 'olu', at: START + 2 * HOUR }], endedWithinMs: 3 * HOUR,
    })).toEqual([])
    expect(fails({ escalations: 1 })).toEqual([])
    expect(fails({ escalations: [{ step: 'look', level: 1, to: 'chief' }] })).toEqual([])
    expect(fails({ openAt: 'look', until: START + HOUR })).toEqual([])
    expect(fails({})).toEqual([])
  })

  it.each<[Scenario['expect'], string]>([
    [{ outcome: 'refunded' }, 'outcome: refunded | done'],
    [{ openAt: 'look' }, 'open_at: look | ended: done'],
    [{ openAt: 'tell', until: START }, 'open_at: tell | look'],
    [{ effects: ['shop.pay'] }, 'effects: [shop.pay] | []'],
    [{ messages: [] }, 'messages: [] | [news]'],
    [{ visited: ['tell', 'look'] }, 'visited: [tell, look] | [look, tell]'],
    [{ notVisited: ['look'] }, 'not_visited.look: not visited | visited'],
    [{ owner: { look: 'bo', nowhere: 'ana' } }, 'owner.look: bo | ana'],
    [{ due: { look: START } }, 'due.look: 2026-11-20T10:00:00Z | 2026-11-20T14:00:00Z'],
    [{ due: { tell: START } }, 'due.tell: 2026-11-20T10:00:00Z | never'],
    [{ escalations: 0 }, 'escalations: 0 | 1'],
    [{ escalations: [{ step: 'look', level: 2 }] }, 'escalations: [look level 2 to chief at 2026-11-20T12:00:00Z] | [look level 1 to chief at 2026-11-20T12:00:00Z]'],
    [{ escalations: [] }, 'escalations: [] | [look level 1 to chief at 2026-11-20T12:00:00Z]'],
    [{ endedWithinMs: 2 * HOUR }, 'ended_within: at most 2 h | 3 h'],
  ])('and does not come true: %j', (expectation, words) => expect(fails(expectation)[0]).toBe(words))

  it('says why a case is still open: who was refused and what for', () => {
    expect(fails({ outcome: 'done', endedWithinMs: HOUR }, { people: { look: [{ ...done, outcome: 'lost' }] } })).toEqual([
      'outcome: done | still open at look (refused at look: "look" has no outcome "lost"; it has done)', 'ended_within: at most 1 h | never',
    ])
  })
})
