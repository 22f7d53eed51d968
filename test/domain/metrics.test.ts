import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyOf } from '../../domain/history/fold.ts'
import { crossings, isBeyond } from '../../domain/metrics/judge.ts'
import { atPercentile, measuring } from '../../domain/metrics/measure.ts'
import type { Measure, Metric, MetricValue } from '../../domain/metrics/metric.ts'
import { lastWindow } from '../../domain/metrics/window.ts'
import { drawnCase, NOVEMBER, type DrawnCase } from './history-events.ts'

const DAY = 86_400_000
const window = fc.tuple(fc.integer({ min: 0, max: 28 }), fc.integer({ min: 1, max: 12 })).map(([from, days]) => ({ from: NOVEMBER + from * DAY, to: NOVEMBER + (from + days) * DAY }))
type Window = { readonly from: number; readonly to: number }
type Counting = Exclude<Measure, { kind: 'reported' }>

function measured(cases: readonly DrawnCase[], measure: Counting, within: Window, per: Metric['per'] = null): readonly MetricValue[] {
  const counting = measuring({ id: 'm', per }, measure, within)
  for (const [index, { events }] of cases.entries()) counting.take(historyOf(`c${index}`, events))
  return counting.values([{ metric: 'orders', group: '', value: 250 }])
}

const isIn = (at: number | null, { from, to }: Window): boolean => at !== null && from <= at && at < to
const asMap = (values: readonly MetricValue[]): Record<string, number | null> => Object.fromEntries(values.map(({ group, value }) => [group, value]))

/** By hand: what is true of each thing, counted under its name. */
function counted<T>(things: readonly T[], under: (thing: T) => string): Record<string, number> {
  const out: Record<string, number> = {}
  for (const thing of things) out[under(thing)] = (out[under(thing)] ?? 0) + 1
  return out
}

describe('a metric equals what somebody would count by hand', () => {
  const check = (name: string, holds: (cases: readonly DrawnCase[], within: Window) => void): void =>
    it(name, () => { fc.assert(fc.property(fc.array(drawnCase, { maxLength: 25 }), window, holds)) })

  check('cases that opened, by supplier', (cases, within) => {
    const values = measured(cases, { kind: 'count', of: { what: 'cases_opened', sops: ['delays'] } }, within, { kind: 'event', field: 'supplier' })
    expect(asMap(values)).toEqual(counted(cases.filter(({ sop, opened }) => sop === 'delays' && isIn(opened, within)), ({ supplier }) => supplier))
  })

  check('the share of ended cases that reached level 2, by SOP', (cases, within) => {
    const ended = cases.filter(({ closed }) => isIn(closed, within))
    const climbed = counted(ended.filter(({ work }) => work.some(({ levels }) => levels >= 2)), ({ sop }) => sop)
    const all = counted(ended, ({ sop }) => sop)
    const values = measured(cases, { kind: 'share', of: { what: 'cases_ended', level: 2 }, among: { what: 'cases_ended' } }, within, { kind: 'sop' })
    expect(asMap(values)).toEqual(Object.fromEntries(Object.entries(all).map(([sop, of]) => [sop, ((climbed[sop] ?? 0) / of) * 100])))
  })

  check('the share of tasks that a person decided otherwise', (cases, within) => {
    const ended = cases.flatMap(({ work }) => work.filter(({ to }) => isIn(to, within)))
    const otherwise = ended.filter(({ ends }) => ends === 'said_no' || ends === 'by_hand')
    const values = measured(cases, { kind: 'share', of: { what: 'tasks_ended', overridden: true }, among: { what: 'tasks_ended' } }, within)
    expect(asMap(values)).toEqual({ '': ended.length === 0 ? null : (otherwise.length / ended.length) * 100 })
  })

  check('the share of the busiest person of each role', (cases, within) => {
    const done = cases.flatMap(({ work }) => work.filter(({ to, ends }) => isIn(to, within) && ends !== 'expired'))
    const values = asMap(measured(cases, { kind: 'sole_owner', of: { what: 'tasks_ended' } }, within, { kind: 'role' }))
    for (const role of ['cx_agent', 'cx_lead']) {
      const people = Object.values(counted(done.filter((each) => each.role === role), ({ person }) => person))
      const all = people.reduce((sum, each) => sum + each, 0)
      expect(values[role] ?? null).toBe(all === 0 ? null : (Math.max(...people) / all) * 100)
    }
  })

  check('the hours that nine in ten cases took', (cases, within) => {
    const hours = cases.filter(({ closed }) => isIn(closed, within)).map(({ opened, closed }) => ((closed ?? 0) - opened) / 3_600_000).sort((a, b) => a - b)
    const values = measured(cases, { kind: 'hours', of: { what: 'cases_ended' }, from: { kind: 'opened' }, to: { kind: 'closed' }, percentile: 90 }, within)
    const enough = hours.find((hour) => hours.filter((each) => each <= hour).length >= 0.9 * hours.length)
    expect(asMap(values)).toEqual({ '': enough ?? null })
  })

  check('the minutes of people for each order, and cases for every hundred', (cases, within) => {
    const minutes = cases.flatMap(({ work }) => work).filter(({ to }) => isIn(to, within)).reduce((sum, { from, to }) => sum + (to - from) / 60_000, 0)
    expect(asMap(measured(cases, { kind: 'minutes_each', of: { what: 'tasks_ended' }, reported: 'orders' }, within))['']).toBeCloseTo(minutes / 250, 9)
    const opened = cases.filter((each) => isIn(each.opened, within)).length
    expect(asMap(measured(cases, { kind: 'per_hundred', of: { what: 'cases_opened' }, reported: 'orders' }, within))).toEqual({ '': (opened * 100) / 250 })
  })
})

