import { describe, expect, it } from 'vitest'
import { nextDeadline } from '../../domain/case.ts'
import type { EscalationLevel } from '../../domain/plan.ts'
import { anAction, anOrganisation, aPlan, aReturn, anOrder, aTask, elapsed, HOUR, MINUTE, read, remindAt, START, tellAfter, tellAt } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'

const climbing = (...levels: readonly EscalationLevel[]) => aPlan([aTask('look', { sla: { acknowledge: elapsed(HOUR), finish: elapsed(4 * HOUR) }, escalate: { levels } })])

/** `escalated 2 chief @ 60`: what the record says of levels, with minutes from the start. */
const climbed = (desk: Desk): readonly string[] =>
  desk.events.filter(({ type }) => ['reminded', 'escalated', 'level_skipped'].includes(type))
    .map(({ type, level, detail, at }) => `${type} ${level} ${String((detail['to'] as readonly string[])[0] ?? 'nobody')} @ ${(at - START) / MINUTE}`)

describe('a task that nobody does', () => {
  it('climbs its levels in order, each once, at its instant', () => {
    const desk = openDesk(climbing(remindAt(50), tellAfter(HOUR, 'lead'), tellAt(100, 'chief', true), tellAfter(30 * MINUTE, 'lead')))
    desk.pass(3 * 24 * HOUR)
    expect(climbed(desk)).toEqual(['reminded 1 ana @ 120', 'escalated 2 dana @ 180', 'escalated 3 olu @ 240', 'escalated 4 dana @ 270'])
    expect(desk.find('acknowledge_missed')).toMatchObject([{ at: START + HOUR, actor: 'timer' }])
    expect(desk.find('breached')).toMatchObject([{ at: START + 4 * HOUR, detail: { owner: 'ana', dueAt: START + 4 * HOUR } }])
    expect(nextDeadline(desk.state())).toBeUndefined()
  })

  it('is breached before the level at 100 percent fires', () => {
    const desk = openDesk(climbing(tellAt(100, 'chief', true)))
    desk.pass(4 * HOUR)
    expect(desk.types().slice(-3)).toEqual(['breached', 'escalated', 'assigned'])
  })

  it('never fires a level before its share of the time is over', () => {
    const plan = aPlan([aTask('look', { sla: { finish: elapsed(1001) }, escalate: { levels: [remindAt(33)] } })])
    const desk = openDesk(plan)
    expect(nextDeadline(desk.state())).toBe(START + 331)
    desk.pass(330)
    expect(climbed(desk)).toEqual([])
  })

  it('goes to whoever takes over; whoever had taken it has it no more, and what they saw is stale', () => {
    const desk = openDesk(climbing(tellAt(50, 'chief', true)))
    desk.ask('claim', { step: 'look', by: 'ana' })
    desk.pass(2 * HOUR)
    expect(desk.instance('look')).toMatchObject({ assignee: 'olu', epoch: 2, level: 1, why: 'first in the role "chief"' })
    expect(desk.instance('look')).not.toHaveProperty('claimedBy')
    expect(desk.ask('complete', { step: 'look', by: 'ana', epoch: 1 })).toMatchObject({ refused: 'stale-step' })
    expect(desk.ask('complete', { step: 'look', by: 'olu', epoch: 2 })).toHaveProperty('answer')
  })

  it('stays with its owner when a level only tells', () => {
    const desk = openDesk(climbing(tellAt(50, 'chief')))
    desk.ask('claim', { step: 'look', by: 'ana' })
    desk.pass(2 * HOUR)
    expect(desk.instance('look')).toMatchObject({ assignee: 'ana', claimedBy: 'ana', epoch: 1, level: 1 })
  })

  it('stays with its owner when a level that takes over reaches nobody', () => {
    const desk = openDesk(climbing(tellAt(50, 'night', true)))
    desk.ask('claim', { step: 'look', by: 'ana' })
    desk.pass(2 * HOUR)
    expect(climbed(desk)).toEqual(['level_skipped 1 nobody @ 120'])
    expect(desk.instance('look')).toMatchObject({ assignee: 'ana', claimedBy: 'ana' })
  })
})

