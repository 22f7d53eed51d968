import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../domain/audit.ts'
import { planTurn } from '../../domain/deliveries/plan.ts'
import type { PlanningWorld, ProvenTurn } from '../../domain/deliveries/planned.ts'
import { afterFailure, type FailedTry } from '../../domain/deliveries/retry.ts'
import { pointless } from '../../domain/deliveries/stale.ts'
import type { Person } from '../../domain/organisation.ts'
import type { TaskCard } from '../../domain/views.ts'
import { anEvent, anOrganisation, aSummary, aTask, MORNING } from '../adapters/postgres/builders.ts'

const person = (id: string, of: Partial<Person> = {}): Person => ({ id, name: id.toUpperCase(), email: `${id}@shop.test`, slack: `U-${id}`, zone: 'UTC', locale: 'en', active: true, access: ['staff'], ...of })
const { slack: _none, ...byMail } = person('ben')
const organisation = anOrganisation({
  people: { ana: person('ana', { manager: 'cleo' }), ben: byMail, cleo: person('cleo'), boss: person('boss'), gone: person('gone', { active: false, manager: 'cleo' }), long: person('long', { active: false, manager: 'gone' }) },
  roles: { warehouse: { id: 'warehouse', accountableFor: 'parcels', people: ['ana', 'ben', 'gone'], pick: 'first' }, lead: { id: 'lead', accountableFor: 'returns', people: ['cleo'], pick: 'first' } },
})
const world: PlanningWorld = { organisation, on: ['slack', 'email'], now: MORNING }

const step = (type: AuditEvent['type'], detail: AuditEvent['detail'], of: Partial<AuditEvent> = {}): AuditEvent => anEvent(type, { actor: 'timer', step: 'inspect', instance: 'inspect#1', epoch: 1, level: 0, detail, ...of })

function told(events: readonly AuditEvent[], card: Partial<TaskCard> = {}, of: Partial<PlanningWorld> = {}) {
  const turn: ProvenTurn = { id: '5', caseId: 'CASE1', events, summary: aSummary(), tasks: [aTask(card)], sopOwner: 'lead' }
  return planTurn({ ...world, ...of }, turn).map(({ person: to, address, channel, kind, urgent, headline }) => ({ to, address, channel, kind, urgent, headline }))
}
const to = (...people: readonly string[]) => ({ to: [...people] })

describe('whom a turn tells', () => {
  it.each<[string, AuditEvent, object]>([
    ['whoever gets a step', step('assigned', { ...to('ana'), why: 'first in the role' }), { to: 'ana', kind: 'task', urgent: false, headline: 'Inspect the parcel is yours: first in the role' }],
    ['whoever a step climbs to, at once', step('escalated', { ...to('cleo'), because: 'nobody has taken it' }, { level: 2 }), { to: 'cleo', kind: 'told', urgent: true, headline: 'Inspect the parcel was escalated to you (level 2): nobody has taken it' }],
    ['whoever a person escalates it to', step('escalated', to('cleo'), { actor: 'person:ana', level: 1 }), { headline: 'ANA escalated Inspect the parcel to you (level 1)' }],
    ['whoever a step climbs to while it is in time, which can wait for the morning', step('escalated', { ...to('cleo'), because: 'nobody has taken it' }, { level: 1 }), { to: 'cleo', kind: 'told', urgent: false }],
    ['whoever holds it, as a reminder', step('reminded', to('ana')), { to: 'ana', kind: 'reminder', urgent: false, headline: 'Inspect the parcel is still open' }],
    ['whoever is to approve', step('reminded', { ...to('cleo'), about: 'approval' }), { kind: 'asked', urgent: false, headline: 'Inspect the parcel needs your approval' }],
    ['whoever holds it when a hard deadline comes near, at once', step('reminded', { ...to('ana'), about: 'act_before' }), { kind: 'reminder', urgent: true }],
    ['whoever answers for it when a pause is over', step('reminded', { ...to('cleo'), about: 'pause_over' }), { kind: 'notice', urgent: false }],
    ['whoever is to say whether they stay, at once: they have half an hour', step('handoff_asked', to('ana')), { kind: 'asked', urgent: true }],
    ['whoever is on no more by a change, what was changed', step('handoff_asked', { ...to('ana'), because: 'Olu changed the roster: Bo is on instead of Ana (dentist)' }), { headline: expect.stringMatching(/^Olu changed the roster: Bo is on instead of Ana \(dentist\): do you stay with/) as string }],
    ['whoever gets what nobody else can, at the end of a path', step('fallback_used', { ...to('boss'), about: 'exhausted' }), { to: 'boss', kind: 'told', urgent: true }],
    ['whoever holds what is past its due time', step('breached', { owner: 'ana' }), { to: 'ana', kind: 'reminder', urgent: true, headline: 'Inspect the parcel is past its due time' }],
    ['the owner of the SOP when a case is past its due time', anEvent('case_breached', { actor: 'timer' }), { to: 'cleo', kind: 'notice', urgent: true, headline: 'Returns: the case is past its due time' }],
    ['the owner of the SOP when a path is exhausted', step('exhausted', {}), { to: 'cleo', kind: 'notice', urgent: true }],
  ])('%s', (_who, event, expected) => {
    expect(told([event])).toMatchObject([expected])
  })

  it('the rest of the team when a step is given back, or nobody takes it in time; and nobody once somebody has', () => {
    expect(told([step('released', {}, { actor: 'person:ana' })])).toMatchObject([{ to: 'ben', kind: 'task', headline: 'ANA gave Inspect the parcel back: whoever takes it has it' }])
    expect(told([step('acknowledge_missed', {})]).map(({ to: who }) => who)).toEqual(['ana', 'ben'])
    expect(told([step('acknowledge_missed', {})], { notFor: ['ben'] }).map(({ to: who }) => who)).toEqual(['ana'])
    expect(told([step('acknowledge_missed', {})], { claimedBy: 'ana' })).toEqual([])
  })

  it('a channel, which only informs', () => {
    expect(told([step('escalated', to('slack:#ops-alerts'))])).toMatchObject([{ to: null, address: '#ops-alerts', channel: 'slack', kind: 'notice' }])
  })

  it('each once about a step, by what matters most', () => {
    expect(told([step('assigned', to('cleo')), step('breached', { owner: 'ana' }), step('escalated', to('cleo'))])).toMatchObject([{ to: 'cleo', kind: 'told' }, { to: 'ana', kind: 'reminder' }])
  })

  it('nobody of what only the record has to know', () => {
    expect(told([step('step_started', {}), step('completed', {}), step('fallback_used', to('boss'))])).toEqual([])
  })
})

