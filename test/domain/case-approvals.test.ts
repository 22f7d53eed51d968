import { describe, expect, it } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import { advance, openCase } from '../../domain/case.ts'
import type { TaskStep } from '../../domain/plan.ts'
import { aField, anOrganisation, aPlan, aRole, aTask, HOUR, is, read, role, START, tellAt } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const organisation = anOrganisation({ roles: { ...anOrganisation().roles, finance: aRole('finance', ['bo', 'dana']), chief: aRole('chief', ['olu']) } })
const approval = (change: Partial<TaskStep> = {}): TaskStep => aTask('approve', {
  outcomes: ['yes', 'no'], assign: role('clerk'), approvals: { of: [role('clerk'), role('finance')], need: 2 }, form: [aField('note', { required: ['no'] })], ...change,
})
const open = (change: Partial<TaskStep> = {}, opening: Parameters<typeof openDesk>[1] = {}) => openDesk(aPlan([approval(change)]), { organisation, ...opening })
const yes = (by: string) => ({ step: 'approve', outcome: 'yes', by })

describe('a step that needs two approvals', () => {
  it('stays open after the first, and asks somebody else', () => {
    const desk = open()
    expect(desk.instance('approve')).toMatchObject({ assignee: 'ana', eligible: ['ana', 'bo', 'dana'] })
    expect(desk.ask('complete', yes('ana'))).toMatchObject({ answer: { outcome: 'yes' } })
    expect(desk.instance('approve')).toMatchObject({ assignee: 'bo', epoch: 2, level: 0, approvals: [{ by: 'ana' }] })
    expect(desk.card()).toMatchObject({ approvals: { need: 2, of: ['clerk', 'finance'], given: [{ by: 'ana' }] } })
    expect(desk.find('approved')).toMatchObject([{ actor: 'person:ana', detail: { given: 1, need: 2 } }])
    expect(desk.types()).not.toContain('completed')
  })

  it('ends with the second, whoever of those it is, and knows all who approved', () => {
    const desk = open()
    desk.ask('complete', yes('ana'))
    desk.ask('complete', yes('dana'))
    expect(desk.state()).toMatchObject({ outcome: 'yes', results: { approve: { by: 'dana', approvedBy: ['ana', 'dana'] } } })
  })

  it('keeps its clock while the approvers change', () => {
    const desk = open()
    const { clock } = desk.instance('approve')
    desk.pass(HOUR)
    desk.ask('complete', yes('ana'))
    expect(desk.instance('approve').clock).toEqual(clock)
  })

  it('counts each person once, whatever the channel', () => {
    const desk = open()
    const { answer } = desk.ask('complete', yes('ana'))
    expect(desk.ask('complete', { ...yes('ana'), via: 'slack' })).toEqual({ answer })
    expect(desk.ask('complete', { ...yes('ana'), via: 'email', form: { note: 'again' } })).toMatchObject({ refused: 'already-approved', message: '"ana" has approved "approve" already; each person counts once' })
    expect(desk.ask('claim', { step: 'approve', by: 'ana' })).toMatchObject({ refused: 'already-approved' })
    expect(desk.instance('approve').approvals).toHaveLength(1)
  })

  it('can be approved by whoever took it before the organisation had answered', () => {
    const plan = aPlan([approval()])
    const opened = openCase({ caseId: 'c1', key: 'K', plan, trigger: 'manual', openedBy: 'dana', windable: true, event: {} }, START)
    const claimed = advance(plan, opened.state, { type: 'command', command: { do: 'claim', step: 'approve', commandId: 'x', by: 'bo', via: 'api' } }, START)
    const resolutions = opened.requests.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
    const { state } = advance(plan, claimed.state, { type: 'resolved', resolutions }, START)
    expect(state.open).toMatchObject([{ assignee: 'bo', claimedBy: 'bo', eligible: ['ana', 'bo', 'dana'] }])
  })

  it('is given by no level of escalation to somebody who has approved', () => {
    const desk = open({ escalate: { levels: [tellAt(100, 'boss', true)] } }, { organisation: { ...organisation, roles: { ...organisation.roles, boss: aRole('boss', ['ana', 'olu']) } } })
    desk.ask('complete', yes('ana'))
    desk.pass(4 * HOUR)
    expect(desk.instance('approve')).toMatchObject({ assignee: 'olu', level: 1 })
  })

  it('ends at once with any other outcome', () => {
    const desk = open()
    desk.ask('complete', yes('ana'))
    desk.ask('complete', { step: 'approve', outcome: 'no', by: 'bo', form: { note: 'too much' } })
    expect(desk.state().outcome).toBe('no')
    expect(desk.state().results['approve']).not.toHaveProperty('approvedBy')
  })

  it('takes approvals only from whom it names', () => {
    const desk = open()
    expect(desk.ask('complete', yes('olu'))).toMatchObject({ refused: 'not-allowed', message: '"olu" may not approve "approve"; ana, bo, dana may' })
    expect(desk.ask('complete', { step: 'approve', outcome: 'no', by: 'olu', form: { note: 'I stop this' } })).toHaveProperty('answer')
  })

  it('frees it from whoever had taken it, and what was seen before is stale', () => {
    const desk = open()
    desk.ask('claim', { step: 'approve', by: 'ana' })
    desk.ask('complete', { ...yes('ana'), epoch: 1 })
    expect(desk.instance('approve')).not.toHaveProperty('claimedBy')
    expect(desk.ask('complete', { ...yes('bo'), epoch: 1 })).toMatchObject({ refused: 'stale-step' })
    expect(desk.ask('complete', { ...yes('bo'), epoch: 2 })).toHaveProperty('answer')
  })

  it('goes to the sink when nobody of them is left, which may then approve', () => {
    const desk = open({ approvals: { of: [role('lead')], need: 2 }, assign: role('lead') })
    desk.ask('complete', yes('dana'))
    expect(desk.instance('approve')).toMatchObject({ assignee: 'olu', eligible: ['olu'] })
    expect(desk.find('fallback_used')).toHaveLength(1)
    desk.ask('complete', yes('olu'))
    expect(desk.state().outcome).toBe('yes')
  })

  it('cannot be approved by hand, and begins anew when it is retried', () => {
    const desk = open()
    desk.ask('complete', yes('ana'))
    desk.ask('cannot', { step: 'approve', by: 'bo', reason: 'unsafe', note: '' })
    expect(desk.ask('settle', { step: 'approve', by: 'dana', choice: 'done_by_hand', outcome: 'yes', reference: 'x' })).toMatchObject({ refused: 'not-allowed' })
    desk.ask('settle', { step: 'approve', by: 'dana', choice: 'retry' })
    expect(desk.instance('approve')).toMatchObject({ phase: 'task', assignee: 'ana' })
    expect(desk.instance('approve')).not.toHaveProperty('approvals')
  })

  it('is handed only to somebody who may approve, and makes nobody an approver', () => {
    const desk = open()
    expect(desk.ask('handoff', { step: 'approve', to: 'olu' })).toMatchObject({ refused: 'not-allowed', message: '"olu" may not approve "approve"; ana, bo, dana may' })
    desk.ask('handoff', { step: 'approve', to: 'dana' })
    expect(desk.instance('approve')).toMatchObject({ assignee: 'dana', eligible: ['ana', 'bo', 'dana'] })
    expect(desk.ask('complete', yes('olu'))).toMatchObject({ refused: 'not-allowed' })
  })

  it('can be approved by whoever covers for the one who was asked', () => {
    const away = { ...organisation, absences: [{ person: 'ana', from: 0, to: Infinity, cover: 'olu' }] }
    const desk = open({}, { organisation: away })
    expect(desk.instance('approve').assignee).toBe('olu')
    expect(desk.ask('complete', yes('olu'))).toHaveProperty('answer')
  })

  it('is not approved by whoever an escalation gave it to', () => {
    const desk = open({ escalate: { levels: [tellAt(50, 'chief', true)] } })
    desk.pass(2 * HOUR)
    expect(desk.instance('approve').assignee).toBe('olu')
    expect(desk.ask('complete', yes('olu'))).toMatchObject({ refused: 'not-allowed' })
    expect(desk.ask('complete', yes('bo'))).toHaveProperty('answer')
  })
})