describe('a level that reaches nobody', () => {
  it('hands on at once, and the levels behind count from then', () => {
    const desk = openDesk(climbing(tellAfter(HOUR, 'night'), tellAfter(HOUR, 'lead'), tellAfter(HOUR, 'chief')))
    desk.pass(24 * HOUR)
    expect(climbed(desk)).toEqual(['level_skipped 1 nobody @ 60', 'escalated 2 dana @ 60', 'escalated 3 olu @ 120'])
  })

  it('leaves a level at a percent where it is, and what follows it', () => {
    const desk = openDesk(climbing(tellAfter(HOUR, 'night'), tellAt(75, 'lead'), tellAfter(HOUR, 'chief')))
    desk.pass(24 * HOUR)
    expect(climbed(desk)).toEqual(['level_skipped 1 nobody @ 60', 'escalated 2 dana @ 180', 'escalated 3 olu @ 240'])
  })

  it('can be the last and all of them', () => {
    const desk = openDesk(climbing(tellAfter(HOUR, 'night'), tellAfter(HOUR, 'night')))
    desk.pass(24 * HOUR)
    expect(climbed(desk)).toEqual(['level_skipped 1 nobody @ 60', 'level_skipped 2 nobody @ 60'])
  })

  it('is also one that cannot be said from what is known, and the case goes on', () => {
    const nobody: EscalationLevel = { when: { after: elapsed(HOUR) }, do: { kind: 'tell', to: { kind: 'expression', tree: read('event.gone') }, takesOver: true } }
    const desk = openDesk(climbing(nobody, tellAfter(HOUR, 'lead')))
    desk.pass(24 * HOUR)
    expect(climbed(desk)).toEqual(['level_skipped 1 nobody @ 60', 'escalated 2 dana @ 60'])
    expect(desk.find('level_skipped')).toMatchObject([{ detail: { why: '"event.gone" is not known' } }])
  })

  it('is also a reminder to somebody who has left', () => {
    const people = anOrganisation().people
    const gone = anOrganisation({ people: { ...people, ana: { ...people['ana']!, active: false }, bo: { ...people['bo']!, active: false } }, sink: 'nobody' })
    const desk = openDesk(climbing({ when: { after: elapsed(HOUR) }, do: { kind: 'remind' } }, tellAfter(HOUR, 'chief')), { organisation: { ...gone, roles: { ...gone.roles, lead: { ...gone.roles['lead']!, people: [] } } } })
    desk.pass(24 * HOUR)
    expect(climbed(desk)).toEqual(['level_skipped 1 nobody @ 60', 'escalated 2 olu @ 60'])
  })
})

describe('finishing and falling due in one instant', () => {
  it('is in time when the person comes first', () => {
    const desk = openDesk(climbing(tellAt(100, 'chief', true)))
    desk.outage(4 * HOUR)
    desk.ask('complete', { step: 'look' })
    desk.wakeUp()
    expect(desk.types()).not.toContain('breached')
    expect(climbed(desk)).toEqual([])
    expect(desk.state().outcome).toBe('done')
  })

  it('is late when the timer comes first, and there is still one completion', () => {
    const desk = openDesk(climbing(tellAt(100, 'chief')))
    desk.pass(4 * HOUR)
    desk.ask('complete', { step: 'look' })
    expect(desk.types().filter((type) => type === 'breached' || type === 'completed')).toEqual(['breached', 'completed'])
  })

  it('does not hide that the answer came late when an outage held up the timer', () => {
    const desk = openDesk({ ...climbing(tellAt(100, 'chief', true)), sla: elapsed(4 * HOUR) })
    desk.outage(4 * HOUR + 1)
    desk.ask('complete', { step: 'look' })
    expect(desk.types().slice(2)).toEqual(['assigned', 'case_breached', 'acknowledge_missed', 'breached', 'completed', 'case_closed'])
    expect(desk.find('breached')).toMatchObject([{ at: START + 4 * HOUR + 1, detail: { dueAt: START + 4 * HOUR } }])
    expect(climbed(desk)).toEqual([])
    expect(desk.summary()).toMatchObject({ breached: true, state: 'closed' })
  })
})

