import { describe, expect, it } from 'vitest'
import type { Plan, Step } from '../../domain/plan.ts'
import { sentence } from '../../domain/story.ts'
import { aMessage, anAction, aParallel, aPlan, aTable, aTask, has, HOUR, is, remindAt, START, read } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'

const goods = anAction('dispose', { undo: 'shop.restore' })
const note = anAction('note', { undo: 'shop.unnote' })
const after = aTask('after')
const branches = (change: Parameters<typeof aParallel>[2] = {}, more: Partial<Plan> = {}, inner: Readonly<Record<string, readonly Step[]>> = { goods: [goods], note: [note] }) =>
  openDesk(aPlan([...aParallel('books', inner, { routes: { done: { to: 'after' } }, ...change }), after], more))
const acts = (desk: Desk) => desk.effects.flatMap((effect) => (effect.kind === 'act' ? [effect.action] : []))
const partsOf = (desk: Desk) => desk.find('frame_closed').map(({ detail }) => [detail['part'], detail['outcome']])

describe('branches side by side', () => {
  it('begin together in the order of the file, and the step is done when all are', () => {
    const desk = branches()
    expect(desk.open()).toEqual(['books:inside', 'dispose:acting', 'note:acting'])
    expect(acts(desk)).toEqual(['shop.dispose', 'shop.note'])
    desk.acted('shop.note')
    expect(desk.open()).toEqual(['books:inside', 'dispose:acting'])
    desk.acted('shop.dispose')
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.state().frames).toEqual([{ id: 'root', kind: 'root', prefix: '' }])
    expect(desk.state().results['books']).toMatchObject({ outcome: 'done', outputs: {} })
    expect(partsOf(desk)).toEqual([['note', 'ok'], ['goods', 'ok']])
  })

  it('are not begun anew where that would do an action a second time', () => {
    const desk = branches({}, {}, { goods: [anAction('pay', { routes: { ok: { to: 'look' } } }), aTask('look')], note: [note] })
    desk.acted('shop.note')
    desk.acted('shop.pay')
    desk.ask('cannot', { step: 'look', reason: 'unsafe', note: '' })
    desk.ask('settle', { step: 'look', by: 'dana', choice: 'give_up' })
    expect(desk.open()).toEqual(['books:exception'])
    expect(desk.ask('settle', { step: 'books', by: 'dana', choice: 'retry' })).toMatchObject({ refused: 'not-allowed', message: expect.stringContaining('"pay" in "books" is done and would be done again') })
    expect(acts(desk)).toEqual(['shop.pay', 'shop.note'])
    desk.ask('settle', { step: 'books', by: 'dana', choice: 'done_by_hand', reference: 'sheet 4' })
    expect(desk.open()).toEqual(['after:task'])
  })

  it('are followed to their own end, step by step', () => {
    const desk = branches({}, {}, { goods: [anAction('dispose', { routes: { ok: { to: 'look' } } }), aTask('look')], note: [note] })
    desk.acted('shop.note')
    desk.acted('shop.dispose')
    expect(desk.open()).toEqual(['books:inside', 'look:task'])
    desk.ask('complete', { step: 'look' })
    expect(desk.open()).toEqual(['after:task'])
  })

  it('that need nobody end at once', () => {
    const desk = branches({}, {}, { one: [aTable('left', { '*': 'yes' }), aTable('more', { '*': 'yes' })], two: [aTable('right', { '*': 'yes' })] })
    expect(desk.open()).toEqual(['after:task'])
  })

  it('read what each other have done, and nothing of a part that has not come so far', () => {
    const desk = branches({}, {}, { goods: [goods], look: [aTask('look', { check: [{ text: 'disposed', that: has('steps.dispose') }] })] })
    expect(desk.ask('complete', { step: 'look' })).toMatchObject({ refused: 'check-failed' })
    desk.acted('shop.dispose')
    desk.ask('complete', { step: 'look' })
    expect(desk.open()).toEqual(['after:task'])
  })

  it('have owners and clocks of their own, which all run', () => {
    const path = { escalate: { levels: [remindAt(50)] } }
    const desk = branches({}, {}, { one: [aTask('left', path)], two: [aTask('right', path)] })
    desk.pass(2 * HOUR)
    expect(desk.find('reminded').map(({ step }) => step)).toEqual(['left', 'right'])
    expect(desk.summary()).toMatchObject({ standing: 'Waits for a person: Do left (and 1 more side by side)', openSteps: [{ step: 'left' }, { step: 'right' }] })
  })
})

