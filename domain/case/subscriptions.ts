import { evaluate } from '../expression.ts'
import { canonical } from '../json.ts'
import type { Allowance, Awaited } from '../plan.ts'
import type { Subscription } from '../state.ts'
import { instanceOf, type Draft } from './draft.ts'
import { scopeOf } from './scope.ts'
import { measureBy, openingsOf } from './time.ts'
import { safely } from './title.ts'

/** Brings what the case waits for outside up to date with what happened to it: called once, at the end of each advance. */
export function subscribe(draft: Draft): void {
  const { state } = draft
  const waits = state.subscriptions.filter(({ id }) => !isOfCase(id) && instanceOf(state, instanceIn(id))?.phase === 'waiting')
  rememberEnds(draft, waits)
  state.subscriptions = state.outcome === undefined ? [...waits, ...(state.leaving ? [] : crossings(draft))] : reopenings(draft, state.outcome, state.closedAt ?? draft.now)
}

/** Rows of a wait begin with the id of its instance. */
export const isOfCase = (id: string): boolean => !id.includes('#')

/** The instance that waits: `parcel#1` of `parcel#1.scanned`. */
export const instanceIn = (id: string): string => /^.*#\d+/.exec(id)?.[0] ?? ''

/** A later visit of a wait takes only events received after this one ended, however it did. */
function rememberEnds(draft: Draft, waits: readonly Subscription[]): void {
  const ended = draft.state.subscriptions.filter((one) => !isOfCase(one.id) && !waits.includes(one))
  if (ended.length === 0) return
  const paths = ended.map(({ id }) => id.slice(0, id.lastIndexOf('#')))
  draft.state.waited = { ...draft.state.waited, ...Object.fromEntries(paths.map((path) => [path, draft.now])) }
}

/** A row for each crossing whose value is known. */
const crossings = (draft: Draft): Subscription[] =>
  draft.plan.atAnyTime.flatMap((interrupt, index) => rowOf(draft, `any.${index}`, interrupt))

function rowOf(draft: Draft, id: string, { on, subscribe: { field, value } }: Awaited): Subscription[] {
  const known = safely(() => evaluate(value, scopeOf(draft.plan, draft.state, 'root')), null)
  return known === null || known === '' ? [] : [{ id, event: on, field: field.join('.'), value: canonical(known), since: 0 }]
}

/** What may open the case again now that it has ended, each for its time. */
const reopenings = (draft: Draft, outcome: string, endedAt: number): Subscription[] =>
  draft.plan.reopen.flatMap((reopening, index) =>
    reopening.after.length === 0 || reopening.after.includes(outcome)
      ? rowOf(draft, `reopen.${index}`, reopening).map((row) => ({ ...row, until: endOf(draft, endedAt, reopening.within) }))
      : [])

/** Open hours are known for a while only; what lies beyond is counted in days as they come. */
const endOf = (draft: Draft, from: number, within: Allowance): number =>
  safely(() => measureBy(() => openingsOf(draft, draft.plan.hours)).due(from, within), from + (within.unit === 'business_days' ? within.days * 86_400_000 : within.ms))
