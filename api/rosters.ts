import type { z } from 'zod'
import { wallInstant } from '../domain/calendar/wall.ts'
import { readInstant, writeInstant } from '../domain/instant.ts'
import { own } from '../domain/json.ts'
import type { Absence, Organisation, Override, Roster, Swap } from '../domain/organisation.ts'
import type { ListedTask } from '../domain/ports.ts'
import { Refused } from '../domain/refusal.ts'
import type { OnCall } from '../domain/roster/answer.ts'
import { stillFits, type RosterEdit, type RosterWish } from '../domain/roster/edit.ts'
import { peopleOf } from '../domain/roster/prepared.ts'
import { scheduleOf, type Schedule } from '../domain/roster/schedule.ts'
import { whoIsOn } from '../domain/roster/who.ts'
import type { AbsenceBody, ChangeBody, Roster as RosterJson, RosterChange, RosterSchedule, WhoIsOn } from './schema/rosters.ts'

/** Somebody on for longer is looked for no further. */
const NEXT_WITHIN_MS = 35 * 86_400_000

/** The roster of that name; refuses with those there are. */
export function rosterNamed(organisation: Organisation, name: string): Roster {
  const roster = own(organisation.rosters, name)
  if (roster) return roster
  const known = Object.keys(organisation.rosters).map((id) => `"${id}"`).join(', ')
  throw new Refused({ code: 'unknown-roster', message: `there is no roster "${name}"; the organisation has ${known || 'none'}` })
}

/** What is asked for, read: wall times by the one rule. Refuses what is no time with its field. */
export function readWish(organisation: Organisation, roster: Roster, body: z.output<typeof ChangeBody>): RosterWish {
  const base = { person: body.person, ...readTimes(organisation, roster.zone, body) }
  if (body.do === 'swap') return { ...base, do: 'swap', ...(body.with === undefined ? {} : { with: body.with }) }
  if (body.do !== 'replace') return { ...base, do: body.do }
  if (body.with === undefined) throw wrong('with', 'say who is on instead')
  return { ...base, do: 'replace', with: body.with }
}

/** An absence that is asked for, read as `readWish` does; wall times are in the zone of whoever is away. */
export function readAbsence(organisation: Organisation, body: z.output<typeof AbsenceBody>): Extract<RosterWish, { readonly do: 'absence' }> {
  const zone = own(organisation.people, body.person)?.zone ?? organisation.zone
  return { do: 'absence', person: body.person, ...readTimes(organisation, zone, body), ...(body.cover === undefined ? {} : { with: body.cover }) }
}

type Timed = Pick<z.output<typeof ChangeBody>, 'from' | 'to' | 'zone' | 'because'>

function readTimes(organisation: Organisation, otherwise: string, body: Timed): Pick<RosterWish, 'from' | 'to' | 'because'> {
  const zone = body.zone ?? otherwise
  const offsets = own(organisation.zones, zone)
  if (!offsets) throw wrong('zone', `"${zone}" is no zone of the organisation; leave it out for "${otherwise}"`)
  const read = (field: 'from' | 'to'): number => {
    const text = body[field].trim()
    const wall = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)$/.exec(text)
    const at = wall ? readInstant(`${wall[1] ?? ''}T${wall[2] ?? ''}:00Z`) : readInstant(text)
    if (at === undefined) throw wrong(field, 'write a date and a time, such as 2026-11-26 08:00')
    return wall ? wallInstant(at, offsets) : at
  }
  return { from: read('from'), to: read('to'), because: body.because.trim() }
}

const wrong = (field: string, message: string): Refused => new Refused({ code: 'wrong-form', message, fields: [{ field, message }] })

/** A schedule as HTTP shows it. */
export const presentSchedule = ({ shifts, gaps }: Schedule): z.output<typeof RosterSchedule> => ({
  shifts: shifts.map(({ people, ...span }) => ({ ...presentSpan(span), people: [...people] })),
  gaps: gaps.map(presentSpan),
})

/** A stretch of time as HTTP shows it. */
export const presentSpan = ({ from, to }: { readonly from: number; readonly to: number }) => ({ from: writeInstant(from), to: writeInstant(to) })

/** Who is on, with the receipt, as the command line prints it. */
export const presentWho = (answer: OnCall): z.output<typeof WhoIsOn> => ({
  people: answer.people.map(({ id, why }) => ({ id, why })),
  fallbackUsed: answer.by !== 'roster',
  receipt: {
    roster: answer.roster,
    organisationVersion: answer.organisationVersion,
    at: writeInstant(answer.at),
    by: answer.by,
    people: answer.people.map(({ id, why, layers, since, instead }) => ({
      id, why, layers: [...layers], since: since === null ? null : writeInstant(since), instead: instead.map((stand) => ({ ...stand })),
    })),
    considered: answer.considered.map(({ person, why }) => ({ person, why })),
  },
})

/** All are kept; a page shows the newest. */
const MOST_CHANGES = 200

interface Around {
  readonly organisation: Organisation
  readonly edits: readonly RosterEdit[]
  readonly tasks: readonly ListedTask[]
  readonly now: number
  readonly from: number
  readonly to: number
}

