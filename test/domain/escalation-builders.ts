import { ALWAYS } from '../../domain/calendar/intervals.ts'
import { openIntervals } from '../../domain/calendar/open.ts'
import type { EscalationEvent } from '../../domain/escalation/events.ts'
import { playEscalation } from '../../domain/escalation/play.ts'
import type { EscalationScript, EscalationWorld } from '../../domain/escalation/play.ts'
import type { EscalationEntry } from '../../domain/escalation/state.ts'
import type { Calendar } from '../../domain/organisation.ts'
import type { Allowance, EscalationLevel, EscalationPath } from '../../domain/plan.ts'
import { goalOf } from '../../domain/sla/goal.ts'
import { planOffsets } from '../../compiler/zone-offsets.ts'
import { calendar } from './roster-builders.ts'

const HOUR = 3_600_000
export const START = Date.parse('2026-01-14T10:00:00Z')

/** `4h` `4bh` `2bd` `30m`. */
export function allow(text: string): Allowance {
  const [, count = '', unit = ''] = /^(\d+)(m|h|d|bm|bh|bd)$/.exec(text) ?? []
  if (unit === 'bd') return { unit: 'business_days', days: Number(count) }
  const ms = Number(count) * { m: 60_000, h: HOUR, d: 24 * HOUR }[unit.at(-1) as 'm' | 'h' | 'd']
  return { unit: unit.startsWith('b') ? 'business' : 'elapsed', ms }
}

const when = (text: string): EscalationLevel['when'] => (text.endsWith('%') ? { at: Number(text.slice(0, -1)) } : { after: allow(text) })

/** A level that reminds. */
export const remind = (at: string): EscalationLevel => ({ when: when(at), do: { kind: 'remind' } })
/** A level that tells a role, which in these tests yields the people of `REACH`. */
export const tell = (at: string, to: string, takesOver = false): EscalationLevel => ({ when: when(at), do: { kind: 'tell', to: { kind: 'role', name: to }, takesOver } })

export const path = (levels: readonly EscalationLevel[], over: Partial<EscalationPath> = {}): EscalationPath => ({ levels, ...over })

/** Who a role yields: `nobody` and every role not named here yields nobody. */
const REACH: Readonly<Record<string, readonly string[]>> = { lead: ['sam'], leads: ['sam', 'kim'], boss: ['olu'], channel: ['slack:#ops'], sink: ['zoe'] }

/** Hours after the start as `1.5`; an instant as its text. */
const instantOf = (at: number | string): number => (typeof at === 'number' ? START + at * HOUR : Date.parse(at))

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
export type Doing = readonly [number | string, DistributiveOmit<EscalationEvent, 'at'>]

export interface Play {
  readonly goal?: string | null
  readonly calendar?: Calendar
  readonly start?: string
  readonly until?: number | string
  readonly assignee?: string | null
  /** Overrides of `REACH`, by instant. */
  readonly reach?: (role: string, at: number) => readonly string[] | undefined
}

/** Plays a path from `START`, with a goal of 10 elapsed hours, for 200 hours. */
export function play(escalation: EscalationPath, events: readonly Doing[] = [], over: Play = {}) {
  const start = over.start === undefined ? START : Date.parse(over.start)
  const until = instantOf(over.until ?? 200)
  const script: EscalationScript = {
    path: escalation, start, until, assignee: over.assignee === undefined ? 'dana' : over.assignee,
    ...(over.goal === null ? {} : { goal: allow(over.goal ?? '10h') }),
    events: events.map(([at, event]) => ({ at: instantOf(at), ...event }) as EscalationEvent),
  }
  return playEscalation(script, worldOf(over, start, until))
}

export function worldOf(over: Play, start: number, until: number): EscalationWorld {
  const on = over.calendar ?? calendar({ zone: 'UTC', always: true, weekly: [] })
  const offsets = planOffsets(on.zone)
  return {
    open: on.always ? ALWAYS : openIntervals(on, offsets, start, until + 90 * 24 * HOUR),
    goal: (allowance, from) => goalOf(on, offsets, allowance, from) ?? { unit: 'elapsed', ms: 9e14, latest: false },
    tell: (level, at) => {
      const name = level === 'sink' ? 'sink' : level.do.kind === 'tell' && level.do.to.kind !== 'expression' ? level.do.to.name : ''
      const to = over.reach?.(name, at) ?? REACH[name] ?? []
      return { to, owner: to[0]?.startsWith('slack:') ? null : (to[0] ?? null), why: to.length > 0 ? `holds ${name}` : `nobody holds ${name}` }
    },
    give: (person) => (person === 'gone' ? { refused: 'Gone is not active' } : { to: person }),
  }
}

/** `1.5 escalated 2 sam` for each entry, in hours after `START`, without warnings, the first assignment and what the clock says. */
export const story = ({ timeline }: { readonly timeline: readonly EscalationEntry[] }, ...also: readonly string[]): readonly string[] =>
  timeline.filter(({ kind }) => also.includes(kind) || !['assigned', 'warning', 'breached'].includes(kind)).map(({ at, kind, level, to }) =>
    [(at - START) / HOUR, kind, ...(level === null ? [] : [level]), ...to].join(' '))
