import { expect, it } from 'vitest'
import { aPlan, aTask } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const remark = (fields: object) => ({ kind: 'another_way', note: 'weighed it on the other scale', ...fields }) as never
const atDesk = () => openDesk(aPlan([aTask('look', { routes: { done: { finish: 'done' } } })]))

it('keeps what was done another way in the record, and leaves the step as it was', () => {
  const desk = atDesk()
  const before = desk.card()
  desk.ask('remark', { step: 'look', by: 'bo', ...(remark({}) as object) })

  expect(desk.events.at(-1)).toMatchObject({ type: 'remarked', actor: 'person:bo', step: 'look', detail: { kind: 'another_way', note: 'weighed it on the other scale' } })
  expect(desk.card()).toEqual(before)
})

it('takes a remark from anybody, also while somebody else has the step', () => {
  const desk = atDesk()
  desk.ask('claim', { step: 'look', by: 'bo' })

  expect(desk.ask('remark', { step: 'look', by: 'ana', ...(remark({ kind: 'sop_wrong' }) as object) })).not.toHaveProperty('refused')
})

it('refuses a remark that says nothing, or that is about nothing known', () => {
  const desk = atDesk()

  expect(desk.ask('remark', { step: 'look', ...(remark({ note: ' ' }) as object) })).toMatchObject({ refused: 'wrong-form' })
  expect(desk.ask('remark', { step: 'look', ...(remark({ kind: 'gossip' }) as object) })).toMatchObject({ refused: 'bad-command' })
})