/** A roster as its page shows it. */
export function presentRoster(roster: Roster, { organisation, edits, tasks, now, from, to }: Around): z.output<typeof RosterJson> {
  const people = [...peopleOf(roster)].filter((id) => own(organisation.people, id)?.active === true)
  return {
    id: roster.id,
    zone: roster.zone,
    one: roster.one,
    fallback: roster.fallback ?? null,
    roles: rolesBehind(organisation, roster),
    people,
    now: presentWho(whoIsOn(organisation, roster, now)),
    next: nextOn(organisation, roster, now),
    ...presentSchedule(scheduleOf(organisation, roster, from, to)),
    single: people.length < 2 && roster.fallback === undefined,
    changes: changesOf(organisation, roster, edits.filter((edit) => edit.roster === roster.id), now),
    tasks: tasksOf(organisation, roster, tasks, now),
  }
}

const rolesBehind = ({ roles }: Organisation, { id }: Roster): string[] => Object.values(roles).filter(({ roster }) => roster === id).map((role) => role.id)

function nextOn(organisation: Organisation, roster: Roster, now: number): z.output<typeof RosterJson>['next'] {
  const { shifts, gaps } = scheduleOf(organisation, roster, now, now + NEXT_WITHIN_MS)
  const [, next] = [...shifts, ...gaps.map((gap) => ({ ...gap, people: [] }))].sort((a, b) => a.from - b.from)
  return next ? { at: writeInstant(next.from), people: [...next.people] } : null
}

/** Open tasks that a roster gives out; `onNow` is whether their holder is on, or its fallback where nobody is. */
export function tasksOf(organisation: Organisation, roster: Roster, tasks: readonly ListedTask[], at: number): z.output<typeof RosterJson>['tasks'] {
  const given = [roster.id, ...rolesBehind(organisation, roster)]
  const on = whoIsOn(organisation, roster, at).people.map(({ id }) => id)
  return tasks.filter(({ forWhom }) => given.includes(forWhom)).map(({ caseId, step, title, label, assignee, claimedBy }) => {
    const holder = claimedBy ?? assignee
    return { caseId, step, title, label, holder, claimed: claimedBy !== null, onNow: holder !== null && on.includes(holder) }
  })
}

type Change = z.output<typeof RosterChange>

/** Changes made here and those of the file, newest first. */
function changesOf(organisation: Organisation, roster: Roster, edits: readonly RosterEdit[], now: number): Change[] {
  const written = [
    ...roster.overrides.flatMap((override) => (override.made ? [] : [fromFile(override.do, override.person, override.do === 'replace' ? override.with : null, override, now)])),
    ...roster.swaps.flatMap((swap) => (swap.made ? [] : [fromFile('swap', swap.of, swap.takenBy ?? null, swap, now)])),
  ]
  const made = edits.map((edit) => presentChange(organisation, edit, now)).toReversed()
  return [...made.slice(0, MOST_CHANGES), ...written.sort((a, b) => (a.from < b.from ? 1 : -1))]
}

/** Absences entered here and those of the file, newest first; those of the file that are over are left out. */
export function presentAbsences(organisation: Organisation, edits: readonly RosterEdit[], now: number): Change[] {
  const written = organisation.absences.filter(({ made, to }) => made === undefined && to > now)
    .map((absence) => fromFile('absence', absence.person, absence.cover ?? null, absence, now))
  const made = edits.filter(({ wish }) => wish.do === 'absence').map((edit) => presentChange(organisation, edit, now)).toReversed()
  return [...made.slice(0, MOST_CHANGES), ...written.sort((a, b) => (a.from < b.from ? 1 : -1))]
}

const fromFile = (does: Change['do'], person: string, other: string | null, { from, to, because = '' }: Override | Swap | Absence, now: number): Change => ({
  id: null, do: does, person, with: other, ...presentSpan({ from, to }), because, made: null, taken: null, takenBack: null,
  state: does === 'swap' && other === null && to > now ? 'offered' : timeState(from, to, now),
})

const timeState = (from: number, to: number, now: number): Change['state'] => (to <= now ? 'over' : from <= now ? 'now' : 'coming')

/** A change as HTTP shows it. */
export function presentChange(organisation: Organisation, edit: RosterEdit, now: number): Change {
  const { made, wish, taken, takenBack } = edit
  const other = taken?.by ?? ('with' in wish ? (wish.with ?? null) : null)
  const state = takenBack ? 'taken_back' : !stillFits(organisation, edit) ? 'void' : wish.do === 'swap' && other === null && wish.to > now ? 'offered' : timeState(wish.from, wish.to, now)
  return {
    id: made.id, do: wish.do, person: wish.person, with: other, ...presentSpan(wish), because: wish.because, made: { by: made.by, at: writeInstant(made.at) },
    taken: taken ? { by: taken.by, at: writeInstant(taken.at) } : null,
    takenBack: takenBack ? { ...takenBack, at: writeInstant(takenBack.at) } : null,
    state,
  }
}
