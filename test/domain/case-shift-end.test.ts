import { describe, expect, it } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import { advance, cards, openCase, summarize, type Advanced } from '../../domain/case.ts'
import type { Organisation, Override } from '../../domain/organisation.ts'
import type { TaskStep } from '../../domain/plan.ts'
import { sentence } from '../../domain/story.ts'
import { settleTurn } from '../../domain/turn.ts'
import { anAction, anOrganisation, aPlan, aRole, aTask, HOUR, is, MINUTE, remindAt, START, tellAfter, tellAt } from '../harness/plans.ts'
import { openDesk } from './desk.ts'
import { every, layer, roster } from './roster-builders.ts'

/** Ana is on until noon, two hours after the start; then Bo until midnight, and so on. */
const NOON = START + 2 * HOUR
const MIDNIGHT = START + 14 * HOUR
const halves = roster([layer(every(12, 'hour', '2026-11-20 00:00', ['ana'], ['bo']))], { id: 'desk', zone: 'UTC' })
const clerk = { ...aRole('clerk', ['ana', 'bo']), roster: 'desk' }

/** A copy of its own, because a test may change the roster while the case runs. */
const onRoster = (change: Partial<Organisation> = {}): Organisation & { rosters: Organisation['rosters'] } =>
  ({ ...anOrganisation({ rosters: { desk: halves }, ...change, roles: { ...anOrganisation().roles, clerk, ...change.roles } }) })

const open = (change: Partial<TaskStep> = {}, organisation: Organisation = onRoster()) => openDesk(aPlan([aTask('grade', { sla: { finish: { unit: 'elapsed', ms: 20 * HOUR } }, ...change })]), { organisation })
const shiftTimers = (desk: ReturnType<typeof open>) => (desk.instance('grade').timers ?? []).filter(({ kind }) => kind === 'shift_end')
const overrides = (...all: readonly Override[]) => ({ desk: { ...halves, overrides: all } })

