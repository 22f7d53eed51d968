import { expect, it } from 'vitest'
import { historyLines, metricTable } from '../../cli/print/metrics.ts'

const value = { group: 'Norholt', from: '2026-11-13T05:00:00Z', to: '2026-11-20T05:00:00Z', value: 3, sample: 3, beyond: true }
const delays = { metric: 'delays_by_supplier', title: 'Delayed lines', is: 'cases of delayed lines', owner: 'buyer', record: 'our cases', kind: 'leading' as const, leadsTo: ['otif_supplier'], days: 90, reported: false, act: { is: 'above' as const, value: 2, from: 0 }, latest: [value] }

it('shows who must act on which number, and what no number is known of yet', () => {
  expect(metricTable({ width: undefined, colour: false }, [delays, { ...delays, metric: 'orders', act: null, latest: [] }]).split('\n')).toEqual([
    'metric              of       value         limit',
    'delays_by_supplier  Norholt  3 (of 3)      above 2  buyer must act',
    'orders                       no value yet',
  ])
})

it('says of one what exactly it counts, and how it went', () => {
  expect(historyLines({ ...delays, history: [{ ...value, value: null, sample: 0, beyond: false }, value] })).toEqual([
    'Delayed lines (delays_by_supplier, leading)', '  is       cases of delayed lines', '  owner    buyer', '  record   our cases', '  over     90 days', '  act      when it is above 2',
    '  followed by otif_supplier', '', '  2026-11-20T05:00:00Z  Norholt  not known', '  2026-11-20T05:00:00Z  Norholt  3 (of 3)  beyond its limit',
  ])
})