describe('a parallel step that needs only some of its branches', () => {
  it('drops what has not left our systems and goes on at once', () => {
    const desk = branches({ waitFor: 1 }, {}, { one: [aTask('left')], two: [aTask('right')], three: [aTask('third')] })
    desk.ask('complete', { step: 'right' })
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.find('part_cancelled').map(({ detail }) => detail['part'])).toEqual(['one', 'three'])
    expect(desk.find('part_cancelled').map(sentence)[0]).toBe('Title of books: one was stopped, because it is needed no more')
    expect(desk.ask('complete', { step: 'left' })).toMatchObject({ refused: 'step-not-open' })
    desk.pass(100 * HOUR)
    expect(desk.types()).not.toContain('escalated')
  })

  it('waits for what a loser has in flight, takes back what it did, newest first, and only what it did', () => {
    const desk = openDesk(aPlan([
      anAction('before', { undo: 'shop.unbefore', routes: { ok: { to: 'books' } } }),
      ...aParallel('books', { goods: [anAction('dispose', { undo: 'shop.restore', routes: { ok: { to: 'label' } } }), anAction('label', { undo: 'shop.unlabel' })], ask: [aTask('ask')] }, { waitFor: 1, routes: { done: { to: 'after' } } }),
      after,
    ]))
    desk.acted('shop.before')
    desk.acted('shop.dispose', { n: 1 })
    expect(desk.open()).toEqual(['books:inside', 'ask:task', 'label:acting'])
    desk.ask('complete', { step: 'ask' })
    expect(desk.open()).toEqual(['books:inside', 'label:acting'])
    desk.acted('shop.label', { n: 2 })
    expect(desk.open()).toEqual(['books:inside', 'label:undoing'])
    desk.acted('shop.unlabel')
    desk.acted('shop.restore')
    expect(desk.open()).toEqual(['after:task'])
    expect(acts(desk)).toEqual(['shop.before', 'shop.dispose', 'shop.label', 'shop.unlabel', 'shop.restore'])
    expect(desk.state().undo.map(({ action }) => action)).toEqual(['shop.unbefore'])
  })

  it('asks a person about a loser that failed in flight, and takes it back when it was done after all', () => {
    const desk = branches({ waitFor: 1 })
    desk.acted('shop.note')
    desk.isNeverAnswered('shop.dispose')
    expect(desk.open()).toEqual(['books:inside', 'dispose:exception'])
    desk.ask('settle', { step: 'dispose', by: 'dana', choice: 'retry' })
    desk.acted('shop.dispose')
    desk.acted('shop.restore')
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.ids()).toContain('c1/dispose/1/undo.shop.restore/1')
  })

  it('asks a person when a loser cannot be taken back', () => {
    const desk = branches({ waitFor: 1 }, {}, { goods: [anAction('dispose', { undo: 'shop.restore', routes: { ok: { to: 'look' } } }), aTask('look')], note: [note] })
    desk.acted('shop.dispose')
    desk.acted('shop.note')
    desk.fails('shop.restore')
    expect(desk.open()).toEqual(['books:inside', 'dispose:exception'])
    desk.ask('settle', { step: 'dispose', by: 'dana', choice: 'give_up' })
    expect(desk.open()).toEqual(['after:task'])
  })

  it('lets a letter of a loser arrive that was on its way, and sends none after it', () => {
    const desk = branches({ waitFor: 1 }, {}, { one: [aMessage('tell', { routes: { sent: { to: 'tell_more' } } }), aMessage('tell_more')], two: [aTask('look')] })
    desk.ask('complete', { step: 'look' })
    expect(desk.open()).toEqual(['books:inside', 'tell:sending'])
    desk.sent()
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.effects).toHaveLength(1)
  })

  it('begins no branch that a branch before it has made superfluous', () => {
    const desk = branches({ waitFor: 1 }, {}, { one: [aTable('left', { '*': 'yes' })], two: [anAction('pay')] })
    expect(desk.effects).toEqual([])
    expect(desk.open()).toEqual(['after:task'])
  })

  it('nor one that would begin while another is waited for', () => {
    const desk = branches({ waitFor: 1 }, {}, { pay: [goods], one: [aTable('left', { '*': 'yes' })], two: [note] })
    expect(desk.open()).toEqual(['books:inside', 'dispose:acting'])
    desk.acted('shop.dispose')
    desk.acted('shop.restore')
    expect(acts(desk)).toEqual(['shop.dispose', 'shop.restore'])
    expect(desk.open()).toEqual(['after:task'])
  })

  it('takes two of three', () => {
    const desk = branches({ waitFor: 2 }, {}, { one: [aTask('left')], two: [aTask('right')], three: [aTask('third')] })
    desk.ask('complete', { step: 'left' })
    expect(desk.open()).toHaveLength(3)
    desk.ask('complete', { step: 'third' })
    expect(desk.open()).toEqual(['after:task'])
  })
})

