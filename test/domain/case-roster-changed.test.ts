import { expect, test } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import { advance, cards, nextDeadline, openCase, refuse } from '../../domain/case.ts'
import type { CaseEvent, Command } from '../../domain/event.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { TaskStep } from '../../domain/plan.ts'
import { withEdits, type RosterEdit, type RosterWish } from '../../domain/roster/edit.ts'
import type { CaseState } from '../../domain/state.ts'
import { anOrganisation, aPlan, aTask, elapsed, HOUR, role, START } from '../harness/plans.ts'
import { every, layer, roster } from './roster-builders.ts'

/** Ana has the desk until midnight, Bo after her. */
const file: Organisation = anOrganisation({
  rosters: {
    desk: roster([layer(every(1, 'day', '2026-11-20 00:00', ['ana'], ['bo']))], { id: 'desk', zone: 'UTC' }),
    nights: roster([layer(every(1, 'day', '2026-11-20 00:00', ['dana']))], { id: 'nights', zone: 'UTC' }),
  },
  roles: { ...anOrganisation().roles, on_desk: { id: 'on_desk', accountableFor: 'the desk', people: ['ana', 'bo'], pick: 'first', roster: 'desk' }, shared: { id: 'shared', accountableFor: 'what is shared', people: ['ana', 'bo'], pick: 'first' } },
})

/** A case whose organisation somebody changes while it runs. */
function desk(handoff: TaskStep['handoff'] = 'ask', assign: TaskStep['assign'] = role('on_desk')) {
  const plan = aPlan([aTask('look', { assign, sla: { finish: elapsed(40 * HOUR) }, handoff })])
  let organisation = file
  let commands = 0
  let now = START
  const take = (advanced: ReturnType<typeof advance>): CaseState => {
    const resolutions = advanced.requests.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
    return resolutions.length > 0 ? take(advance(plan, advanced.state, { type: 'resolved', resolutions }, now)) : advanced.state
  }
  let state = take(openCase({ caseId: 'c1', key: 'R-1', plan, trigger: 'shop.return', openedBy: 'shop', windable: true, event: { id: 'R-1', customer: { email: 'cy@example.com', name: 'Cy' } } }, START))
  const apply = (event: CaseEvent) => { state = take(advance(plan, state, event, now)) }
  return {
    ask: (command: object) => {
      const whole = { commandId: `c${++commands}`, by: 'ana', via: 'console', ...command } as Command
      const refusal = refuse(plan, state, whole, now)
      if (!refusal) apply({ type: 'command', command: whole })
      return refusal?.code
    },
    change(wish: Partial<RosterWish>) {
      organisation = withEdits(organisation, [{ roster: 'desk', made: { id: 'e1', by: 'olu', at: START }, wish: { do: 'replace', person: 'ana', with: 'dana', from: START, to: START + 9 * HOUR, because: 'ill', ...wish } as RosterWish }], START)
      return this.ask({ do: 'roster_changed', roster: 'desk', by: 'olu', what: 'Olu changed the roster: Dana is on instead of Ana (ill)' })
    },
    absent(person: string, over: Partial<RosterWish> = {}) {
      const made: RosterEdit = { roster: null, made: { id: 'a1', by: person, at: now }, wish: { do: 'absence', person, from: now, to: START + 9 * HOUR, because: 'fever', ...over } as RosterWish }
      organisation = withEdits(organisation, [made], now)
      return this.ask({ do: 'roster_changed', person, by: person, what: `${person} is away` })
    },
    back() {
      organisation = file
      return this.ask({ do: 'roster_changed', person: 'ana', by: 'ana', what: 'Ana took back that Ana is away' })
    },
    until(at: number) {
      now = at
      apply({ type: 'deadline-passed' })
    },
    card: () => cards(plan, state)[0]!,
    next: () => nextDeadline(state),
  }
}

test('what nobody has taken goes to whoever is on after the change, at once', () => {
  const open = desk()

  expect(open.change({})).toBeUndefined()

  expect(open.card()).toMatchObject({ assignee: 'dana', handedOn: { by: 'ana', byRoster: true, summary: 'Olu changed the roster: Dana is on instead of Ana (ill)' }, shift: { endsAt: START + 9 * HOUR } })
})

