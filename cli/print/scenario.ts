import type { Failure } from '../../domain/judge.ts'
import type { Scenario } from '../../domain/scenario.ts'
import type { SimulatedCase } from '../../domain/simulate.ts'
import { sentence } from '../../domain/story.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'
import { moment, span } from './time.ts'

/** One line for a scenario, with how long it took by its own clock; under it what was expected beside what came. */
export function verdictLine(
  io: Pick<CliIo, 'colour'>,
  sop: string,
  scenario: Scenario,
  result: SimulatedCase,
  failures: readonly Failure[],
): string {
  const lasted = result.endedAt === null ? 'still open' : span(result.endedAt - scenario.startsAt)
  const mark = failures.length === 0 ? paint(io, 'green', 'ok  ') : paint(io, 'red', 'FAIL')
  return [`${mark} ${sop}: ${scenario.name}  ${paint(io, 'dim', `(${lasted})`)}`, ...failures.map((failure) => sideBySide(failure))].join(
    '\n',
  )
}

function sideBySide({ at, expected, actual }: Failure): string {
  return `       ${at}\n         expected  ${expected}\n         actual    ${actual}`
}

/** A whole trace, a sentence an event, with the time since the case was opened. */
export function story(io: Pick<CliIo, 'colour'>, scenario: Scenario, result: SimulatedCase): string {
  const lines = result.trace.map(
    (event) => `${paint(io, 'dim', `${moment(event.at)}  +${span(event.at - scenario.startsAt).padEnd(11)}`)}  ${sentence(event)}`,
  )
  const refused = result.refusals.map(
    ({ at, step, refusal }) => `${moment(at)}  refused at ${step || 'the case'}: ${refusal.message} [${refusal.code}]`,
  )
  const end =
    result.endedAt === null
      ? `still open at ${result.openAt.join(', ')}`
      : `ended as "${result.outcome ?? ''}" after ${span(result.endedAt - scenario.startsAt)}`
  return [
    ...lines,
    ...refused,
    '',
    end,
    ...(result.effects.length > 0 ? [`done outside: ${result.effects.join(', ')}`] : []),
    ...(result.messages.length > 0 ? [`sent: ${result.messages.join(', ')}`] : []),
  ].join('\n')
}
