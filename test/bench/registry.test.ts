import { describe, expect, it } from 'vitest'
import { benches } from '../../bench/registry.ts'
import { reportOf, tableOf } from '../../bench/report.ts'
import { read } from '../../bench/run.ts'
import { median, numbersFrom, quantile } from '../../bench/numbers.ts'

/** What scripts and reports read; a key that goes or changes its name breaks them. */
const documented: Readonly<Record<string, readonly string[]>> = {
  case: [
    'events', 'eventsHandWritten', 'transitions', 'transitionsHandWritten', 'cpuRatio', 'casesPerSecRatio',
    'clickToNextP50Ms', 'clickToNextP99Ms', 'clickToPageP50Ms', 'clickToPageP99Ms',
  ],
  differential: ['sops', 'scenarios', 'differences', 'kills'],
  time: ['questions', 'differences', 'resolveOwnerMs', 'materialise90DaysMs'],
  timers: ['timers', 'fired', 'firedTwice', 'lagP50Ms', 'lagP99Ms', 'drainMs'],
  races: ['races', 'notExactlyOneWinner'],
  deliveries: ['intended', 'lost', 'unmarkedDuplicates', 'urgentP99Ms', 'clickToCardP50Ms', 'clickToCardP99Ms'],
  chaos: ['cases', 'kills', 'lost', 'doubleEffects', 'unbalanced', 'escalationsNotOnce', 'faults', 'casesPerSec'],
  money: ['sets', 'differences'],
  audit: ['appendRatioToFloor', 'verifyEventsPerSec', 'tamperings', 'found'],
  intake: [
    'deliveries', 'casesExpected', 'cases', 'p99Ms', 'p99StoppedMs', 'firstEffectP50Ms', 'errors',
    'lost', 'p50Ms', 'p50StoppedMs', 'drainMs', 'drainAllMs', 'deliveriesPerSec', 'firstEffectP99Ms', 'firstEffectHandWrittenP50Ms', 'firstEffectHandWrittenP99Ms',
  ],
  recovery: ['workerKillMs', 'apiKillMs', 'temporalKillMs', 'postgresKillMs', 'secondStartMs'],
  lint: ['msFor100Sops', 'growthExponent', 'fuzzInputs', 'fuzzCrashes', 'slowestMs', 'rssMb', 'planCpuRatio'],
  expressions: ['generated', 'escapes', 'globalsChanged', 'overBudget'],
}

const machine = { cpu: 'a', cores: 2, memoryGb: 8, system: 'linux', node: 'v20', loadBefore: 0.1 }

describe('the benches', () => {
  it('measure what is documented, under the documented names', () => {
    expect(Object.fromEntries(benches.map(({ name, keys }) => [name, keys]))).toEqual(documented)
  })

  it('report a figure that was not measured as null with its reason', () => {
    const [bench] = benches
    const measured = { figures: { events: 13 }, reasons: { transitions: 'the engine did not say' }, lines: [], details: {} }

    const report = reportOf(bench!, measured, { quick: true, seed: 7, machine })

    expect(report.figures).toMatchObject({ events: 13, transitions: null, cpuRatio: null })
    expect(report.reasons).toMatchObject({ transitions: 'the engine did not say', cpuRatio: 'the bench gave no value for it' })
    expect(Object.keys(report.figures)).toEqual(documented['case'])
    expect(tableOf(report, [])).toContain('(the engine did not say)')
  })

  it('list those there are when a name is unknown, and refuse what they do not take', () => {
    expect(read(['nonsense'])).toEqual({ exitCode: 2, text: 'there is no bench "nonsense"; there are: case, recovery, lint, expressions, differential, time, timers, races, deliveries, chaos, money, audit, intake' })
    expect(read([])).toMatchObject({ exitCode: 2 })
    expect(read(['case', '--fast'])).toMatchObject({ exitCode: 2 })
    expect(read(['--help'])).toMatchObject({ exitCode: 0 })
    expect(read(['case', '--quick', '--seed', '9'])).toMatchObject({ quick: true, json: false, seed: 9 })
  })

  it('make the same cases from the same seed', () => {
    const [one, two, other] = [numbersFrom(1), numbersFrom(1), numbersFrom(2)]

    const drawn = [one(), one(), one()]

    expect([two(), two(), two()]).toEqual(drawn)
    expect([other(), other(), other()]).not.toEqual(drawn)
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true)
  })

  it('take the middle and the ninety-ninth of a hundred', () => {
    const sample = Array.from({ length: 100 }, (_, index) => 100 - index)

    expect([median(sample), median([3, 1, 2]), quantile(sample, 0.5), quantile(sample, 0.99)]).toEqual([50.5, 2, 50, 99])
  })
})