describe('a branch that was given up', () => {
  const failing = (change = {}) => {
    const desk = branches(change)
    desk.acted('shop.note')
    desk.fails('shop.dispose')
    return desk
  }

  it('has failed, and with it the step when all are needed: its owner decides', () => {
    const desk = failing()
    expect(desk.card()?.ifWrong).toContain('this part of the step around it has then failed')
    desk.ask('settle', { step: 'dispose', by: 'dana', choice: 'give_up' })
    expect(desk.state().outcome).toBeUndefined()
    expect(desk.open()).toEqual(['books:exception'])
    expect(desk.card()).toMatchObject({ problem: { code: 'parts-failed', message: '1 of 2 parts did not work: goods' } })
    expect(partsOf(desk)).toEqual([['note', 'ok'], ['goods', 'abandoned']])
  })

  it('runs again, and what is done is not done twice', () => {
    const desk = failing()
    desk.ask('settle', { step: 'dispose', by: 'dana', choice: 'give_up' })
    desk.ask('settle', { step: 'books', by: 'dana', choice: 'retry' })
    expect(desk.open()).toEqual(['books:inside', 'dispose:acting'])
    desk.acted('shop.dispose')
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.ids()).toEqual(['c1/dispose/1/shop.dispose/1', 'c1/note/1/shop.note/1', 'c1/dispose/2/shop.dispose/1'])
  })

  it('is done by hand, or ends the case', () => {
    for (const [choice, outcome] of [['done_by_hand', undefined], ['give_up', 'abandoned']] as const) {
      const desk = failing()
      desk.ask('settle', { step: 'dispose', by: 'dana', choice: 'give_up' })
      expect(desk.ask('settle', { step: 'books', by: 'dana', choice, reference: 'T-1' })).toHaveProperty('answer')
      expect(desk.state().outcome).toBe(outcome)
      if (!outcome) expect(desk.open()).toEqual(['after:task'])
    }
  })

  it('takes the route for failed, and what still runs is stopped first', () => {
    const desk = branches({ routes: { done: { to: 'after' }, failed: { finish: 'declined' } } }, {}, { goods: [goods], note: [note], look: [aTask('look')] })
    desk.fails('shop.dispose')
    desk.ask('settle', { step: 'dispose', by: 'dana', choice: 'give_up' })
    expect(desk.open()).toEqual(['books:inside', 'note:acting'])
    desk.acted('shop.note')
    desk.acted('shop.unnote')
    expect(desk.state()).toMatchObject({ outcome: 'declined', open: [], undo: [] })
    expect(desk.find('part_cancelled').map(sentence)).toContain('Title of books: look was stopped, because the step cannot be completed')
  })

  it('does no harm while enough others can still be done', () => {
    const desk = branches({ waitFor: 1 })
    desk.fails('shop.dispose')
    desk.ask('settle', { step: 'dispose', by: 'dana', choice: 'give_up' })
    expect(desk.open()).toEqual(['books:inside', 'note:acting'])
    desk.acted('shop.note')
    expect(desk.open()).toEqual(['after:task'])
  })
})

