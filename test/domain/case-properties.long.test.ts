import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, describe, it } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import { advance, cards, nextDeadline, openCase, refuse, summarize, type Advanced } from '../../domain/case.ts'
import type { CaseEvent, Command, Request } from '../../domain/event.ts'
import { canonical, type Json } from '../../domain/json.ts'
import type { Plan } from '../../domain/plan.ts'
import { simulate } from '../../domain/simulate.ts'
import type { CaseState, Effect, StepInstance } from '../../domain/state.ts'
import { anOrganisation, aPlan, aTask, HOUR, START, usd } from '../harness/plans.ts'
import { peopled } from './random-people.ts'
import { chances, eventfulPlans, plans, type Chance } from './random-plans.ts'

const organisation = anOrganisation()
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const listed = (due: readonly { readonly at: number }[], until: number): readonly string[] => due.filter(({ at }) => at <= until).map((one) => canonical(one as unknown as Json))
const timersDueAt = ({ timers, open }: CaseState, until: number): readonly string[] =>
  listed([{ id: 'case', timers }, ...open].flatMap(({ id, timers: own = [] }) => own.map((one) => ({ id, ...one }))), until)
/** Everything that is due at an instant or before; what is held is not, nor a timer while the case asks what was received before it. */
const dueAt = (state: CaseState, now: number): readonly string[] => [
  ...listed([{ id: 'case', clock: state.caseClock }, ...state.open].flatMap(({ id, clock }) => (clock?.heldAt === undefined ? (clock?.deadlines ?? []) : []).map((one) => ({ id, ...one }))), now),
  ...(state.asked === undefined ? timersDueAt(state, now) : []),
]

/** As `toEqual`, many times quicker; only a difference is shown. */
function same(actual: unknown, wanted: unknown, promise: string): void {
  if (!isDeepStrictEqual(actual, wanted)) expect(actual, promise).toStrictEqual(wanted)
}
const inputOf = (effect: Effect): string => canonical((effect.kind === 'send' ? effect.message : effect.with) as unknown as Json)

