import { expect, test } from 'vitest'
import type { Allowance, EscalationLevel, EscalationPath } from '../../domain/plan.ts'
import { sentence } from '../../domain/story.ts'
import { anOrganisation, aPlan, aRole, aTask } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const HOUR = 3_600_000
const hours = (count: number): Allowance => ({ unit: 'elapsed', ms: count * HOUR })
const tell = (when: EscalationLevel['when'], name: string, takesOver = false): EscalationLevel => ({ when, do: { kind: 'tell', to: { kind: 'role', name }, takesOver } })
/** Half time: a reminder; full time: the lead takes over; then nights, where nobody is; then the chief, who takes over. All of it twice. */
const path: EscalationPath = {
  repeat: 1, acknowledgedFor: hours(2),
  levels: [{ when: { at: 50 }, do: { kind: 'remind' } }, tell({ at: 100 }, 'lead', true), tell({ after: hours(1) }, 'night'), tell({ after: hours(1) }, 'chief', true)],
}
const ORIGIN = Date.UTC(2026, 10, 20, 10)
// What nobody else can do is Bo's.
const organisation = anOrganisation({ sink: 'desk', roles: { ...anOrganisation().roles, desk: aRole('desk', ['bo']) } })
const open = () => openDesk(aPlan([aTask('look', { sla: { finish: hours(4) }, escalate: path })]), { organisation })
const told = (desk: ReturnType<typeof open>) => desk.events.map((event) => `${(event.at - ORIGIN) / HOUR} h: ${sentence(event)}`)

test('a task left alone climbs its whole path, and the story tells it in sentences', () => {
  const desk = open()

  desk.pass(48 * HOUR)

  expect(told(desk).filter((line) => !/case|began|of its time/.test(line))).toEqual([
    '0 h: Do look went to ana: first in the role "clerk"',
    '2 h: Reminded ana of Do look (level 1)',
    '4 h: Do look is past its due time',
    '4 h: Do look escalated to dana (level 2): the time allowed is used up',
    '4 h: Do look went to dana: first in the role "lead"',
    '5 h: Level 3 of Do look reached nobody and was skipped: nobody holds the role "night" now',
    '5 h: Do look escalated to olu (level 4): nobody has taken it since level 3',
    '5 h: Do look went to olu: first in the role "chief"',
    '6 h: Do look escalated to dana (level 2, pass 2): nobody has finished it since the last level',
    '6 h: Do look went to dana: first in the role "lead"',
    '7 h: Level 3 of Do look reached nobody and was skipped: nobody holds the role "night" now',
    '7 h: Do look escalated to olu (level 4, pass 2): nobody has taken it since level 3',
    '7 h: Do look went to olu: first in the role "chief"',
    '8 h: Everybody who should know of Do look was told, and it is not done',
    '8 h: Told bo, who gets what nobody else can, that Do look is not done',
  ])
})

test('the story says who escalated by hand, who took it and did not finish, and which levels were not needed', () => {
  const desk = open()

  desk.ask('escalate', { step: 'look', by: 'bo', level: 0 })
  desk.ask('claim', { step: 'look' })
  desk.pass(5 * HOUR)

  expect(told(desk).filter((line) => /level|Level|took/.test(line))).toEqual([
    '0 h: bo had ana reminded of Do look (level 1)',
    '0 h: ana took Do look',
    '2 h: ana took Do look and did not finish it in time, so it climbs on',
    '2 h: Reminded ana of Do look (level 1)',
    '4 h: Do look escalated to dana (level 2): the time allowed is used up',
    '5 h: Level 3 of Do look reached nobody and was skipped: nobody holds the role "night" now',
    '5 h: Do look escalated to olu (level 4): nobody has taken it since level 3',
  ])
})

test('what fires late after an outage says how late', () => {
  const desk = open()

  desk.outage(6.5 * HOUR)
  desk.wakeUp()

  expect(told(desk)).toContain('6.5 h: Do look escalated to dana (level 2): the time allowed is used up, 2 h 30 min late')
})
