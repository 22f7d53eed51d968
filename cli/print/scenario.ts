import type { AuditEvent } from '../../domain/audit.ts'
import type { Failure } from '../../domain/judge.ts'
import type { Scenario } from '../../domain/scenario.ts'
import type { SimulatedCase } from '../../domain/simulate.ts'
import { sentence } from '../../domain/story.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'
import { moment, span } from './time.ts'

/** How many lines of the trace are shown before and after the one where it parts from what was expected. */
const AROUND = 2

/** How long a scenario took by its own clock; null when its case is still open. */
export const lastsOf = ({ startsAt }: Pick<Scenario, 'startsAt'>, { endedAt }: Pick<SimulatedCase, 'endedAt'>): number | null => (endedAt === null ? null : endedAt - startsAt)

/** What is said of every scenario: whether it passed, and how long it took by its own clock. */
export function headline(io: Pick<CliIo, 'colour'>, sop: string, name: string, { ok, lastsMs }: { readonly ok: boolean; readonly lastsMs: number | null }): string {
  const mark = ok ? paint(io, 'green', 'ok  ') : paint(io, 'red', 'FAIL')
  return `${mark} ${sop}: ${name}  ${paint(io, 'dim', `(${lastsMs === null ? 'still open' : span(lastsMs)})`)}`
}

/** One line for a scenario, with how long it took by its own clock; under it `faults`, the expressions that failed, and what was expected beside what came. */
export function verdictLine(
  io: Pick<CliIo, 'colour'>,
  sop: string,
  scenario: Scenario,
  result: SimulatedCase,
  failures: readonly Failure[],
  faults: readonly string[],
): string {
  const first = headline(io, sop, scenario.name, { ok: failures.length === 0, lastsMs: lastsOf(scenario, result) })
  const broken = failures.length === 0 ? [] : faults.map((fault) => `       ${paint(io, 'red', 'failed at')} ${fault}`)
  return [first, ...broken, ...failures.map((failure) => sideBySide(io, scenario, result, failure))].join('\n')
}

function sideBySide(io: Pick<CliIo, 'colour'>, scenario: Scenario, { trace }: SimulatedCase, { at, expected, actual, event }: Failure): string {
  const from = Math.max(0, event - AROUND)
  const lines = trace
    .slice(from, event + AROUND + 1)
    .map((each, index) => `         ${from + index === event ? paint(io, 'bold', '>') : ' '} ${traceLine(io, scenario, each)}`)
  return [`       ${at}`, `         expected  ${expected}`, `         actual    ${actual}`, ...lines].join('\n')
}

/** When, since the start, which step, what happened; deeper steps further in. */
function traceLine(io: Pick<CliIo, 'colour'>, scenario: Scenario, event: AuditEvent): string {
  const when = paint(io, 'dim', `${moment(event.at)}  +${span(event.at - scenario.startsAt).padEnd(11)}`)
  const depth = event.step === undefined ? 0 : event.step.split('/').length - 1 + (isInBranch(event) ? 1 : 0)
  const step = event.step === undefined ? '' : paint(io, 'cyan', `[${event.step}] `)
  return `${when}  ${'  '.repeat(depth)}${step}${sentence(event)}`
}

/** The frame of a branch has the name of the step that opened it and of the branch: `books#1.goods`. */
const isInBranch = ({ detail: { frame } }: AuditEvent): boolean => typeof frame === 'string' && /#\d+\.\w+$/.test(frame)

/** A whole trace, a sentence an event, with the time since the case was opened and what people were refused. */
export function story(io: Pick<CliIo, 'colour'>, scenario: Scenario, result: SimulatedCase, faults: readonly string[]): string {
  const lines = result.trace.map((event) => ({ at: event.at, text: traceLine(io, scenario, event) }))
  const refused = result.refusals.map(({ at, step, refusal }) => ({
    at,
    text: `${moment(at)}  +${span(at - scenario.startsAt).padEnd(11)}  ${paint(io, 'yellow', 'refused')} at ${step || 'the case'}: ${refusal.message} [${refusal.code}]`,
  }))
  const end =
    result.endedAt === null
      ? `still open at ${result.openAt.join(', ')}`
      : `ended as "${result.outcome ?? ''}" after ${span(result.endedAt - scenario.startsAt)}`
  return [
    ...[...lines, ...refused].sort((a, b) => a.at - b.at).map(({ text }) => text),
    '',
    end,
    ...faults.map((fault) => `failed at ${fault}`),
    ...(result.effects.length > 0 ? [`done outside: ${result.effects.join(', ')}`] : []),
    ...(result.messages.length > 0 ? [`sent: ${result.messages.join(', ')}`] : []),
    ...result.escalations.map(({ at, step, level, to }) => `escalated: ${step} level ${level} to ${to}, ${moment(at)}`),
  ].join('\n')
}