/** Plays a case and holds every promise of the interpreter to each event. */
function play(plan: Plan) {
  const requested = new Map<string, string>()
  const epochs = new Map<string, number>()
  const accepted: Command[] = []
  let waiting: readonly Request[] = []
  let now = START
  let wound = 0
  let state = check(openCase({ caseId: 'c', key: 'k', plan, trigger: 'shop.return', openedBy: 'shopify', windable: true, event: { kind: 'a', customer: { email: 'c@example.com' } } }, now))

  function check(advanced: Advanced): CaseState {
    for (const effect of advanced.effects) {
      expect(requested.has(effect.id), `${effect.id} is asked for twice`).toBe(false)
      requested.set(effect.id, inputOf(effect))
    }
    same(advanced.state.effects.map(({ id }) => requested.get(id)), advanced.state.effects.map(inputOf), 'an effect in flight is as it was asked for')
    for (const { id, epoch, phase, clock } of advanced.state.open) {
      expect(epoch).toBeGreaterThanOrEqual(epochs.get(id) ?? 0)
      epochs.set(id, epoch)
      expect(clock !== undefined).toBe(['task', 'exception', 'confirming', 'asking'].includes(phase))
    }
    expect(new Set(advanced.state.open.map(({ id }) => id)).size).toBe(advanced.state.open.length)
    expect(advanced.state.woundMs).toBe(wound)
    expect(advanced.events.every(({ at }) => at === now)).toBe(true)
    if (advanced.state.outcome === undefined) expect(advanced.state.open.length, 'an open case has an open step').toBeGreaterThan(0)
    else expect([advanced.state.open, advanced.state.effects, nextDeadline(advanced.state)]).toEqual([[], [], undefined])
    hangsTogether(advanced.state)
    summarize(plan, advanced.state)
    cards(plan, advanced.state)
    waiting = [...waiting, ...advanced.requests]
    return advanced.state
  }

  /** Everything open has its place, every container something that goes on in it, and nothing is left when the case has ended. */
  function hangsTogether(now: CaseState): void {
    const around = (frame: string): readonly string[] => {
      const found = now.frames.find(({ id }) => id === frame)
      expect(found, `there is a frame "${frame}"`).toBeDefined()
      return found === undefined || found.kind === 'root' ? [frame] : [frame, ...around(found.parent)]
    }
    const openers = new Set(now.open.filter(({ phase }) => phase !== 'inside').flatMap(({ frame }) => around(frame)).flatMap((id) => now.frames.filter((frame) => frame.id === id)).map((frame) => (frame.kind === 'root' ? '' : frame.opener)))
    for (const { id, phase } of now.open) if (phase === 'inside') expect(openers.has(id), `something goes on in "${id}"`).toBe(true)
    for (const { frame } of now.undo) around(frame)
    for (const { frame } of now.paired) around(frame)
    if (now.outcome === undefined) return
    expect(now.frames.map(({ id }) => id)).toEqual(['root'])
    expect(now.paired.flatMap(({ owes }) => owes), 'nothing is owed at the end').toEqual([])
    expect(now.subscriptions.filter(({ id }) => id.includes('#'))).toEqual([])
  }

  function happen(event: CaseEvent): void {
    const before = copy(state)
    const advanced = advance(plan, state, event, now)
    same(state, before, 'the state that was given is not touched')
    same(advance(plan, before, copy(event), now), advanced, 'a state carried over as JSON behaves the same')
    same(copy(advanced.state), advanced.state, 'the state is plain JSON')
    if (event.type === 'arrived') isUsedOnce(before, event.arrival.id, advanced)
    if (before.outcome !== undefined && !advanced.events.some(({ type }) => type === 'reopened')) same([advanced.state, advanced.events, advanced.requests, advanced.effects], [before, [], [], []], 'a closed case changes no more')
    if (event.type === 'wound' && before.outcome === undefined) wound += event.byMs
    if (event.type === 'deadline-passed' && before.outcome === undefined) {
      const left = dueAt(advanced.state, now)
      expect(dueAt(before, now).filter((one) => left.includes(one)), 'a deadline that passed is gone').toEqual([])
    }
    if (before.asked !== undefined && before.outcome === undefined && advanced.state.asked !== before.asked) {
      const left = timersDueAt(advanced.state, before.asked)
      expect(timersDueAt(before, before.asked).filter((one) => left.includes(one)), 'a case that knows what it was not told of waits no longer').toEqual([])
    }
    if (event.type === 'command') keepsItsWord(before, event.command, advanced)
    state = check(advanced)
  }

  /** An event is used by nobody or by one; what was used before, or is not wanted, changes nothing but what time did. */
  function isUsedOnce(before: CaseState, id: string, advanced: Advanced): void {
    const uses = advanced.events.filter(({ type, detail }) => type === 'arrived' && detail['id'] === id).length
    expect(uses).toBe(advanced.state.used.includes(id) && !before.used.includes(id) ? 1 : 0)
    expect(new Set(advanced.state.used).size).toBe(advanced.state.used.length)
    if (before.used.includes(id)) same(advanced.state.used, before.used, 'what was used is not used again')
  }

  function keepsItsWord(before: CaseState, command: Command, advanced: Advanced): void {
    const refused = refuse(plan, before, command, now) !== undefined
    expect(advanced.answer === undefined).toBe(refused)
    if (refused) return same(advanced, { state: before, events: [], requests: [], effects: [] }, 'a refused command changes nothing')
    const known = before.answered.some(({ commandId }) => commandId === command.commandId)
    if (advanced.state.answered.length > before.answered.length) accepted.push(command)
    expect(advanced.state.answered.filter(({ commandId }) => commandId === command.commandId).length).toBeLessThanOrEqual(1)
    if (known) expect(advanced.state.answered).toEqual(before.answered)
  }

  const resolveAll = (): void => {
    const requests = waiting
    waiting = []
    if (requests.length > 0) happen({ type: 'resolved', resolutions: requests.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 }))) })
  }

  const answerTo = (effect: Effect, pick: number): CaseEvent => effect.kind === 'fetch'
    ? { type: 'fetched', effect: effect.id, source: 'shop', value: [{ value: 1 }, { value: usd('5.00') }, {}, null, { value: 'text' }][pick % 5]! }
    : effect.kind === 'act' ? { type: 'acted', effect: effect.id, result: { n: pick } } : { type: 'sent', effect: effect.id }

  /** A sensible command of a person for an open step. */
  function commandFor({ step, phase, paused }: StepInstance, { pick, who }: Chance): Command {
    const common = { step, by: who, via: 'api' as const, commandId: `p${accepted.length}-${pick}` }
    if (phase === 'exception') {
      const choice = (['retry', 'retry', 'done_by_hand', 'give_up'] as const)[pick % 4]!
      return { do: 'settle', ...common, choice, reference: 'r', form: {}, ...(pick % 7 ? {} : { roles: ['chief'] }), ...(pick % 3 === 0 ? { outcome: ['left', 'done', 'ok'][pick % 5] ?? 'right' } : {}) }
    }
    if (pick % 16 === 5) return { do: pick % 32 === 5 ? 'escalate' : 'deescalate', ...common, level: pick % 3 }
    if (pick % 16 === 13) return { do: 'decline', ...common, note: 'n' }
    if (pick % 8 === 7) return { do: 'handoff', ...common, summary: 's', ...(pick % 3 ? { to: ['ana', 'bo', 'zoe', 'nobody'][pick % 4] ?? 'dana' } : {}) }
    if (phase === 'confirming') return { do: 'confirm', ...common, yes: pick % 3 > 0, note: 'n' }
    if (phase === 'asking' && pick % 5) return { do: 'answer', ...common, form: pick % 4 ? { value: 'v' } : {} }
    if (pick % 8 === 6) return paused ? { do: 'resume', ...common } : { do: 'pause', ...common, reason: 'waiting', ...(pick % 3 ? { forMs: HOUR } : {}) }
    switch (pick % 6) {
      case 0: return { do: 'claim', ...common }
      case 1: return { do: 'release', ...common }
      case 2: return { do: 'cannot', ...common, reason: 'unsafe', note: '' }
      default: return { do: 'complete', ...common, outcome: pick % 2 ? 'done' : 'other', form: pick % 5 ? { note: 'n' } : {}, ...(pick % 3 ? {} : { evidence: { code: [{ kind: 'scan', text: 'x' }] } }) }
    }
  }

  function chance(next: Chance): void {
    if (!next.again || next.what === 'time') resolveAll()
    const { pick } = next
    const effect = state.effects[pick % Math.max(state.effects.length, 1)]
    const instance = state.open[pick % Math.max(state.open.length, 1)]
    switch (next.what) {
      case 'answer': return effect && happen(answerTo(effect, pick))
      case 'fail': return effect && happen({ type: 'failed', effect: effect.id, code: 'x', message: 'm' })
      case 'person': return instance && happen({ type: 'command', command: commandFor(instance, next) })
      case 'hostile': return happen({ type: 'command', command: hostile(next) })
      case 'time': {
        now = Math.max(now, nextDeadline(state) ?? now)
        return happen({ type: 'deadline-passed' })
      }
      case 'outage': now += pick * 20_000; return
      case 'late': return happen([{ type: 'sent', effect: [...requested.keys()][pick % requested.size] ?? '' }, { type: 'acted', effect: 'unknown', result: {} }, { type: 'deadline-passed' }][pick % 3] as CaseEvent)
      case 'wind': return happen({ type: 'wound', byMs: pick + 1, by: 'ana' })
      case 'arrive': return happen({ type: 'arrived', arrival: { id: `e${pick % 40}`, name: pick % 3 ? 'shop.news' : 'shop.alarm', fields: { kind: ['a', 'a', 1, null][pick % 4]!, n: pick % 2 }, at: now - (pick % 5) * HOUR } })
      case 'cancel': return pick % 3 ? undefined : happen({ type: 'command', command: { do: 'cancel', commandId: `cancel${pick}`, by: next.who, via: 'api', because: 'b' } })
    }
  }

  function hostile({ pick, again }: Chance): Command {
    const old = accepted[pick % Math.max(accepted.length, 1)]
    if (again && old) return pick % 2 ? old : { ...old, by: 'bo' }
    return { do: (['complete', 'claim', 'settle', 'explode'] as const)[pick % 4], commandId: `h${pick}`, by: 'ana', via: 'api', step: ['s0', 's1', 'nowhere', '__proto__'][pick % 4], outcome: ['done', 'left', 5][pick % 3], form: [{}, { note: 5 }, null][pick % 3], epoch: pick % 4, choice: 'retry', reference: '' } as unknown as Command
  }

  /** Cancels and answers everything well; tells whether the case came to its end. */
  function bringToAnEnd(): boolean {
    resolveAll()
    for (let turns = 0; turns < 200 && state.outcome === undefined; turns++) {
      // A crossing that is taken back first leads on to a step, which has then to be cancelled too.
      if (!state.leaving?.undo && !state.frames.some((frame) => frame.kind === 'root' && frame.ending !== undefined)) happen({ type: 'command', command: { do: 'cancel', commandId: `cancel-end${turns}`, by: 'dana', via: 'api', because: 'enough' } })
      const [effect] = state.effects
      const [instance] = state.open
      const common = instance && { commandId: `end${turns}`, step: instance.step, by: instance.claimedBy ?? 'dana', via: 'api' as const }
      if (effect) happen(answerTo(effect, 0))
      else if (common && instance.phase === 'confirming') happen({ type: 'command', command: { do: 'confirm', ...common, yes: turns % 2 === 0, note: 'n' } })
      else if (common && instance.phase === 'asking') happen({ type: 'command', command: { do: 'answer', ...common, form: { value: 'v' } } })
      else if (instance) happen({ type: 'command', command: { do: 'settle', commandId: `end${turns}`, step: instance.step, by: instance.claimedBy ?? 'dana', via: 'api', choice: turns % 2 && !instance.id.endsWith('~undo') ? 'done_by_hand' : 'give_up', reference: 'r', form: {}, roles: ['chief'], ...(turns % 4 === 1 ? { outcome: 'ok' } : {}) } })
    }
    return state.outcome !== undefined
  }

  return { chance, bringToAnEnd, accepted, state: () => state }
}

