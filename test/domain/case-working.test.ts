import { expect, test } from 'vitest'
import { cards } from '../../domain/case.ts'
import type { EscalationPath, TaskStep } from '../../domain/plan.ts'
import { anOrganisation, aPlan, aTask, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const HOUR = 3_600_000
const hours = { id: 'dock', zone: 'UTC', always: false, closed: [], special: [], weekly: [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: 8 * 60, to: 12 * 60 })) }
const organisation = anOrganisation({ calendars: { dock: hours } })
const path: EscalationPath = { levels: [{ when: { at: 100 }, do: { kind: 'tell', to: { kind: 'role', name: 'lead' }, takesOver: true } }, { when: { after: { unit: 'elapsed', ms: HOUR } }, do: { kind: 'tell', to: { kind: 'role', name: 'chief' }, takesOver: false } }] }
const plan = (change: Partial<TaskStep> = {}) => aPlan([aTask('look', { sla: { finish: { unit: 'business', ms: 6 * HOUR } }, hours: 'dock', escalate: path, ...change })], { pauses: { waiting: { within: { unit: 'elapsed', ms: 99 * HOUR } } } })
const open = (change: Partial<TaskStep> = {}) => openDesk(plan(change), { organisation })
const card = (desk: ReturnType<typeof open>) => cards(desk.plan, desk.state())[0]!
const spans = (list: readonly { readonly from: number; readonly to: number }[] = []) => list.map(({ from, to }) => `${new Date(from).toISOString().slice(5, 16)} ${new Date(to).toISOString().slice(5, 16)}`)

test('the due time is worked out opening by opening, and what counted adds up to the time allowed', () => {
  const { working, dueAt } = card(open())

  expect(working).toMatchObject({ allowed: '6 h of open time', calendar: 'dock', stood: [] })
  expect(spans(working?.counted)).toEqual(['11-20T10:00 11-20T12:00', '11-21T08:00 11-21T12:00'])
  expect(working?.counted.at(-1)?.to).toBe(dueAt)
  expect(working?.counted.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(6 * HOUR)
})

test('a pause is cut out of it, and shown', () => {
  const desk = open()
  desk.pass(HOUR)
  desk.ask('pause', { reason: 'waiting', step: 'look' })
  desk.pass(30 * 60_000)
  const paused = card(desk)
  desk.ask('resume', { step: 'look' })
  const { working, dueAt } = card(desk)

  expect(spans(paused.working?.counted)).toEqual(['11-20T10:00 11-20T11:00'])
  expect(spans(working?.counted)).toEqual(['11-20T10:00 11-20T11:00', '11-20T11:30 11-20T12:00', '11-21T08:00 11-21T12:00', '11-22T08:00 11-22T08:30'])
  expect(spans(working?.stood)).toEqual(['11-20T11:00 11-20T11:30'])
  expect(working?.counted.at(-1)?.to).toBe(dueAt)
})

test('elapsed time is one stretch', () => {
  const { working } = card(open({ sla: { finish: { unit: 'elapsed', ms: 4 * HOUR } } }))

  expect(working).toEqual({ allowed: '4 h', counted: [{ from: START, to: START + 4 * HOUR }], stood: [] })
})

test('a card says what comes next on the path, when and whom it names, and why nothing does', () => {
  const desk = open({ sla: { finish: { unit: 'elapsed', ms: 4 * HOUR } } })
  const first = card(desk).climbs
  desk.ask('pause', { reason: 'waiting', step: 'look' })
  const paused = card(desk).climbs
  desk.ask('resume', { step: 'look' })
  desk.ask('escalate', { step: 'look', level: 0 })
  const second = card(desk).climbs
  desk.ask('claim', { step: 'look', by: 'dana' })

  expect(first).toEqual({ at: START + 4 * HOUR, what: 'goes to lead', level: 1, target: 'lead' })
  expect(paused).toEqual({ at: null, what: 'it stands still while the task is paused' })
  expect(second).toEqual({ at: START + HOUR, what: 'tells chief', level: 2, target: 'chief' })
  expect(card(desk).climbs).toEqual({ at: null, what: 'it stands still while dana has it' })

  const alone = open({ sla: { finish: { unit: 'elapsed', ms: 4 * HOUR } } })
  alone.pass(48 * HOUR)
  expect(card(alone).climbs).toEqual({ at: null, what: 'everybody on the path has been told', over: true })
})
