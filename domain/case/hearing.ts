import type { Arrival } from '../event.ts'
import type { CaseState, Timer } from '../state.ts'
import type { Draft } from './draft.ts'

/** Ends that an event received before them forestalls, though the case is told of it only afterwards. */
const FORESTALLED: readonly Timer['kind'][] = ['silent', 'timeout', 'expired']

/**
 * Whether the case must ask first what was received before this timer: whoever tells it of events may have been away. `heard` is the
 * instant up to which it knows; a case that waits for nothing outside never asks.
 */
export const mustAsk = ({ state }: Pick<Draft, 'state'>, { kind, at }: Timer, heard: number): boolean =>
  at > heard && state.subscriptions.length > 0 && FORESTALLED.includes(kind)

/** Asks for the events that were received for the case until now and of which it was not told; once, until the answer comes. */
export function askArrivals({ state, requests, now }: Draft): void {
  if (state.asked !== undefined) return
  state.asked = now
  requests.push({
    id: `case@arrivals.${now}`, purpose: 'arrivals', caseId: state.caseId, instance: '', step: '', epoch: 0, level: 0,
    target: '', takesOver: false, at: now, dueAt: now, until: now,
  })
}

/** Keeps an event that came before the answer, after an end that the answer may forestall. */
export function keepUntold({ state }: Draft, arrival: Arrival): void {
  state.untold = [...(state.untold ?? []), arrival]
}

/** The answer has come: what was received until when, with what came meanwhile, each event once and in the order of time. */
export function takeHeard({ state }: Draft, told: readonly Arrival[]): { readonly heard: number; readonly arrivals: readonly Arrival[] } {
  const { asked: heard = 0, untold = [] } = state
  delete state.asked
  delete state.untold
  const arrivals = [...told, ...untold.filter(({ id }) => !told.some((one) => one.id === id))].sort((a, b) => a.at - b.at)
  return { heard, arrivals }
}

/** Timers that the clock may come to: none while the case asks, for none may pass the one that it asks about. */
export const timersAhead = ({ asked, timers, open }: CaseState): readonly Timer[] =>
  (asked === undefined ? [...timers, ...open.flatMap((instance) => instance.timers ?? [])] : [])