describe('a parallel step that is run again', () => {
  const again = aTask('again', { outcomes: ['more', 'done'], routes: { more: { to: 'books' }, done: { finish: 'done' } } })

  it('knows nothing of what its branches did before; the counts start again and the visits go on', () => {
    const count = aTask('count', { atMost: 1, outcomes: ['done', 'recount'], routes: { done: { end: true }, recount: { to: 'count' }, too_often: { end: true } } })
    const desk = openDesk(aPlan([...aParallel('books', { one: [count], two: [aTask('look', { when: { is: 'call', name: '!', args: [has('steps.count')] }, routes: { done: { end: true }, skipped: { end: true } } })] }, { routes: { done: { to: 'again' } } }), again]))
    desk.ask('complete', { step: 'look' })
    desk.ask('complete', { step: 'count', outcome: 'recount' })
    expect(desk.open()).toEqual(['again:task'])
    desk.ask('complete', { step: 'again', outcome: 'more' })
    expect(desk.open()).toEqual(['books:inside', 'count:task', 'look:task'])
    expect(desk.instance('count').id).toBe('count#3')
  })

  it('works out again what was made from what its branches had done', () => {
    const tag = anAction('tag', { with: { known: read('lets.known') } })
    const desk = openDesk(aPlan([...aParallel('books', { one: [aTask('count')], two: [tag] }, { routes: { done: { to: 'look' } } }), aTask('look', { when: read('lets.known'), routes: { done: { to: 'again' }, skipped: { to: 'again' } } }), again], {
      lets: { known: { tree: has('steps.count'), steps: ['count'] } },
    }))
    desk.acted('shop.tag')
    desk.ask('complete', { step: 'count' })
    desk.ask('complete', { step: 'look' })
    expect(desk.state().lets).toEqual({ known: true })
    desk.ask('complete', { step: 'again', outcome: 'more' })
    expect(desk.effects.at(-1)).toMatchObject({ id: 'c1/tag/2/shop.tag/1', with: { known: false } })
  })
})

describe('branches in branches', () => {
  const inner = aParallel('inner', { left: [anAction('pay', { undo: 'shop.unpay' })], right: [aTask('look')] }, { routes: { done: { end: true } } })
  const outer = (waitFor: 'all' | number) => {
    const [container, ...parts] = inner
    return openDesk(aPlan([...aParallel('outer', { deep: [container!, ...parts], wide: [aTask('wait')] }, { waitFor, routes: { done: { to: 'after' } } }), after]))
  }

  it('end from the inside out', () => {
    const desk = outer('all')
    expect(desk.open()).toEqual(['outer:inside', 'inner:inside', 'wait:task', 'pay:acting', 'look:task'])
    for (const step of ['look', 'wait']) desk.ask('complete', { step })
    desk.acted('shop.pay')
    expect(desk.open()).toEqual(['after:task'])
  })

  it('are taken back with the branch that holds them, whether they had ended or not', () => {
    const open = outer(1)
    open.acted('shop.pay')
    open.ask('complete', { step: 'wait' })
    expect(open.open()).toEqual(['outer:inside', 'pay:undoing'])
    open.acted('shop.unpay')
    expect(open.open()).toEqual(['after:task'])
  })

  it('take back what an inner step did that has ended long ago', () => {
    const ended = openDesk(aPlan([
      ...aParallel('outer', { deep: [{ ...inner[0]!, routes: { done: { to: 'later' } } } as Step, ...inner.slice(1), aTask('later')], wide: [aTask('wait')] }, { waitFor: 1, routes: { done: { to: 'after' } } }), after,
    ]))
    ended.acted('shop.pay')
    ended.ask('complete', { step: 'look' })
    expect(ended.open()).toEqual(['outer:inside', 'wait:task', 'later:task'])
    ended.ask('complete', { step: 'wait' })
    ended.acted('shop.unpay')
    expect(ended.open()).toEqual(['after:task'])
  })

  it('a loser around losers goes on with what they had begun to take back', () => {
    const desk = openDesk(aPlan([
      ...aParallel('outer', {
        deep: aParallel('inner', { left: [anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'hold' } } }), aTask('hold')], right: [aTask('look')] }, { waitFor: 1, routes: { done: { end: true } } }),
        wide: [aTask('wait')], third: [aTask('third')],
      }, { waitFor: 1, routes: { done: { to: 'after' } } }), after,
    ]))
    desk.acted('shop.pay')
    desk.ask('complete', { step: 'look' })
    expect(desk.open()).toContain('pay:undoing')
    desk.ask('complete', { step: 'wait' })
    expect(desk.open()).toEqual(['outer:inside', 'pay:undoing'])
    desk.acted('shop.unpay')
    expect(desk.open()).toEqual(['after:task'])
    expect(acts(desk)).toEqual(['shop.pay', 'shop.unpay'])
  })
})

