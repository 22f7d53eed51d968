import { own } from '../json.ts'
import type { Organisation, Override, Person, Roster } from '../organisation.ts'
import type { Refusal } from '../refusal.ts'
import { localWords } from './local.ts'
import { nameOf, presenceOf } from './presence.ts'
import { scheduleOf } from './schedule.ts'
import type { RosterEdit, RosterWish } from './edit.ts'

/** Whose access lets them change anybody's shifts; everybody else may offer their own and take an offered one. */
const MAY_CHANGE: readonly Person['access'][number][] = ['ops_lead', 'manager', 'admin']

/** Whether somebody may change the shifts of others. */
export const mayChangeRosters = ({ access }: Pick<Person, 'access'>): boolean => access.some((one) => MAY_CHANGE.includes(one))

/** A change can reach this far ahead: further away it belongs into the file. */
const FARTHEST_MS = 366 * 86_400_000

/** A wish as it counts: what has been is never worked out anew, so a time that has begun counts from now on. */
export const fromNowOn = <T extends RosterWish>(wish: T, now: number): T => (wish.from < now ? { ...wish, from: now } : wish)

/**
 * Why a change to a roster is not made, with the place and what to do instead; undefined when it may be. `organisation` has the
 * changes that are in force already, and `wish` begins now or later (`fromNowOn`).
 */
export function refuseWish(organisation: Organisation, roster: Roster, wish: RosterWish, by: Person, now: number): Refusal | undefined {
  return refuseTime(wish, now) ?? refusePeople(organisation, wish) ?? refuseBy(organisation, wish, by) ?? refuseAway(organisation, roster.zone, wish)
    ?? (wish.do === 'add' ? undefined : refuseAbsent(organisation, roster, wish)) ?? refuseConflict(organisation, roster, wish)
}

/** Why an absence is not entered; undefined when it may be. As `refuseWish`, for what is none of a roster; the zone is only for the words. */
export function refuseAbsence(organisation: Organisation, wish: AbsenceWish, by: Person, now: number): Refusal | undefined {
  return refuseTime(wish, now) ?? refusePeople(organisation, wish) ?? refuseEntering(organisation, wish, by) ?? refuseAway(organisation, by.zone, wish)
    ?? refuseAwayAlready(organisation, wish, by.zone)
}

type AbsenceWish = Extract<RosterWish, { readonly do: 'absence' }>

function refuseEntering(organisation: Organisation, { person }: AbsenceWish, by: Person): Refusal | undefined {
  if (mayChangeRosters(by) || person === by.id) return undefined
  return { code: 'not-allowed', message: `"${by.id}" may enter only their own absence, not that of ${nameOf(organisation, person)}; it takes "access" of ${MAY_CHANGE.join(', ')}, so ask one of these` }
}

/** Two absences of one person at one time would leave open who covers. */
function refuseAwayAlready(organisation: Organisation, wish: AbsenceWish, zone: string): Refusal | undefined {
  const found = organisation.absences.find((absence) => absence.person === wish.person && overlap(absence, wish))
  if (!found) return undefined
  const place = found.made ? `which ${nameOf(organisation, found.made.by)} entered here; take that back first` : 'which stands in the organisation file; change the file'
  return { code: 'roster-conflict', message: `${nameOf(organisation, wish.person)} is away already ${localWords(organisation, zone, found.from, found.to)}, ${place}, or choose a time outside of it` }
}

const wrong = (field: string, message: string): Refusal => ({ code: 'wrong-form', message, fields: [{ field, message }] })

function refuseTime({ from, to, because }: RosterWish, now: number): Refusal | undefined {
  if (because.trim() === '') return wrong('because', 'say why, so that whoever reads the receipt later knows')
  if (to <= now) return wrong('to', 'is over already; what has been is not changed, choose a later end')
  if (to <= from) return wrong('to', 'must be later than the beginning')
  return to > now + FARTHEST_MS ? wrong('to', 'is more than a year away; write it into the organisation file instead') : undefined
}

/** What the field of whoever else a wish names is called. */
const otherIn = ({ do: does }: RosterWish): string => (does === 'absence' ? 'cover' : 'with')

function refusePeople(organisation: Organisation, wish: RosterWish): Refusal | undefined {
  const named = [['person', wish.person], ...('with' in wish && wish.with !== undefined ? [[otherIn(wish), wish.with]] : [])] as const
  for (const [field = '', id = ''] of named) {
    const known = own(organisation.people, id)
    if (!known) return wrong(field, `nobody called "${id}" works here; choose one of the people`)
    if (!known.active && wish.do === 'absence' && field === 'person') return wrong(field, `${known.name} is not active, so nothing is given to them anyway`)
    if (!known.active && (field !== 'person' || wish.do === 'add')) return wrong(field, `${known.name} is not active and cannot be put on; choose somebody else`)
  }
  if (wish.do === 'absence' && wish.with === wish.person) return wrong('cover', 'nobody covers for themselves; choose somebody else, or nobody')
  return 'with' in wish && wish.with === wish.person ? wrong('with', 'choose somebody else than the person whose shift it is') : undefined
}

function refuseBy(organisation: Organisation, wish: RosterWish, by: Person): Refusal | undefined {
  if (mayChangeRosters(by) || (wish.do === 'swap' && wish.person === by.id && wish.with === undefined)) return undefined
  const whose = wish.do === 'swap' && wish.person === by.id ? 'only offer their own shift for somebody to take' : `not change the shift of ${nameOf(organisation, wish.person)}`
  return { code: 'not-allowed', message: `"${by.id}" may ${whose}; it takes "access" of ${MAY_CHANGE.join(', ')}, so ask one of these` }
}

