import { expect, test } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import { advance, cards, nextDeadline, openCase, refuse } from '../../domain/case.ts'
import type { CaseEvent, Command } from '../../domain/event.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { TaskStep } from '../../domain/plan.ts'
import { withEdits, type RosterWish } from '../../domain/roster/edit.ts'
import type { CaseState } from '../../domain/state.ts'
import { anOrganisation, aPlan, aTask, elapsed, HOUR, role, START } from '../harness/plans.ts'
import { every, layer, roster } from './roster-builders.ts'

/** Ana has the desk until midnight, Bo after her. */
const file: Organisation = anOrganisation({
  rosters: {
    desk: roster([layer(every(1, 'day', '2026-11-20 00:00', ['ana'], ['bo']))], { id: 'desk', zone: 'UTC' }),
    nights: roster([layer(every(1, 'day', '2026-11-20 00:00', ['dana']))], { id: 'nights', zone: 'UTC' }),
  },
  roles: { ...anOrganisation().roles, on_desk: { id: 'on_desk', accountableFor: 'the desk', people: ['ana', 'bo'], pick: 'first', roster: 'desk' } },
})

/** A case whose organisation somebody changes while it runs. */
function desk(handoff: TaskStep['handoff'] = 'ask') {
  const plan = aPlan([aTask('look', { assign: role('on_desk'), sla: { finish: elapsed(40 * HOUR) }, handoff })])
  let organisation = file
  let commands = 0
  const take = (advanced: ReturnType<typeof advance>): CaseState => {
    const resolutions = advanced.requests.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
    return resolutions.length > 0 ? take(advance(plan, advanced.state, { type: 'resolved', resolutions }, START)) : advanced.state
  }
  let state = take(openCase({ caseId: 'c1', key: 'R-1', plan, trigger: 'shop.return', openedBy: 'shop', windable: true, event: { id: 'R-1', customer: { email: 'cy@example.com', name: 'Cy' } } }, START))
  const apply = (event: CaseEvent) => { state = take(advance(plan, state, event, START)) }
  return {
    ask: (command: object) => {
      const whole = { commandId: `c${++commands}`, by: 'ana', via: 'console', ...command } as Command
      const refusal = refuse(plan, state, whole, START)
      if (!refusal) apply({ type: 'command', command: whole })
      return refusal?.code
    },
    change(wish: Partial<RosterWish>) {
      organisation = withEdits(organisation, [{ roster: 'desk', made: { id: 'e1', by: 'olu', at: START }, wish: { do: 'replace', person: 'ana', with: 'dana', from: START, to: START + 9 * HOUR, because: 'ill', ...wish } as RosterWish }], START)
      return this.ask({ do: 'roster_changed', roster: 'desk', by: 'olu' })
    },
    card: () => cards(plan, state)[0]!,
    next: () => nextDeadline(state),
  }
}

test('what nobody has taken goes to whoever is on after the change, at once', () => {
  const open = desk()

  expect(open.change({})).toBeUndefined()

  expect(open.card()).toMatchObject({ assignee: 'dana', handedOn: { by: 'ana' }, shift: { endsAt: START + 9 * HOUR } })
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
