import { expect } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import { advance, cards, nextDeadline, openCase, refuse, summarize, type Advanced } from '../../domain/case.ts'
import type { Arrival, CaseEvent, Command, Opening, Resolution } from '../../domain/event.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Answer, CaseState, Effect } from '../../domain/state.ts'
import { settleTurn } from '../../domain/turn.ts'
import { anOrganisation, START } from '../harness/plans.ts'

type Loose = Partial<Record<'commandId' | 'by' | 'via' | 'step' | 'instance' | 'outcome' | 'reason' | 'note' | 'choice' | 'reference' | 'because' | 'to' | 'summary' | 'roster' | 'what', string>> & {
  epoch?: number; level?: number; form?: JsonObject; roles?: readonly string[]; evidence?: Readonly<Record<string, Json>>; forMs?: number; yes?: boolean
}

/** A case in hand: things happen to it one by one, as a test says. Every state is carried over as JSON, as continue-as-new does. */
export function openDesk(plan: Plan, { organisation = anOrganisation(), ...opening }: Partial<Omit<Opening, 'plan'>> & { organisation?: Organisation } = {}) {
  const events: AuditEvent[] = []
  const effects: Effect[] = []
  const untold: Arrival[] = []
  let now = START
  let commands = 0
  let state: CaseState = take(openCase({
    caseId: 'c1', key: 'R-1', plan, trigger: 'shop.return', openedBy: 'shopify', windable: true,
    event: { id: 'R-1', kind: 'a', customer: { email: 'cy@example.com', name: 'Cy' } }, ...opening,
  }, now))

  function take(advanced: Advanced): CaseState {
    const resolutions: Resolution[] = advanced.requests.map((request) => ({
      ...resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })),
      ...(request.purpose === 'arrivals' ? { arrivals: untold.filter(({ at }) => at <= (request.until ?? 0)) } : {}),
    }))
    events.push(...settleTurn({ events: advanced.events, summary: summarize(plan, advanced.state), tasks: cards(plan, advanced.state) }, resolutions).events)
    effects.push(...advanced.effects)
    const carried = JSON.parse(JSON.stringify(advanced.state)) as CaseState
    expect(carried).toEqual(advanced.state)
    if (resolutions.length === 0) return carried
    const answered = advance(plan, carried, { type: 'resolved', resolutions }, now)
    // An answer that nothing follows from writes no cards: those of the question must show already what holds after it.
    if (answered.requests.length === 0 && answered.events.length === 0) for (const { request: { purpose, instance }, people } of resolutions) {
      if (purpose === 'escalate' && people.length > 0) expect(comingUpOn(carried, instance)).toEqual(comingUpOn(answered.state, instance))
    }
    return take(answered)
  }

  const comingUpOn = (of: CaseState, instance: string) => cards(plan, of).find((one) => one.instance === instance)?.climbs

  function apply(event: CaseEvent): Answer | undefined {
    const advanced = advance(plan, state, event, now)
    state = take(advanced)
    return advanced.answer
  }

  /** The newest effect in flight that does this. */
  function inFlight(what: string): Effect {
    const effect = state.effects.findLast((one) => (one.kind === 'fetch' ? one.fact : one.kind === 'act' ? one.action : one.message.template) === what)
    if (!effect) throw new Error(`nothing in flight does "${what}"; in flight: ${state.effects.map((one) => one.id).join(', ')}`)
    return effect
  }

  const commandOf = (word: Command['do'], fields: Loose): Command =>
    ({ do: word, commandId: `cmd-${++commands}`, by: 'ana', via: 'console', ...(word === 'complete' ? { outcome: 'done', form: {} } : {}), ...(word === 'settle' ? { reference: '', form: {} } : {}), ...(word === 'handoff' ? { summary: 'half done' } : {}), ...(word === 'confirm' ? { yes: true, note: '' } : {}), ...(word === 'decline' ? { note: '' } : {}), ...fields }) as Command

  return {
    plan, events, effects,
    /** Events that were received and that nobody has told the case of. */
    untold,
    state: () => state,
    now: () => now,
    apply,
    /** Sends a command as the API would: the refusal's code, or the answer. */
    ask(word: Command['do'], fields: Loose = {}) {
      const command = commandOf(word, fields)
      const refusal = refuse(plan, state, command, now)
      return refusal ? { refused: refusal.code, message: refusal.message, fields: refusal.fields } : { answer: apply({ type: 'command', command }) }
    },
    commandOf,
    fetched: (fact: string, value: Json) => apply({ type: 'fetched', effect: inFlight(fact).id, value, source: 'shop' }),
    acted: (action: string, result: JsonObject = {}) => apply({ type: 'acted', effect: inFlight(action).id, result, reference: `ref-${action}` }),
    sent: (template = 'news') => apply({ type: 'sent', effect: inFlight(template).id }),
    fails: (what: string, code = 'refused') => apply({ type: 'failed', effect: inFlight(what).id, code, message: `${what} said ${code}` }),
    /** Tried until there was no more time; it may have happened. */
    isNeverAnswered: (what: string) => apply({ type: 'failed', effect: inFlight(what).id, code: 'no-answer', message: `${what} never answered`, unknown: true }),
    /** Lets time pass; every deadline fires at its own instant. */
    pass(ms: number) {
      const until = now + ms
      let turns = 0
      for (let next = nextDeadline(state); next !== undefined && next <= until; next = nextDeadline(state)) {
        if (++turns > 100) throw new Error('the case spins: deadlines pass and do not go away')
        now = Math.max(now, next)
        apply({ type: 'deadline-passed' })
      }
      now = until
    },
    /** Time passes and nothing looks at the case meanwhile. */
    outage(ms: number) {
      now += ms
    },
    wakeUp: () => apply({ type: 'deadline-passed' }),
    instance(step: string) {
      const instance = state.open.find((one) => one.step === step)
      if (!instance) throw new Error(`"${step}" is not open`)
      return instance
    },
    open: () => state.open.map((one) => `${one.step}:${one.phase}`),
    ids: () => effects.map((effect) => effect.id),
    types: () => events.map((event) => event.type),
    find: (type: AuditEvent['type']) => events.filter((event) => event.type === type),
    card: () => cards(plan, state)[0],
    summary: () => summarize(plan, state),
  }
}

export type Desk = ReturnType<typeof openDesk>
