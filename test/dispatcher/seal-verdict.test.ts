import { expect, it } from 'vitest'
import { judge } from '../../dispatcher/seal-verdict.ts'

const token = (turn: number, name: string, runId = 'run-1') => ({ runId, turn, token: name })

it.each([
  ['its token stands in the history', [token(3, 'a')], false, 'proven'],
  ['the run is under way and came no further', [token(2, 'x')], false, 'undecided'],
  ['a later turn was kept', [token(4, 'x')], false, 'discarded'],
  ['another insertion of the same turn was kept', [token(3, 'b')], false, 'discarded'],
  ['the run has ended', [], true, 'discarded'],
  ['the history has only markers copied from the run before a reset', [token(4, 'x', 'run-0')], false, 'undecided'],
] as const)('judges a turn when %s', (_, tokens, ended, verdict) => {
  expect(judge([token(3, 'a')], { tokens, ended })[verdict]).toEqual([token(3, 'a')])
})

it('calls every turn unknown when Temporal no longer knows the run', () => {
  const turns = [token(1, 'a'), token(2, 'b')]

  expect(judge(turns, undefined)).toEqual({ proven: [], discarded: [], undecided: [], unknown: turns })
})