describe('a case that is cancelled with branches open', () => {
  it('waits for all of them, takes all back and leaves nothing', () => {
    const desk = branches()
    desk.acted('shop.note')
    desk.ask('cancel', { by: 'dana', because: 'x' })
    expect(desk.open()).toEqual(['dispose:acting'])
    desk.acted('shop.dispose')
    desk.acted('shop.restore')
    desk.acted('shop.unnote')
    expect(desk.state()).toMatchObject({ outcome: 'cancelled', open: [], effects: [], undo: [], frames: [{ id: 'root' }] })
  })

  it('also while a loser is being taken back', () => {
    const desk = branches({ waitFor: 1 }, {}, { goods: [anAction('dispose', { undo: 'shop.restore', routes: { ok: { to: 'look' } } }), aTask('look')], note: [note] })
    desk.acted('shop.dispose')
    desk.acted('shop.note')
    desk.ask('cancel', { by: 'dana', because: 'x' })
    desk.acted('shop.restore')
    desk.acted('shop.unnote')
    expect(desk.state()).toMatchObject({ outcome: 'cancelled', open: [], undo: [] })
    expect(new Set(desk.ids()).size).toBe(desk.ids().length)
  })
})

describe('a parallel step whose hard instant comes', () => {
  const timed = (change: Parameters<typeof aParallel>[2] = {}) => branches({ deadline: { at: is(START + HOUR), needs: [] }, routes: { done: { to: 'after' }, expired: { finish: 'declined' } }, ...change }, {}, { goods: [goods], look: [aTask('look')] })

  it('expires once what is in flight has settled and was taken back', () => {
    const desk = timed()
    desk.pass(2 * HOUR)
    expect(desk.open()).toEqual(['books:inside', 'dispose:acting'])
    desk.acted('shop.dispose')
    desk.acted('shop.restore')
    expect(desk.state()).toMatchObject({ outcome: 'declined', open: [] })
  })

  it('is done all the same when enough of it was, and only the losers are still taken back', () => {
    const desk = timed({ waitFor: 1 })
    desk.ask('complete', { step: 'look' })
    desk.pass(2 * HOUR)
    desk.acted('shop.dispose')
    desk.acted('shop.restore')
    expect(desk.open()).toEqual(['after:task'])
  })
})

describe('a branch that loops without end', () => {
  it('is given to a person and the others go on', () => {
    const desk = branches({}, {}, { one: [aTable('round', { '*': 'again' }, { routes: { again: { to: 'round' } } })], two: [aTask('look', { when: is(true) })] })
    expect(desk.card()).toMatchObject({ problem: { code: 'endless' } })
    expect(desk.open()).toContain('look:task')
  })
})
