import type { EscalationState } from '../escalation/state.ts'
import { isObject, own } from '../json.ts'
import type { EscalationLevel, EscalationPath, Plan, Step } from '../plan.ts'
import type { CaseState, Deadline, StepInstance } from '../state.ts'
import { spoken } from '../template.ts'
import type { CaseSummary, TaskCard } from '../views.ts'
import { allowanceWords } from './allowance-words.ts'
import { nextDeadlineOn } from './clock.ts'
import { contentOf, type Content } from './content.ts'
import { foreseen, pathOf } from './climb.ts'
import { stepOf } from './place.ts'
import { withShift } from './shift-words.ts'
import { titleOf } from './title.ts'
import { workingOf } from './working.ts'

/** The case as lists show it. */
export function summarize(plan: Plan, state: CaseState): CaseSummary {
  return {
    caseId: state.caseId, sop: state.sop, sopTitle: plan.title, version: state.version, key: state.key, label: labelOf(state),
    state: state.outcome === undefined ? 'open' : 'closed', outcome: state.outcome ?? null,
    openedAt: state.openedAt, openedBy: state.openedBy, closedAt: state.closedAt ?? null,
    // While the clock stands still nobody can say when it will be due.
    dueAt: state.caseClock?.heldAt === undefined ? (state.caseClock?.dueAt ?? null) : null,
    breached: state.caseClock !== null && !state.caseClock.deadlines.some(({ kind }) => kind === 'breach'),
    standing: standing(plan, state),
    openSteps: state.open.filter(({ phase }) => phase !== 'inside').map((instance) => ({
      step: instance.step, title: titleOf(plan, state, instance), phase: instance.phase, assignee: instance.assignee ?? null,
      ...(instance.climb && instance.climb.told.length > 0 ? { escalated: true as const } : {}),
    })),
    woundMs: state.woundMs,
  }
}

/**
 * What people call the case: the name of the return or of the order, as its event carries it or as the fact `order` has told since; else the
 * number of the parcel, else its key.
 */
export function labelOf({ event, facts, key }: Pick<CaseState, 'event' | 'facts' | 'key'>): string {
  const order = own(facts, 'order')?.value
  const known = [own(event, 'return_name'), own(event, 'order_name'), isObject(order) ? own(order, 'name') : undefined, own(event, 'name'), own(event, 'tracking_code')]
  return asLabel(known.find((name): name is string => typeof name === 'string' && name !== '') ?? key)
}

const LONGEST_LABEL = 60