describe('after an outage', () => {
  it('each level that was due fires once, with when it was due and when it fired', () => {
    const desk = openDesk(climbing(tellAt(25, 'lead'), tellAt(50, 'chief', true)))
    desk.outage(3 * HOUR)
    desk.wakeUp()
    desk.wakeUp()
    expect(climbed(desk)).toEqual(['escalated 1 dana @ 180', 'escalated 2 olu @ 180'])
    expect(desk.find('escalated').map(({ detail }) => detail['dueAt'])).toEqual([START + HOUR, START + 2 * HOUR])
  })

  it('the last that reached somebody owns it, when two take over in one turn', () => {
    const desk = openDesk(climbing(tellAt(25, 'lead', true), tellAt(50, 'night', true)))
    desk.outage(3 * HOUR)
    desk.wakeUp()
    expect(desk.instance('look')).toMatchObject({ assignee: 'dana', epoch: 3 })
    const both = openDesk(climbing(tellAt(25, 'lead', true), tellAt(50, 'chief', true)))
    both.outage(3 * HOUR)
    both.wakeUp()
    expect(both.instance('look').assignee).toBe('olu')
  })
})

describe('nobody is called', () => {
  it('after the step was finished', () => {
    const desk = openDesk(aPlan([aTask('look', { escalate: { levels: [tellAt(50, 'chief')] }, routes: { done: { to: 'pay' } } }), anAction('pay')]))
    desk.ask('complete', { step: 'look' })
    expect(nextDeadline(desk.state())).toBeUndefined()
    desk.pass(24 * HOUR)
    expect(climbed(desk)).toEqual([])
  })

  it('before its own time because another step was slow', () => {
    const desk = openDesk(aReturn())
    desk.fetched('order', anOrder())
    desk.outage(24 * HOUR)
    desk.acted('shop.approve')
    desk.fetched('order', anOrder())
    expect(desk.instance('inspect').clock).toMatchObject({ startedAt: START + 24 * HOUR, dueAt: START + 28 * HOUR })
  })
})

describe('an exception task', () => {
  it('has four hours and climbs the path of the SOP; trying again begins with a fresh clock and level', () => {
    const plan = aPlan([aTask('look', { needs: [], escalate: { levels: [remindAt(50)] } })], { escalation: { levels: [tellAfter(HOUR, 'chief', true)] } })
    const desk = openDesk(plan)
    desk.ask('cannot', { step: 'look', reason: 'unsafe', note: '' })
    desk.pass(HOUR)
    expect(desk.instance('look')).toMatchObject({ phase: 'exception', level: 1, assignee: 'olu', clock: { dueAt: START + 4 * HOUR } })
    desk.ask('settle', { step: 'look', by: 'olu', choice: 'retry' })
    expect(desk.instance('look')).toMatchObject({ phase: 'task', level: 0, assignee: 'ana', clock: { dueAt: START + 5 * HOUR } })
    desk.pass(2 * HOUR)
    expect(climbed(desk)).toEqual(['escalated 1 olu @ 60', 'reminded 1 ana @ 180'])
  })
})

describe('the SLA of the case', () => {
  it('is breached once, and a closed case still says so', () => {
    const desk = openDesk({ ...climbing(), sla: elapsed(HOUR) })
    expect(desk.summary()).toMatchObject({ dueAt: START + HOUR, breached: false })
    desk.pass(10 * HOUR)
    expect(desk.find('case_breached')).toMatchObject([{ at: START + HOUR, detail: { dueAt: START + HOUR } }])
    desk.ask('complete', { step: 'look' })
    expect(desk.summary()).toMatchObject({ state: 'closed', breached: true })
    expect(nextDeadline(desk.state())).toBeUndefined()
  })

  it('is met by a case that closes exactly at its end', () => {
    const desk = openDesk({ ...climbing(), sla: elapsed(HOUR) })
    desk.outage(HOUR)
    desk.ask('complete', { step: 'look' })
    expect(desk.summary()).toMatchObject({ state: 'closed', breached: false })
    expect(nextDeadline(desk.state())).toBeUndefined()
  })
})
