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

  describe('in a role that goes round', () => {
    const round = (people: readonly string[], change: Partial<Organisation> = {}): Organisation =>
      anOrganisation({ ...change, roles: { ...anOrganisation().roles, clerk: aRole('clerk', people, 'round_robin') } })
    const next = (organisation: Organisation, last: string | undefined, change: Partial<Request> = {}): Resolution =>
      resolve(organisation, request(change), () => idle, (role) => (role === 'clerk' ? last : undefined))

    it('is the next after the last one\'s turn in the order of the file, and the first after the last of them', () => {
      const three = round(['dana', 'ana', 'bo'])
      expect([undefined, 'dana', 'ana', 'bo'].map((last) => next(three, last).people[0])).toEqual(['dana', 'ana', 'bo', 'dana'])
      expect(next(three, 'dana')).toMatchObject({
        why: 'next in turn in the role "clerk" after DANA', turn: { role: 'clerk', of: 'ana' },
        considered: [{ person: 'dana', why: 'comes later in turn' }, { person: 'bo', why: 'comes later in turn' }],
      })
    })

    it('passes over whoever cannot have it, and starts anew after somebody who holds the role no more', () => {
      expect(next(round(['ana', 'zoe', 'bo']), 'ana')).toMatchObject({ people: ['bo'], turn: { of: 'bo' } })
      expect(next(round(['ana', 'bo', 'dana']), 'ana', { exclude: ['bo'] })).toMatchObject({ people: ['dana'] })
      expect(next(round(['ana', 'bo']), 'bo', { exclude: ['ana'] })).toMatchObject({ people: ['bo'] })
      expect(next(round(['ana', 'bo']), 'kim')).toMatchObject({ people: ['ana'] })
    })

    it('is whoever covers for the one whose turn it is, and it was that one\'s turn', () => {
      const away = { absences: [{ person: 'bo', from: START - 1, to: START + 1, cover: 'olu' }] }
      expect(next(round(['ana', 'bo', 'dana'], away), 'ana')).toMatchObject({ people: ['olu'], turn: { role: 'clerk', of: 'bo' } })
    })

    it('takes nobody\'s turn by a level that only tells, and one by a level that takes over', () => {
      expect(next(round(['ana', 'bo']), 'ana', { purpose: 'escalate', takesOver: false })).not.toHaveProperty('turn')
      expect(next(round(['ana', 'bo']), 'ana', { purpose: 'escalate' })).toMatchObject({ people: ['bo'], turn: { of: 'bo' } })
      expect(resolve(anOrganisation(), request(), () => idle)).not.toHaveProperty('turn')
    })
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

  it.each([
    ['clerk', 'bo'], ['clerk', undefined], ['ana', 'bo'], ['ana', undefined], ['ana', 'zoe'], ['day', 'bo'], ['day', undefined],
  ])('is said without why somebody is away, which the record would keep for good: %s, covered by %s', (target, cover) => {
    const day = { id: 'day', zone: 'UTC', one: true, overrides: [], swaps: [], layers: [{ name: 'all', priority: 0, rotation: { every: 1, unit: 'day' as const, anchor: { day: 0, minute: 0 }, turns: [['ana']] } }] }
    const absence = { person: 'ana', from: START - 1, to: START + 9, because: 'fever', ...(cover === undefined ? {} : { cover }) }
    const organisation = anOrganisation({ rosters: { day }, absences: [absence], zones: { UTC: [[-8.64e15, 0]] } })

    const told = JSON.stringify([ask({ target }, organisation), ask({ purpose: 'shift', target, assignee: 'ana' }, organisation)])

    expect(told).toMatch(/is away|covers for ANA|covering for ANA/)
    expect(told).not.toContain('fever')
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