describe('a step that another person must do', () => {
  const four = (change: Partial<TaskStep> = {}) => openDesk(aPlan([aTask('check', { notSameAs: [read('case.opened_by')], ...change })]), { openedBy: 'ana', trigger: 'manual' })

  it('goes past the person who is left out, and says so', () => {
    const desk = four()
    expect(desk.instance('check')).toMatchObject({ assignee: 'bo', excluded: ['ana'] })
    expect(desk.find('assigned')).toMatchObject([{ detail: { to: ['bo'], considered: [{ person: 'ana', why: 'is not to do this step' }] } }])
    expect(desk.card()).toMatchObject({ notFor: ['ana'] })
  })

  it.each([
    ['complete', {}], ['claim', {}], ['handoff', { by: 'bo', to: 'ana' }],
  ] as const)('refuses %s', (word, fields) => {
    expect(four().ask(word, { step: 'check', by: 'ana', ...fields })).toMatchObject({ refused: 'not-allowed', message: '"ana" may not do "check": the SOP wants another person for it' })
  })

  it('refuses that person by hand too, after something went wrong', () => {
    const desk = four()
    desk.ask('cannot', { step: 'check', by: 'bo', reason: 'unsafe', note: '' })
    expect(desk.ask('settle', { step: 'check', by: 'ana', choice: 'done_by_hand', outcome: 'done', reference: 'x' })).toMatchObject({ refused: 'not-allowed' })
    expect(desk.ask('settle', { step: 'check', by: 'dana', choice: 'done_by_hand', outcome: 'done', reference: 'x' })).toHaveProperty('answer')
  })

  it('goes to the sink when nobody is left, with the reason', () => {
    const desk = four({ notSameAs: [read('case.opened_by'), is('bo')] })
    expect(desk.instance('check').assignee).toBe('olu')
    expect(desk.find('fallback_used')).toMatchObject([{ detail: { why: 'nobody who may do this step holds the role "clerk" now, so it goes to "chief", who gets what nobody else can' } }])
  })

  it('is not given to that person by an escalation', () => {
    const desk = openDesk(aPlan([aTask('check', { notSameAs: [is('olu')], escalate: { levels: [tellAt(50, 'chief', true)] } })]))
    desk.pass(2 * HOUR)
    expect(desk.instance('check').assignee).toBe('ana')
    expect(desk.types()).toContain('level_skipped')
  })

  it('knows everybody who approved the step before, and nobody where nobody did it', () => {
    const desk = openDesk(aPlan([
      approval({ routes: { yes: { to: 'pay' }, no: { finish: 'declined' } } }), aTask('pay', { notSameAs: [read('steps.approve.by'), is(null)], assign: role('finance') }),
    ]), { organisation })
    desk.ask('complete', yes('ana'))
    desk.ask('complete', yes('bo'))
    expect(desk.instance('pay')).toMatchObject({ assignee: 'dana', excluded: ['bo', 'ana'] })
  })
})