/** One short line: what comes from outside may be long, or hold characters that turn the text around it. */
function asLabel(text: string): string {
  const plain = [...text.slice(0, 500).replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ').trim()]
  return plain.length > LONGEST_LABEL ? `${plain.slice(0, LONGEST_LABEL - 1).join('')}…` : plain.join('')
}

/** Phases in which a person has to act. */
const PEOPLES: readonly StepInstance['phase'][] = ['task', 'confirming', 'asking']

function standing(plan: Plan, state: CaseState): string {
  if (state.outcome !== undefined) return `Ended: ${state.outcome.replaceAll('_', ' ')}`
  const running = state.open.filter(({ phase }) => phase !== 'inside')
  const instance = running.find(({ phase }) => phase === 'exception') ?? running.find(({ phase }) => PEOPLES.includes(phase)) ?? running[0]
  if (!instance) return state.leaving ? `Being ended: ${state.leaving.because}` : 'Moving on'
  const title = `${titleOf(plan, state, instance)}${running.length > 1 ? ` (and ${running.length - 1} more side by side)` : ''}`
  if (instance.phase === 'task') return `${instance.paused ? `Paused (${spoken(instance.paused.reason)})` : 'Waits for a person'}: ${title}`
  if (instance.phase === 'exception') return `Did not work and needs a person: ${title}`
  if (instance.phase === 'confirming') return `Waits for a yes: ${title}`
  if (instance.phase === 'asking') return `Waits for a person to say what ${spoken(instance.asked ?? '')} is: ${title}`
  if (instance.phase === 'waiting') return waitingWords(stepOf(plan, instance), title)
  return instance.phase === 'undoing' ? `Being taken back: ${title}` : `Waits for a system: ${title}`
}

function waitingWords(step: Step, title: string): string {
  if (step.kind === 'message') return `Waits until the quiet hours of its recipient are over: ${title}`
  const how = step.kind === 'wait' ? step.wait.for : 'events'
  return how === 'instant' ? `Waits for its time: ${title}` : how === 'silence' ? `Waits until nothing more comes: ${title}` : `Waits for news from outside: ${title}`
}

/** All human steps that are open, with everything a person needs to finish them. */
export const cards = (plan: Plan, state: CaseState): TaskCard[] =>
  state.open.flatMap((instance) => {
    const content = contentOf(plan, state, instance)
    return content ? [card(plan, state, instance, content)] : []
  })

function card(plan: Plan, state: CaseState, instance: StepInstance, content: Content): TaskCard {
  const step = stepOf(plan, instance)
  const shown = cardWithoutShift(plan, state, instance, content)
  return instance.shift && step.kind === 'task' ? withShift(shown, step.handoff, instance.shift) : shown
}

function cardWithoutShift(plan: Plan, state: CaseState, instance: StepInstance, content: Content): TaskCard {
  const working = workingOf(plan, state, instance)
  const climbs = climbsOf(plan, state, instance)
  return {
    caseId: state.caseId, sop: state.sop, label: labelOf(state), step: instance.step, instance: instance.id, visit: instance.visit,
    epoch: instance.epoch, level: instance.level, assignee: instance.assignee ?? null, claimedBy: instance.claimedBy ?? null, why: instance.why ?? '',
    startedAt: instance.clock?.startedAt ?? instance.startedAt, acknowledgeBy: instance.clock?.acknowledgeBy ?? null, dueAt: instance.clock?.dueAt ?? instance.startedAt,
    breached: instance.clock !== undefined && !instance.clock.deadlines.some((deadline) => deadline.kind === 'breach'),
    next: nextOf(plan, state, instance), escalates: escalationWords(pathOf({ plan, state }, instance)),
    ...(instance.paused ? { paused: instance.paused } : {}), ...(instance.handedOn ? { handedOn: instance.handedOn } : {}),
    ...(working ? { working } : {}), ...(climbs ? { climbs } : {}), ...content,
  }
}

/** What comes next on the escalation path, however much else may come before it; `at` is null while nothing on it comes by itself. */
function climbsOf(plan: Plan, state: CaseState, instance: StepInstance): TaskCard['climbs'] {
  const { clock, climb } = foreseen(plan, state, instance)
  if (!clock || !climb) return undefined
  const path = pathOf({ plan, state }, instance)
  const deadline = clock.heldAt === undefined ? clock.deadlines.find(({ kind }) => kind === 'level' || kind === 'pass_over' || kind === 'ack_expires') : undefined
  if (!deadline) return { at: null, what: stillWords(climb, path), ...(climb.status === 'exhausted' ? { over: true } : {}) }
  const level = levelBehind(deadline, path, climb.pass)
  const to = level?.do.kind === 'tell' && level.do.to.kind !== 'expression' && level.do.to.kind !== 'channel' ? level.do.to.name : undefined
  return { at: deadline.at, what: deadlineWords(deadline, path, climb.pass), ...(deadline.kind === 'level' ? { level: deadline.level } : {}), ...(to === undefined ? {} : { target: to }) }
}

function levelBehind(deadline: Deadline, path: EscalationPath, pass: number): EscalationLevel | undefined {
  if (deadline.kind === 'level') return path.levels[deadline.level - 1]
  return deadline.kind === 'pass_over' && pass < (path.repeat ?? 0) ? path.levels.find((level) => level.do.kind !== 'remind') : undefined
}

/** Why nothing on the path comes by itself. */
function stillWords({ status, pausedBy, acknowledged }: EscalationState, path: EscalationPath): string {
  if (path.levels.length === 0) return 'there is no escalation path'
  if (pausedBy.length > 0) return 'it stands still while the task is paused'
  if (status === 'exhausted') return 'everybody on the path has been told'
  return acknowledged ? `it stands still while ${acknowledged.by} has it` : 'nothing more comes by itself'
}

function nextOf(plan: Plan, state: CaseState, instance: StepInstance): TaskCard['next'] {
  if (instance.paused) return { at: instance.paused.until, what: 'the pause ends and the clock goes on' }
  const { clock } = foreseen(plan, state, instance)
  const deadline = clock && nextDeadlineOn(clock)
  return deadline ? { at: deadline.at, what: deadlineWords(deadline, pathOf({ plan, state }, instance), instance.climb?.pass ?? 0) } : null
}

function deadlineWords(deadline: Deadline, path: EscalationPath, pass: number): string {
  switch (deadline.kind) {
    case 'acknowledge': return 'somebody should have taken it'
    case 'breach': return 'is past its due time'
    case 'ack_expires': return 'should be finished by whoever took it'
    case 'pass_over': return passWords(path, pass)
    case 'warned': case 'look_again': return ''
    case 'level': {
      const level = path.levels[deadline.level - 1]
      return level ? levelWords(level) : ''
    }
  }
}

/** What the end of a pass brings: the first level that is no reminder again, or the sink. */
function passWords({ levels, repeat = 0 }: EscalationPath, pass: number): string {
  const first = levels.find((level) => level.do.kind !== 'remind')
  return first && pass < repeat ? `${levelWords(first)} again` : `tells ${SINK}`
}

const SINK = 'whoever gets what nobody else can'

const levelWords = (level: EscalationLevel): string => {
  if (level.do.kind === 'remind') return 'reminds whoever holds it'
  const to = level.do.to.kind === 'expression' ? 'whom the SOP names' : spoken(level.do.to.name)
  const by = level.by ? ` by ${level.by.join(' and ')}` : ''
  return `${level.do.takesOver ? 'goes to' : 'tells'} ${to}${by}`
}

/** The path in words: "at 50 % reminds whoever holds it; at 100 % goes to warehouse_lead; then all of it 2 times more; …". */
function escalationWords(path: EscalationPath): string {
  const parts = path.levels.map((level) => `${'at' in level.when ? `at ${level.when.at} %` : `${allowanceWords(level.when.after)} later`} ${levelWords(level)}`)
  const passes = path.repeat ?? 0
  const again = passes > 0 && path.levels.some((level) => level.do.kind !== 'remind') ? [`then again, ${passes === 1 ? 'once' : `${passes} times`}, reminders left out`] : []
  const taken = path.acknowledgedFor && parts.length > 0 ? [`whoever takes it has ${allowanceWords(path.acknowledgedFor)} to finish it`] : []
  return [...parts, ...again, ...taken].join('; ')
}
