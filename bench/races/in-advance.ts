import { isDeepStrictEqual } from 'node:util'
import { resolve } from '../../domain/assignee.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import { advance, cards, nextDeadline, openCase, refuse, summarize, type Advanced } from '../../domain/case.ts'
import type { CaseEvent, Request } from '../../domain/event.ts'
import type { CaseState } from '../../domain/state.ts'
import { settleTurn } from '../../domain/turn.ts'
import { HOUR, START } from '../../test/harness/plans.ts'
import { commandOf, HOLDER, organisation, planOf, type Contest } from './contest.ts'
import { faultsInOrder, faultsOf, type Happening, type Outcome } from './referee.ts'

/** One race in `advance`: a random order of what people do, of the timer, and of the organisation's answers, all at one instant. */
export function raceInAdvance(contest: Contest, numbers: () => number): { readonly outcome: Outcome; readonly faults: readonly string[] } {
  const table = openTable(contest)
  const { id: instance, epoch, level } = table.task()
  const order: (Happening | 'answers')[] = shuffled([...contest.rivals, ...(contest.due ? ['timer' as const] : []), 'answers', 'answers'], numbers)
  const winners: Outcome['winners'][number][] = []
  const losers: Outcome['losers'][number][] = []
  const faults: string[] = []
  for (const one of order) {
    if (one === 'answers') table.answer()
    else if (one === 'timer') table.timer()
    else {
      const lost = table.command(commandOf(one, { instance, epoch, level }))
      if (lost) losers.push({ rival: one, ...lost })
      else winners.push(one)
      if (lost?.changes) faults.push(`"${one.word}" was refused and changed the case`)
    }
  }
  while (table.answer());
  const outcome = { winners, losers, record: table.record() }
  return { outcome, faults: [...faults, ...faultsOf(contest, outcome), ...faultsInOrder(contest, order.filter((one) => one !== 'answers'), outcome)] }
}

/** A case on a table of its own, whose organisation answers when it is told to. */
function openTable(contest: Contest) {
  const plan = planOf(contest, 'race', HOUR)
  const events: AuditEvent[] = []
  let pending: readonly Request[] = []
  let now = START
  let state: CaseState
  const take = (advanced: Advanced, resolutions: Parameters<typeof settleTurn>[1] = []): void => {
    state = advanced.state
    pending = [...pending, ...advanced.requests]
    events.push(...settleTurn({ events: advanced.events, summary: summarize(plan, state), tasks: cards(plan, state) }, resolutions).events)
  }
  const apply = (event: CaseEvent): void => take(advance(plan, state, event, now))
  const answer = (): boolean => {
    if (pending.length === 0) return false
    const resolutions = pending.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
    pending = []
    events.push(...settleTurn({ events: [], summary: summarize(plan, state), tasks: cards(plan, state) }, resolutions).events)
    apply({ type: 'resolved', resolutions })
    return true
  }
  const opened = openCase({ caseId: 'c', key: 'K', plan, trigger: 'shop.return', openedBy: 'shop', windable: false, event: { id: 'K' } }, now)
  state = opened.state
  pending = opened.requests
  answer()
  if (contest.claimed) apply({ type: 'command', command: { do: 'claim', commandId: 'claim', by: HOLDER, via: 'console', step: 'look' } })
  now = START + HOUR
  return {
    answer,
    task: () => {
      const [task] = state.open
      if (!task) throw new Error('the case has no task')
      return task
    },
    timer: () => { if ((nextDeadline(state) ?? Infinity) <= now) apply({ type: 'deadline-passed' }) },
    /** Undefined when it is taken; else why not, as the workflow's validator and, behind it, the interpreter say. */
    command(command: Parameters<typeof refuse>[2]) {
      const refusal = refuse(plan, state, command, now)
      if (!refusal) return apply({ type: 'command', command })
      const ignored = advance(plan, state, { type: 'command', command }, now)
      const changes = !isDeepStrictEqual(ignored.state, state) || ignored.answer !== undefined || ignored.events.length + ignored.requests.length > 0
      return { code: refusal.code, message: refusal.message, hasState: state.outcome !== undefined || cards(plan, state).length > 0, changes }
    },
    record: () => events.filter(({ step }) => step === 'look').map(({ type, actor }) => (type === 'escalated' ? `escalated by ${actor === 'timer' ? 'timer' : 'hand'}` : type)),
  }
}

function shuffled<T>(all: readonly T[], numbers: () => number): T[] {
  const left = [...all]
  return Array.from(all, () => left.splice(Math.floor(numbers() * left.length), 1)[0] as T)
}