describe('the end of a shift', () => {
  it('is known of whoever the roster gives a task to, and stands in the receipt', () => {
    const desk = open()
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', shift: { roster: 'desk', of: 'ana', endsAt: NOON } })
    expect(shiftTimers(desk)).toEqual([{ kind: 'shift_end', at: NOON }])
    expect(desk.find('assigned')).toMatchObject([{ detail: { to: ['ana'], shiftEndsAt: NOON } }])
  })

  it('is known of nobody where a role has people of its own, or another role has the roster', () => {
    const desk = open({}, anOrganisation({ rosters: { desk: halves } }))
    expect(desk.instance('grade')).not.toHaveProperty('shift')
    expect(desk.instance('grade')).not.toHaveProperty('timers')
    desk.pass(8 * HOUR)
    expect(desk.find('handed_off')).toEqual([])
  })

  it('passes what nobody has taken to whoever is on then, with its clock and its level as they were', () => {
    const desk = open({ escalate: { levels: [remindAt(5)] } })
    desk.pass(2 * HOUR - 1)
    const before = desk.instance('grade')
    expect(before).toMatchObject({ assignee: 'ana', level: 1, epoch: 1 })
    desk.pass(1)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', epoch: 2, level: 1, clock: before.clock, shift: { of: 'bo', endsAt: MIDNIGHT }, handedOn: { by: 'ana' } })
    expect(desk.instance('grade').climb).toMatchObject({ assignee: 'bo', level: 1 })
    expect(desk.find('handed_off')).toMatchObject([{ at: NOON, actor: 'timer', epoch: 2, detail: { why: 'shift_end', ownerBefore: 'ana', to: null, dueAt: NOON } }])
    expect(desk.find('handed_off').map(sentence)).toEqual(['Do grade goes from ana to whoever is on now: the shift has ended, and nobody had taken it'])
    expect(desk.find('assigned').at(-1)).toMatchObject({ at: NOON, detail: { to: ['bo'], ownerBefore: 'ana' } })
    expect(desk.ask('complete', { step: 'grade', epoch: 1 })).toMatchObject({ refused: 'stale-step' })
  })

  it('goes on with the next shift and the one after it', () => {
    const desk = open()
    desk.pass(16 * HOUR)
    expect(desk.find('handed_off').map(({ at }) => at)).toEqual([NOON, MIDNIGHT])
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', epoch: 3 })
  })

  it('changes nothing but the end of the shift where the same person is on again', () => {
    const organisation = onRoster()
    const desk = open({}, organisation)
    desk.ask('claim', { step: 'grade' })
    organisation.rosters = overrides({ from: NOON, to: NOON + HOUR, do: 'replace', person: 'bo', with: 'ana' })
    desk.pass(2 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', claimedBy: 'ana', epoch: 1, shift: { endsAt: NOON + HOUR } })
    expect(shiftTimers(desk)).toEqual([{ kind: 'shift_end', at: NOON + HOUR }])
    expect(desk.types()).not.toContain('handed_off')
    expect(desk.types()).not.toContain('handoff_asked')
  })

  it('looks again at somebody who is on for weeks, and leaves them alone', () => {
    const alone = { ...halves, layers: [layer(every(12, 'hour', '2026-11-20 00:00', ['ana']))] }
    const desk = open({ sla: { finish: { unit: 'elapsed', ms: 3000 * HOUR } } }, onRoster({ rosters: { desk: alone } }))
    desk.pass(36 * 24 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', epoch: 1, shift: { endsAt: START + 70 * 24 * HOUR } })
    expect(desk.find('handed_off')).toEqual([])
  })

  it('counts for somebody who stands in for a person who may not do the step', () => {
    const both = { ...halves, layers: [layer(every(1, 'day', '2026-11-20 00:00', ['ana'])), layer(every(12, 'hour', '2026-11-20 00:00', ['bo'], ['dana']), { name: 'late' })] }
    const desk = open({ notSameAs: [is('ana')] }, onRoster({ rosters: { desk: both } }))
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', shift: { endsAt: NOON } })
    desk.pass(2 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'dana' })
  })

  it('still stands in for that person when the roster is looked at again', () => {
    const both = { ...halves, layers: [layer(every(1, 'day', '2026-11-20 00:00', ['ana'])), layer(every(12, 'hour', '2026-11-20 00:00', ['bo'], ['dana']), { name: 'late' })] }
    const organisation = onRoster({ rosters: { desk: both } })
    const desk = open({ notSameAs: [is('ana')] }, organisation)
    organisation.rosters = { desk: { ...both, overrides: [{ from: NOON, to: NOON + HOUR, do: 'replace', person: 'dana', with: 'bo' }] } }
    desk.pass(2 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', epoch: 1, shift: { endsAt: NOON + HOUR } })
  })

  it('stays known of a holder whom a level that reaches nobody leaves alone', () => {
    const desk = open({ escalate: { levels: [tellAt(5, 'night', true)] } })
    desk.pass(HOUR + 1)
    expect(desk.find('level_skipped')).toHaveLength(1)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', shift: { of: 'ana', endsAt: NOON } })
    desk.pass(HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo' })
  })

  it('goes to the sink where the roster has nobody on, which then keeps it', () => {
    const hours = [{ day: 4, from: 8 * 60, to: 12 * 60 }]
    const desk = open({}, onRoster({ rosters: { desk: { ...halves, layers: [layer(every(1, 'week', '2026-11-16 00:00', ['ana']), { hours })] } } }))
    desk.pass(15 * HOUR)
    expect(desk.find('fallback_used')).toHaveLength(1)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'olu', epoch: 2 })
    expect(shiftTimers(desk)).toEqual([])
  })

  it('comes late after an outage, once, with the instant at which it was due', () => {
    const desk = open()
    desk.outage(3 * HOUR)
    desk.wakeUp()
    expect(desk.find('handed_off')).toMatchObject([{ at: NOON + HOUR, detail: { dueAt: NOON } }])
    expect(desk.instance('grade').assignee).toBe('bo')
  })

  it('leaves a task alone whose holder is on again by the time anybody looks', () => {
    const desk = open({ sla: { finish: { unit: 'elapsed', ms: 100 * HOUR } } })
    desk.outage(15 * HOUR)
    desk.wakeUp()
    expect(desk.find('handed_off')).toEqual([])
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', epoch: 1, shift: { endsAt: NOON + 24 * HOUR } })
  })

  it('does nothing to a step that is done, or has become something else', () => {
    const done = open()
    done.ask('complete', { step: 'grade' })
    expect(done.state().outcome).toBe('done')
    const broken = open()
    broken.ask('cannot', { step: 'grade', reason: 'unsafe', note: '' })
    expect(broken.instance('grade')).toMatchObject({ phase: 'exception' })
    expect(broken.instance('grade')).not.toHaveProperty('shift')
    broken.pass(3 * HOUR)
    expect(broken.find('handed_off')).toEqual([])
  })
})

describe('a task that its holder has taken', () => {
  const claimed = (handoff: TaskStep['handoff'], change: Partial<TaskStep> = {}) => {
    const desk = open({ handoff, ...change })
    desk.pass(HOUR)
    desk.ask('claim', { step: 'grade' })
    return desk
  }

  it('stays with them where the SOP says so', () => {
    const desk = claimed('stay')
    desk.pass(13 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', claimedBy: 'ana', epoch: 1, shift: { over: true } })
    expect(desk.types().filter((type) => type === 'handed_off' || type === 'handoff_asked')).toEqual([])
  })

  it('goes to whoever is on where the SOP says so', () => {
    const desk = claimed('follow')
    const before = desk.instance('grade').clock
    desk.pass(HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', epoch: 2, clock: before })
    expect(desk.instance('grade')).not.toHaveProperty('claimedBy')
    expect(desk.find('handed_off')).toMatchObject([{ at: NOON, detail: { summary: 'the shift of its holder has ended' } }])
  })

  it('is nobody\'s acknowledged work any more once it has gone on: what waits for somebody to take it goes on', () => {
    const desk = claimed('follow', { escalate: { levels: [tellAfter(3 * HOUR, 'lead')] } })
    desk.pass(12 * HOUR)
    expect(desk.find('escalated').map(({ at }) => at)).toEqual([NOON + 2 * HOUR])
    const kept = claimed('stay', { escalate: { levels: [tellAfter(3 * HOUR, 'lead')] } })
    kept.pass(12 * HOUR)
    expect(kept.find('escalated')).toEqual([])
  })

  it('has them asked with what was changed, where somebody has changed the roster', () => {
    const organisation = onRoster()
    const desk = open({ handoff: 'ask' }, organisation)
    desk.ask('claim', { step: 'grade' })
    organisation.rosters = overrides({ from: START, to: NOON, do: 'remove', person: 'ana' })
    desk.ask('roster_changed', { roster: 'desk', by: 'olu', what: 'Olu changed the roster: Ana is not on (dentist)' })
    expect(desk.find('handoff_asked').map(sentence)).toEqual(['Asked ana whether they stay with Do grade: Olu changed the roster: Ana is not on (dentist)'])
    desk.pass(30 * MINUTE)
    expect(desk.find('handed_off').map(sentence)).toEqual(['Do grade goes from ana to whoever is on now: Olu changed the roster: Ana is not on (dentist), and nobody said whether its holder stays'])
  })

  it('has them asked, and waits half an hour for what they say', () => {
    const desk = claimed('ask')
    desk.pass(HOUR)
    expect(desk.find('handoff_asked')).toMatchObject([{ at: NOON, actor: 'timer', detail: { to: ['ana'], until: NOON + 30 * MINUTE } }])
    expect(desk.find('handoff_asked').map(sentence)).toEqual(['Asked ana, whose shift has ended, whether they stay with Do grade'])
    desk.pass(30 * MINUTE - 1)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', claimedBy: 'ana', epoch: 1 })
    desk.pass(1)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', epoch: 2, shift: { of: 'bo', endsAt: MIDNIGHT } })
    expect(desk.find('handed_off')).toMatchObject([{ at: NOON + 30 * MINUTE, detail: { why: 'shift_end', ownerBefore: 'ana' } }])
    expect(desk.find('handoff_asked')).toHaveLength(1)
  })

  it('stays with them when they say so, and they are asked no more', () => {
    const desk = claimed('ask')
    desk.pass(HOUR)
    expect(desk.ask('stay', { step: 'grade' })).toMatchObject({ answer: { done: 'stay', outcome: null } })
    expect(desk.find('stayed')).toMatchObject([{ actor: 'person:ana' }])
    expect(desk.find('stayed').map(sentence)).toEqual(['ana stays with Do grade although the shift has ended'])
    desk.pass(12 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', claimedBy: 'ana', epoch: 1 })
    expect(desk.find('handoff_asked')).toHaveLength(1)
    expect(desk.ask('stay', { step: 'grade' })).toMatchObject({ refused: 'not-asked' })
  })

  it('goes to whom they hand it, and nothing more comes of the question', () => {
    const desk = claimed('ask')
    desk.pass(HOUR)
    desk.ask('handoff', { step: 'grade', to: 'dana', summary: 'half graded' })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'dana', epoch: 2, shift: { of: 'dana' } })
    expect(shiftTimers(desk)).toEqual([])
    desk.pass(8 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'dana', epoch: 2 })
  })

  it('follows the roster at once when they give it back after their shift', () => {
    const desk = claimed('ask')
    desk.pass(HOUR + MINUTE)
    desk.ask('release', { step: 'grade' })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', epoch: 3, shift: { of: 'bo', endsAt: MIDNIGHT } })
    expect(shiftTimers(desk)).toHaveLength(1)
    const stayed = claimed('stay')
    stayed.pass(2 * HOUR)
    stayed.ask('release', { step: 'grade' })
    expect(stayed.instance('grade')).toMatchObject({ assignee: 'bo' })
  })

  it('keeps the question when a level tells nobody, and forgets it when one takes over', () => {
    const nobody = claimed('ask', { escalate: { levels: [tellAt(11, 'night', true)] } })
    nobody.pass(HOUR + 20 * MINUTE)
    expect(nobody.find('level_skipped')).toHaveLength(1)
    expect(nobody.instance('grade')).toMatchObject({ assignee: 'ana', claimedBy: 'ana', shift: { answerBy: NOON + 30 * MINUTE } })
    const taken = claimed('ask', { escalate: { levels: [tellAt(11, 'chief', true)] } })
    taken.pass(HOUR + 20 * MINUTE)
    expect(taken.instance('grade')).toMatchObject({ assignee: 'olu', shift: { roster: 'desk', of: 'olu' } })
    taken.pass(HOUR)
    expect(taken.instance('grade').assignee).toBe('olu')
  })

  it('is not kept by saying so before anybody asks, or by somebody else', () => {
    const desk = claimed('ask')
    expect(desk.ask('stay', { step: 'grade' })).toMatchObject({ refused: 'not-asked' })
    desk.pass(HOUR)
    expect(desk.ask('stay', { step: 'grade', by: 'bo' })).toMatchObject({ refused: 'claimed-by-other' })
    expect(desk.ask('stay', { step: 'grade', epoch: 7 })).toMatchObject({ refused: 'stale-step' })
    const action = openDesk(aPlan([anAction('pay')]))
    expect(action.ask('stay', { step: 'pay' })).toMatchObject({ refused: 'step-not-open' })
  })
})

describe('whoever came to a task in another way', () => {
  it('has a shift end when the roster has them on, and none otherwise', () => {
    const many = { ...halves, one: false, layers: [layer(every(12, 'hour', '2026-11-20 00:00', ['ana', 'dana'], ['bo']))] }
    const desk = open({}, onRoster({ rosters: { desk: many } }))
    desk.ask('handoff', { step: 'grade', to: 'dana', summary: 'yours' })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'dana', shift: { endsAt: NOON } })
    desk.ask('claim', { step: 'grade', by: 'bo' })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', shift: { roster: 'desk', of: 'bo' } })
    expect(shiftTimers(desk)).toEqual([])
    desk.ask('release', { step: 'grade', by: 'bo' })
    desk.ask('claim', { step: 'grade', by: 'ana' })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', shift: { of: 'ana', endsAt: NOON } })
    expect(shiftTimers(desk)).toEqual([{ kind: 'shift_end', at: NOON }])
  })

  it('is looked up when they took it before the organisation had answered', () => {
    const [plan, organisation] = [aPlan([aTask('grade')]), onRoster()]
    const idle = { openTasks: 0, lastAssignedAt: 0 }
    const answers = ({ requests }: Advanced) => requests.map((request) => resolve(organisation, request, () => idle))
    const opened = openCase({ caseId: 'c1', key: 'R-1', plan, trigger: 'shop.return', openedBy: 'shopify', windable: true, event: {} }, START)
    const taken = advance(plan, opened.state, { type: 'command', command: { do: 'claim', commandId: 'x', by: 'dana', via: 'api', step: 'grade' } }, START)
    const late = advance(plan, taken.state, { type: 'resolved', resolutions: answers(opened) }, START)
    expect(late.requests).toMatchObject([{ purpose: 'shift', target: 'desk', assignee: 'dana' }])
    const known = advance(plan, late.state, { type: 'resolved', resolutions: answers(late) }, START)
    expect(known.state.open).toMatchObject([{ assignee: 'dana', claimedBy: 'dana', epoch: 2, shift: { roster: 'desk', of: 'dana' } }])
    expect(known.state.open[0]).not.toHaveProperty('timers')
    expect(known.requests).toEqual([])
  })

  it('loses it to a level that takes over at the very end of the shift, and the roster does not take it back', () => {
    const desk = open({ escalate: { levels: [tellAt(10, 'chief', true)] } })
    desk.pass(3 * HOUR)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'olu', level: 1, epoch: 2 })
    expect(desk.find('handed_off')).toEqual([])
  })
})