describe('a number that nobody has told', () => {
  it('leaves what is worked out from it unknown, and never makes it zero', () => {
    const counting = measuring({ id: 'm', per: null }, { kind: 'per_hundred', of: { what: 'cases_opened' }, reported: 'orders' }, { from: 0, to: 1 })
    expect(counting.values([])).toEqual([{ metric: 'm', group: '', from: 0, to: 1, value: null, sample: 0 }])
  })
})

describe('a limit', () => {
  const metric = (act: Metric['act']): Metric => ({ id: 'm', title: 'M', is: 'm', owner: 'cx_lead', record: 'cases', kind: 'leading', leadsTo: [], measure: { kind: 'reported' }, days: 1, per: null, act })
  const value = (amount: number | null, sample = 50): MetricValue => ({ metric: 'm', group: '', from: 0, to: 1, value: amount, sample })

  it('is crossed by what is above or below it, never by what is exactly on it', () => {
    expect([11.9, 12, 12.1].map((each) => isBeyond(metric({ is: 'above', value: 12, from: 0 }), value(each)))).toEqual([false, false, true])
    expect([97.9, 98, 98.1].map((each) => isBeyond(metric({ is: 'below', value: 98, from: 0 }), value(each)))).toEqual([true, false, false])
  })

  it('says nothing while too few cases stand behind the value, or none', () => {
    expect([value(90, 9), value(90, 10), value(null)].map((each) => isBeyond(metric({ is: 'above', value: 12, from: 10 }), each))).toEqual([false, true, false])
  })

  it('is somebody’s to act on once, and again only after the value was back inside', () => {
    const above = metric({ is: 'above', value: 12, from: 0 })
    const told = [10, 13, 14, 11, 15].map((each, index, all) => crossings(above, [value(each)], () => (index === 0 ? undefined : value(all[index - 1] ?? 0))).length)
    expect(told).toEqual([0, 1, 0, 0, 1])
  })
})

describe('the window of a metric', () => {
  it('is whole days of the house, the last one over, also where the clocks change', () => {
    // Berlin, 2026-10-25: the day has 25 hours.
    const offsets = [[0, 7_200_000], [Date.parse('2026-10-25T01:00:00Z'), 3_600_000]] as const
    expect(lastWindow(1, offsets, Date.parse('2026-10-26T08:00:00Z'))).toEqual({ from: Date.parse('2026-10-24T22:00:00Z'), to: Date.parse('2026-10-25T23:00:00Z') })
  })

  it('of a percentile is the smallest value that so many do not exceed', () => {
    expect([atPercentile([], 90), atPercentile([5], 90), atPercentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), atPercentile([3, 1, 2], 50)]).toEqual([null, 5, 9, 2])
  })
})
