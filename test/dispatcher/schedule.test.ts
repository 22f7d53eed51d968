import { expect, it } from 'vitest'
import { openDue } from '../../dispatcher/schedule.ts'
import type { OpenRequest } from '../../domain/ports.ts'
import { aPlan, aTask, HOUR, START } from '../harness/plans.ts'

/** Every day at 12:00 UTC; the tests begin on a Friday at 10:00. */
const daily = aPlan([aTask('count')], { sop: 'stock-count', triggers: [{ kind: 'every', days: [0, 1, 2, 3, 4, 5, 6], minute: 720 }] })

function aDay() {
  const opened: OpenRequest[] = []
  const looked = new Map<string, number>()
  const deps = {
    catalogue: { all: async () => [daily, aPlan([aTask('other')])] },
    cases: { open: async (request: OpenRequest) => { opened.push(request); return { caseId: 'C', started: true } } },
    schedules: { lookedAt: async (sop: string) => looked.get(sop), lookAt: async (sop: string, until: number) => { looked.set(sop, until) } },
    windable: false,
  }
  return { look: (now: number) => openDue(deps, now), keys: () => opened.map(({ key }) => key), looked }
}

it('opens one case a time, under its local date and time, and none for the time before it was first seen', async () => {
  const day = aDay()
  await day.look(START)
  await day.look(START + 3 * HOUR)
  await day.look(START + 4 * HOUR)

  expect(day.keys()).toEqual(['2026-11-20T12:00'])
})

it('makes up for an outage of hours, and not for what is older than a day', async () => {
  const day = aDay()
  await day.look(START)
  await day.look(START + 20 * HOUR)
  expect(day.keys()).toEqual(['2026-11-20T12:00'])

  await day.look(START + 24 * HOUR * 10)
  expect(day.keys()).toEqual(['2026-11-20T12:00', '2026-11-29T12:00'])
})

it('looks only after SOPs that begin by the clock', async () => {
  const day = aDay()
  await day.look(START)
  expect([...day.looked.keys()]).toEqual(['stock-count'])
})
