import { describe, expect, it } from 'vitest'
import { aFact, anAction, aPlan, aTask, HOUR, role, START, tellAt } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const open = () => openDesk(aPlan([aTask('grade', { escalate: { levels: [tellAt(25, 'lead'), tellAt(50, 'lead')] } })]))
const over = { step: 'grade', summary: 'box opened, two pieces counted' }

describe('a step that is handed on', () => {
  it('goes to the person named, with how it stands', () => {
    const desk = open()
    desk.ask('claim', { step: 'grade' })
    expect(desk.ask('handoff', { ...over, to: 'bo' })).toMatchObject({ answer: { done: 'handoff', outcome: null } })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', why: 'ANA handed it to BO', epoch: 2, handedOn: { by: 'ana', summary: over.summary, at: START } })
    expect(desk.instance('grade')).not.toHaveProperty('claimedBy')
    expect(desk.card()).toMatchObject({ assignee: 'bo', claimedBy: null, handedOn: { summary: over.summary } })
    expect(desk.find('handed_off')).toMatchObject([{ actor: 'person:ana', detail: { to: 'bo', summary: over.summary, ownerBefore: 'ana' } }])
  })

  it('keeps its clock and its level', () => {
    const desk = open()
    desk.pass(HOUR)
    const before = desk.instance('grade')
    desk.ask('handoff', { ...over, to: 'bo' })
    expect(desk.instance('grade')).toMatchObject({ clock: before.clock, level: 1 })
    desk.pass(HOUR)
    expect(desk.find('escalated')).toHaveLength(2)
  })

  it('goes back to its role without a name, and past whoever hands it back', () => {
    const desk = open()
    desk.ask('handoff', over)
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', epoch: 2 })
    desk.ask('handoff', { ...over, by: 'bo' })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'ana', epoch: 3 })
  })

  it('leaves what was seen before stale', () => {
    const desk = open()
    desk.ask('handoff', { ...over, to: 'bo' })
    expect(desk.ask('complete', { step: 'grade', epoch: 1 })).toMatchObject({ refused: 'stale-step' })
  })

  it('falls to the sink when the person works here no more', () => {
    const desk = open()
    desk.ask('handoff', { ...over, to: 'zoe' })
    expect(desk.instance('grade').assignee).toBe('olu')
  })

  it.each([
    ['nothing said about how it stands', { summary: '  ' }, 'wrong-form'],
    ['whoever has it', { to: 'ana' }, 'wrong-form'],
    ['no summary at all', { summary: null as never }, 'bad-command'],
    ['nobody', { to: '' }, 'bad-command'],
    ['an older look', { epoch: 9 }, 'stale-step'],
  ])('is refused to %s', (_what, fields, refused) => {
    expect(open().ask('handoff', { ...over, ...fields })).toMatchObject({ refused })
  })

  it('is refused to somebody else than who has taken it', () => {
    const desk = open()
    desk.ask('claim', { step: 'grade', by: 'bo' })
    expect(desk.ask('handoff', { ...over, by: 'ana', to: 'dana' })).toMatchObject({ refused: 'claimed-by-other' })
  })
})

it('what went wrong and what is asked can be handed on too, each to whom it is for', () => {
  const broken = openDesk(aPlan([anAction('pay')]))
  broken.fails('shop.pay')
  broken.ask('handoff', { step: 'pay', by: 'dana', to: 'bo', summary: 'the shop is down' })
  expect(broken.instance('pay')).toMatchObject({ phase: 'exception', assignee: 'bo' })
  broken.ask('handoff', { step: 'pay', by: 'bo', summary: 'not mine' })
  expect(broken.instance('pay').assignee).toBe('dana')
  const asking = openDesk(aPlan([aTask('look', { needs: ['risk'], assign: role('lead') })], { facts: { risk: aFact('risk.score', { unknown: { do: 'ask', role: 'clerk' } }) } }))
  asking.fails('risk')
  asking.ask('handoff', { step: 'look', summary: 'no idea' })
  expect(asking.instance('look')).toMatchObject({ phase: 'asking', assignee: 'bo' })
})