describe('whatever happens to a case of whatever SOP', () => {
  it('it never throws, keeps every promise, and can always be brought to an end', () => {
    fc.assert(fc.property(fc.oneof(plans(), eventfulPlans(), peopled(eventfulPlans())), fc.array(chances, { minLength: 5, maxLength: 60 }), (plan, story) => {
      const game = play(plan)
      for (const next of story) game.chance(next)
      const answered = game.state().answered.map(({ commandId }) => commandId)
      expect(answered).toEqual(game.accepted.map(({ commandId }) => commandId))
      expect(game.bringToAnEnd()).toBe(true)
    }), { numRuns: 100 })
  }, 60_000)
})

const scenario = { name: 'any', startsAt: START, trigger: 'shop.return', openedBy: 'shopify', event: { kind: 'a', customer: { email: 'c@example.com' } }, facts: { order: [{ value: { value: 1 } }] }, systems: {}, people: {}, exceptions: {}, expect: {} } as const

describe('a simulated case of whatever SOP', () => {
  it('comes to its end or to a person, and the same twice', () => {
    const acts = { kind: 'complete', after: HOUR, outcome: 'done', form: {} } as const
    fc.assert(fc.property(fc.oneof(plans({ forward: true }), eventfulPlans({ forward: true })), fc.subarray(['s0', 's1', 's2', 's3', 's4', 's5']), (plan, willing) => {
      const people = Object.fromEntries(willing.map((step) => [step, [acts]]))
      const played = simulate(plan, organisation, { ...scenario, people })
      expect(simulate(plan, organisation, { ...scenario, people })).toEqual(played)
      expect(played.outcome === null).toBe(played.openAt.length > 0)
      expect(nextDeadline(played.state)).toBeUndefined()
      const instants = played.trace.map(({ at }) => at)
      expect(instants).toEqual([...instants].sort((a, b) => a - b))
    }), { numRuns: 60 })
  }, 30_000)

  it('ends even when the SOP does not', () => {
    const endless = aPlan([aTask('again', { routes: { done: { to: 'again' } } })])
    const played = simulate(endless, organisation, { ...scenario, people: { again: [{ kind: 'complete', after: 1, outcome: 'done', form: {} }] } })
    expect(played).toMatchObject({ outcome: null, openAt: ['again'] })
  }, 20_000)
})
