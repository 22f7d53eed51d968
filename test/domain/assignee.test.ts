import { describe, expect, it } from 'vitest'
import { resolve, type Load } from '../../domain/assignee.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Request, Resolution } from '../../domain/event.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { changesOwner, settleTurn } from '../../domain/turn.ts'
import type { CaseSummary, TaskCard } from '../../domain/views.ts'
import { anOrganisation, aRole, START } from '../harness/plans.ts'

const request = (change: Partial<Request> = {}): Request => ({
  id: 'inspect#1@1.0', purpose: 'assign', caseId: 'c1', instance: 'inspect#1', step: 'inspect', epoch: 1, level: 0, target: 'clerk', takesOver: true, at: START, dueAt: START, ...change,
})
const idle: Load = { openTasks: 0, lastAssignedAt: 0 }
const ask = (change: Partial<Request> = {}, organisation: Organisation = anOrganisation(), loads: Readonly<Record<string, Load>> = {}): Resolution =>
  resolve(organisation, request(change), (person) => loads[person] ?? idle)

describe('who gets a step', () => {
  it('is the first of the role, and the receipt says who stood behind', () => {
    expect(ask()).toMatchObject({ people: ['ana'], why: 'first in the role "clerk"', considered: [{ person: 'bo', why: 'stands later in the role "clerk"' }], fallback: false, organisationVersion: 'o1' })
  })

  it('is the least loaded, then who was given one longest ago, then the first by id', () => {
    const shared = anOrganisation({ roles: { ...anOrganisation().roles, clerk: aRole('clerk', ['bo', 'ana'], 'least_loaded') } })
    const who = (ana: Load, bo: Load): readonly string[] => ask({}, shared, { ana, bo }).people
    expect(who({ openTasks: 2, lastAssignedAt: 0 }, { openTasks: 1, lastAssignedAt: 9 })).toEqual(['bo'])
    expect(who({ openTasks: 1, lastAssignedAt: 5 }, { openTasks: 1, lastAssignedAt: 4 })).toEqual(['bo'])
    expect(who(idle, idle)).toEqual(['ana'])
    expect(ask({}, shared, { ana: { openTasks: 1, lastAssignedAt: 0 }, bo: { openTasks: 2, lastAssignedAt: 0 } })).toMatchObject({ why: 'least loaded in the role "clerk" with 1 open task', considered: [{ person: 'bo', why: '2 open tasks' }] })
  })

  it('is never somebody who has left', () => {
    const mixed = anOrganisation({ roles: { ...anOrganisation().roles, clerk: aRole('clerk', ['zoe', 'bo', 'ghost']) } })
    expect(ask({}, mixed)).toMatchObject({ people: ['bo'], considered: [{ person: 'zoe', why: 'is not active' }, { person: 'ghost', why: 'is nobody in this organisation' }] })
    expect(ask({ target: 'zoe' })).toMatchObject({ people: ['olu'], fallback: true })
  })

  it('is the sink when the role is empty, and the record says why', () => {
    expect(ask({ target: 'night' })).toMatchObject({ people: ['olu'], fallback: true, why: 'nobody holds the role "night" now, so it goes to "chief", who gets what nobody else can' })
    expect(ask({ target: 'constructor' })).toMatchObject({ people: ['olu'], fallback: true })
    expect(ask({ target: 'chief' })).toMatchObject({ people: ['olu'], fallback: false })
  })

  it('is nobody when the sink is empty too', () => {
    expect(ask({ target: 'night' }, anOrganisation({ sink: 'zoe' }))).toMatchObject({ people: [], fallback: true })
  })

  it('is nobody for an escalation level whose target is empty: the sink is no level', () => {
    expect(ask({ purpose: 'escalate', target: 'night' })).toMatchObject({ people: [], fallback: false })
    expect(ask({ purpose: 'remind', target: 'zoe' })).toMatchObject({ people: [], fallback: false })
  })

  it('is the person that the SOP names', () => expect(ask({ target: 'bo' })).toMatchObject({ people: ['bo'], why: 'BO is named by the SOP' }))
})

describe('a turn with its answers', () => {
  const card = { step: 'inspect', instance: 'inspect#1', assignee: 'ana', claimedBy: 'ana', why: '' } as unknown as TaskCard
  const summary = { openSteps: [{ step: 'inspect', title: 'Inspect', phase: 'task', assignee: 'ana' }, { step: 'refund', title: 'Refund', phase: 'acting', assignee: null }] } as unknown as CaseSummary
  const settle = (...resolutions: readonly Resolution[]) => settleTurn({ events: [], summary, tasks: [card] }, resolutions)
  const types = (events: readonly AuditEvent[]): readonly string[] => events.map((event) => event.type)

  it('shows the new owner on the card and in the summary, and nobody as holding it', () => {
    const { tasks, summary: shown, events } = settle(ask({ purpose: 'escalate', target: 'chief', level: 2, epoch: 2, dueAt: START - 5, assignee: 'ana' }))
    expect(tasks[0]).toMatchObject({ assignee: 'olu', claimedBy: null, why: 'first in the role "chief"' })
    expect(shown.openSteps.map(({ assignee }) => assignee)).toEqual(['olu', null])
    expect(types(events)).toEqual(['escalated', 'assigned'])
    expect(events[0]).toMatchObject({ actor: 'timer', level: 2, at: START, detail: { to: ['olu'], ownerBefore: 'ana', dueAt: START - 5, target: 'chief', organisation: 'o1' } })
  })

  it('leaves the owner alone when a level only tells, or reaches nobody', () => {
    for (const told of [ask({ purpose: 'escalate', target: 'chief', takesOver: false }), ask({ purpose: 'escalate', target: 'night' })]) {
      expect(settle(told).tasks[0]).toBe(card)
      expect(changesOwner(told)).toBe(false)
    }
    expect(types(settle(ask({ purpose: 'escalate', target: 'night' })).events)).toEqual(['level_skipped'])
    expect(types(settle(ask({ purpose: 'remind', target: 'ana', takesOver: false })).events)).toEqual(['reminded'])
  })

  it('says that the sink had to take it before it says that it did', () => {
    expect(types(settle(ask({ target: 'night' })).events)).toEqual(['fallback_used', 'assigned'])
    expect(settle(ask({ target: 'night' }, anOrganisation({ sink: 'zoe' }))).tasks[0]?.assignee).toBeNull()
  })
})