test('whoever has taken it is asked, stays with it, or hands it over, as the SOP says', () => {
  const after = (handoff: TaskStep['handoff']) => {
    const open = desk(handoff)
    open.ask({ do: 'claim', step: 'look' })
    open.change({})
    return [open.card().claimedBy, open.card().assignee, open.card().shift?.answerBy !== undefined]
  }

  expect([after('ask'), after('stay'), after('follow')]).toEqual([['ana', 'ana', true], ['ana', 'ana', false], [null, 'dana', false]])
})

test('a change that is still to come only moves the end of the shift, and one of another person nothing', () => {
  const later = desk()
  const other = desk()
  later.change({ from: START + 2 * HOUR })
  other.change({ person: 'bo' })

  expect(later.card()).toMatchObject({ assignee: 'ana', shift: { endsAt: START + 2 * HOUR } })
  expect(other.card()).toMatchObject({ assignee: 'ana', shift: { endsAt: START + 14 * HOUR } })
})

test('whoever got it by hand although they are not on keeps it, and another roster is nothing to it', () => {
  const byHand = desk()
  byHand.ask({ do: 'handoff', step: 'look', to: 'olu', summary: 'half done' })
  byHand.change({})
  const elsewhere = desk()

  expect(byHand.card().assignee).toBe('olu')
  expect(elsewhere.ask({ do: 'roster_changed', roster: 'nights' })).toBeUndefined()
  expect(elsewhere.card()).toMatchObject({ assignee: 'ana', shift: { endsAt: START + 14 * HOUR } })
  expect(elsewhere.card().handedOn).toBeUndefined()
  expect(elsewhere.ask({ do: 'roster_changed' })).toBe('bad-command')
})

test('whoever is away gives up at once what nobody has taken, whatever gave it to them, and what is said is why', () => {
  const shared: TaskStep['assign'] = role('shared')
  const [onRoster, inRole, named] = [desk('ask'), desk('ask', shared), desk('ask', { kind: 'person', name: 'ana' })]

  for (const one of [onRoster, inRole, named]) expect(one.absent('ana', { with: 'bo' } as Partial<RosterWish>)).toBeUndefined()

  expect([onRoster, inRole, named].map((one) => [one.card().assignee, one.card().handedOn?.summary])).toEqual(Array.from({ length: 3 }, () => ['bo', 'ana is away']))
})

test('whoever has taken it and is away is asked, and a colleague in the role gets it when nobody covers', () => {
  const taken = desk('ask', role('shared'))
  taken.ask({ do: 'claim', step: 'look' })
  taken.absent('ana')
  const left = desk('ask', role('shared'))
  left.absent('ana')

  expect(taken.card()).toMatchObject({ assignee: 'ana', claimedBy: 'ana', shift: { answerBy: START + HOUR / 2, because: 'ana is away' } })
  expect(left.card()).toMatchObject({ assignee: 'bo' })
})

test('an absence that is still to come moves the task when it begins, and one that is taken back does not', () => {
  const [comes, taken] = [desk('ask', role('shared')), desk('ask', role('shared'))]
  for (const one of [comes, taken]) one.absent('ana', { from: START + 2 * HOUR })
  expect(comes.card()).toMatchObject({ assignee: 'ana', shift: { endsAt: START + 2 * HOUR } })
  expect(comes.next()).toBe(START + 2 * HOUR)
  taken.back()

  for (const one of [comes, taken]) one.until(START + 2 * HOUR)

  expect(comes.card()).toMatchObject({ assignee: 'bo', handedOn: { by: 'ana', summary: 'ANA is away' } })
  expect(taken.card()).toMatchObject({ assignee: 'ana' })
  expect(taken.card().handedOn).toBeUndefined()
})

test('the absence of somebody else moves nothing, and an absence of nobody is no command', () => {
  const open = desk('ask', role('shared'))
  open.absent('bo')

  expect(open.card()).toMatchObject({ assignee: 'ana' })
  expect(open.card().handedOn).toBeUndefined()
  expect(open.ask({ do: 'roster_changed', person: '' })).toBe('bad-command')
  expect(open.ask({ do: 'roster_changed', roster: 'desk', what: 7 })).toBe('bad-command')
})