describe('by which channel', () => {
  const ways = (target: string, by: readonly string[] | null, on: PlanningWorld['on'] = ['slack', 'email']) => told([step('escalated', { ...to(target), ...(by ? { channels: [...by] } : {}) })], {}, { on }).map(({ to: who, channel, headline }) => [who, channel, headline.includes('could not be reached')])

  it.each<[string, string, readonly string[] | null, PlanningWorld['on'] | undefined, unknown]>([
    ['Slack where they have it', 'ana', null, undefined, ['ana', 'slack', false]],
    ['else mail', 'ben', null, undefined, ['ben', 'email', false]],
    ['as the level says', 'ana', ['email', 'slack'], undefined, ['ana', 'email', false]],
    ['their other one where the level names none that they have', 'ben', ['slack'], undefined, ['ben', 'email', false]],
    ['one that is on', 'ana', ['slack'], ['email'], ['ana', 'email', false]],
    ['their manager for whoever has left', 'gone', null, undefined, ['cleo', 'slack', true]],
    ['the manager above one who has left too', 'long', null, undefined, ['cleo', 'slack', true]],
    ['whoever gets what nobody else can for whoever is not known', 'nobody', null, undefined, ['boss', 'slack', true]],
    ['whoever gets what nobody else can for a channel of one that is off', 'slack:#ops', null, ['email'], ['boss', 'email', true]],
  ])('%s', (_what, target, by, on, expected) => {
    expect(ways(target, by, on)).toEqual([expected])
  })
})

describe('after a try that did not work', () => {
  const after = (of: Partial<FailedTry>) => afterFailure({ failure: 'later', tries: 1, sinceFirstMs: 0, urgent: false, retryAfterMs: undefined, ...of })
  const MINUTE = 60_000

  it.each<[string, Partial<FailedTry>, object]>([
    ['a channel that is busy is asked again after a second', {}, { do: 'again', inMs: 1_000, possibleRepeat: false }],
    ['then after twice as long', { tries: 4, sinceFirstMs: 7_000 }, { do: 'again', inMs: 8_000 }],
    ['and never before it wants', { retryAfterMs: 30_000 }, { do: 'again', inMs: 30_000 }],
    ['a quarter of an hour is enough', { tries: 10, sinceFirstMs: 14 * MINUTE }, { do: 'pass_on', elseInMs: 5 * MINUTE }],
    ['what is urgent goes another way sooner', { tries: 6, sinceFirstMs: 31_000, urgent: true }, { do: 'pass_on', elseInMs: 32_000 }],
    ['what may have been sent is marked', { failure: 'unknown' }, { do: 'again', possibleRepeat: true }],
    ['who cannot be reached here is reached elsewhere', { failure: 'unreachable' }, { do: 'pass_on', elseInMs: null }],
    ['what a channel refuses it refuses again', { failure: 'refused' }, { do: 'pass_on', elseInMs: null }],
    ['credentials may be mended', { failure: 'credentials' }, { do: 'pass_on', elseInMs: 5 * MINUTE }],
    ['but not for ever', { failure: 'credentials', tries: 900, sinceFirstMs: 73 * 60 * MINUTE }, { do: 'pass_on', elseInMs: null }],
  ])('%s', (_what, of, expected) => {
    expect(after(of)).toMatchObject(expected)
  })
})

describe('a message has nothing to say any more', () => {
  it.each<[string, Parameters<typeof pointless>[0]['kind'], string, TaskCard | null, string | undefined]>([
    ['when its step is over', 'task', 'ana', null, 'the step is over'],
    ['when somebody else has taken it', 'task', 'ana', aTask({ assignee: 'ben', claimedBy: 'ben' }), 'ben has taken it'],
    ['when somebody else is to be reminded', 'reminder', 'ana', aTask({ assignee: 'ben' }), "it is ben's now"],
    ['but whoever may take it is still told of it', 'task', 'ana', aTask({ assignee: 'ben' }), undefined],
    ['but whoever it climbed to is', 'told', 'cleo', aTask({ claimedBy: 'ana' }), undefined],
    ['but a notice is, whatever became of the step', 'notice', 'cleo', null, undefined],
  ])('%s', (_when, kind, target, card, expected) => {
    expect(pointless({ kind, target, instance: 'inspect#1' }, card, organisation)).toBe(expected)
  })
})