describe('the card of a task', () => {
  const nextOf = (desk: ReturnType<typeof open>) => desk.card()?.next

  it('says what the end of the shift brings, where nothing comes before it', () => {
    const desk = open()
    expect(nextOf(desk)).toEqual({ at: NOON, what: 'goes to whoever is on then, as the shift ends' })
    desk.ask('claim', { step: 'grade' })
    expect(nextOf(desk)).toEqual({ at: NOON, what: 'asks whether you stay at the end of your shift' })
    desk.pass(2 * HOUR)
    expect(nextOf(desk)).toEqual({ at: NOON + 30 * MINUTE, what: 'goes to whoever is on then, unless its holder says that they stay' })
    expect(desk.card()?.shift).toEqual({ handoff: 'ask', answerBy: NOON + 30 * MINUTE })
    desk.ask('stay', { step: 'grade' })
    expect(nextOf(desk)).toMatchObject({ what: 'is past its due time' })
  })

  it('leaves what comes earlier, and says nothing of a shift that changes nothing', () => {
    expect(nextOf(open({ escalate: { levels: [remindAt(5)] } }))).toMatchObject({ what: 'reminds whoever holds it' })
    const desk = open({ handoff: 'stay' })
    desk.ask('claim', { step: 'grade' })
    expect(nextOf(desk)).toMatchObject({ what: 'is past its due time' })
  })

  it('is recorded with the end of the shift in the very turn that gives the task out', () => {
    const [plan, organisation] = [aPlan([aTask('grade')]), onRoster()]
    const opened = openCase({ caseId: 'c1', key: 'R-1', plan, trigger: 'shop.return', openedBy: 'shopify', windable: true, event: {} }, START)
    const resolutions = opened.requests.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
    const { tasks } = settleTurn({ events: opened.events, summary: summarize(plan, opened.state), tasks: cards(plan, opened.state) }, resolutions)
    expect(tasks).toMatchObject([{ assignee: 'ana', shift: { handoff: 'ask', endsAt: NOON }, next: { at: NOON } }])
  })
})