/** Whoever is put on, or covers, has to be at work for all of it. */
function refuseAway(organisation: Organisation, zone: string, wish: RosterWish): Refusal | undefined {
  const id = wish.do === 'add' ? wish.person : 'with' in wish ? wish.with : undefined
  if (id === undefined) return undefined
  const away = organisation.absences.find((absence) => absence.person === id && absence.from < wish.to && wish.from < absence.to)
  if (!away || presenceOf(organisation, id, Math.max(away.from, wish.from)).is === 'here') return undefined
  const when = localWords(organisation, zone, away.from, away.to)
  return wrong(wish.do === 'add' ? 'person' : otherIn(wish), `${nameOf(organisation, id)} is away ${when}; choose somebody else, or a time outside of it`)
}

/** Nobody can be replaced, taken off or give away a shift who is not on. */
function refuseAbsent(organisation: Organisation, roster: Roster, wish: RosterWish): Refusal | undefined {
  const { shifts } = scheduleOf(organisation, roster, wish.from, wish.to)
  if (shifts.some(({ people }) => people.includes(wish.person))) return undefined
  const on = [...new Set(shifts.flatMap(({ people }) => people))].map((id) => nameOf(organisation, id))
  const instead = on.length > 0 ? `${on.join(', ')} ${on.length > 1 ? 'are' : 'is'} on then` : 'nobody is on then, so add somebody instead'
  return {
    code: 'not-on-roster', fields: [{ field: 'person', message: `is not on then; ${instead}` }],
    message: `${nameOf(organisation, wish.person)} is not on "${roster.id}" ${localWords(organisation, roster.zone, wish.from, wish.to)}; ${instead}`,
  }
}

const overlap = (a: { readonly from: number; readonly to: number }, b: { readonly from: number; readonly to: number }): boolean => a.from < b.to && b.from < a.to

/** Two changes that act on one person at one time: only one of them could count. */
function refuseConflict(organisation: Organisation, roster: Roster, wish: RosterWish): Refusal | undefined {
  const found = wish.do === 'swap'
    ? roster.swaps.find((swap) => swap.of === wish.person && overlap(swap, wish))
    : roster.overrides.find((override) => override.person === wish.person && overlap(override, wish))
  if (!found) return undefined
  const when = localWords(organisation, roster.zone, found.from, found.to)
  const what = 'do' in found ? whatItDoes(organisation, found) : `the shift of ${nameOf(organisation, found.of)} is ${found.takenBy === undefined ? 'offered' : `taken by ${nameOf(organisation, found.takenBy)}`}`
  const place = found.made ? `which ${nameOf(organisation, found.made.by)} made here` : 'which stands in the organisation file'
  const fix = found.made ? 'take that back first, or choose a time outside of it' : 'change the file, or choose a time outside of it'
  return { code: 'roster-conflict', message: `this would act on ${nameOf(organisation, wish.person)} at a time at which there is a change already: ${what} ${when}, ${place}; ${fix}` }
}

const whatItDoes = (organisation: Organisation, override: Override): string => {
  const name = nameOf(organisation, override.person)
  return override.do === 'replace' ? `${nameOf(organisation, override.with)} replaces ${name}` : override.do === 'add' ? `${name} is added` : `${name} is taken off`
}

/** Why somebody cannot take an offered shift; undefined when they can. */
export function refuseTaking(organisation: Organisation, roster: Roster | undefined, edit: RosterEdit, by: Person, now: number): Refusal | undefined {
  const { wish } = edit
  const gone = refuseEnded(organisation, edit, now)
  if (gone) return gone
  if (wish.do !== 'swap' || !roster) return { code: 'change-over', message: 'this is no offered shift; there is nothing to take' }
  const taker = edit.taken?.by ?? wish.with
  if (taker !== undefined) return { code: 'already-taken', message: `${nameOf(organisation, taker)} has taken this shift already; there is nothing left to do` }
  if (wish.person === by.id) return { code: 'not-allowed', message: 'you offered this shift yourself; take the offer back to keep it' }
  return refuseAway(organisation, roster.zone, { ...wish, with: by.id })
}

/** Why a change cannot be taken back by somebody; undefined when it can. */
export function refuseTakingBack(organisation: Organisation, edit: RosterEdit, by: Person, because: string, now: number): Refusal | undefined {
  const gone = refuseEnded(organisation, edit, now)
  if (gone) return gone
  if (because.trim() === '') return wrong('because', 'say why')
  if (mayChangeRosters(by) || (edit.made.by === by.id && edit.taken === undefined) || (edit.wish.do === 'absence' && edit.wish.person === by.id)) return undefined
  return { code: 'not-allowed', message: `"${by.id}" may not take this back; ask ${nameOf(organisation, edit.made.by)}, or somebody with "access" of ${MAY_CHANGE.join(', ')}` }
}

function refuseEnded(organisation: Organisation, { wish, takenBack }: RosterEdit, now: number): Refusal | undefined {
  if (takenBack) return { code: 'change-over', message: `${nameOf(organisation, takenBack.by)} has taken this back already; there is nothing left to do` }
  return wish.to <= now ? { code: 'change-over', message: 'this is over already, and what has been is not changed' } : undefined
}
