import { own } from '../json.ts'
import type { Absence, Made, Organisation, Override, Roster, Swap } from '../organisation.ts'

/** What a change does, as somebody asks for it in the console. Instants are epoch milliseconds, half-open. */
export type RosterWish = { readonly from: number; readonly to: number; readonly because: string } & (
  | { readonly do: 'replace'; readonly person: string; readonly with: string }
  | { readonly do: 'add' | 'remove'; readonly person: string }
  /** A shift that is offered, or with `with` given to whoever takes it. */
  | { readonly do: 'swap'; readonly person: string; readonly with?: string }
  /** Somebody is away, from every roster and role; `with` covers for them. */
  | { readonly do: 'absence'; readonly person: string; readonly with?: string }
)

/** A change that was made, with who made it, and what became of it since. Every part of it stays on record. */
export interface RosterEdit {
  /** Null for an absence, which is none of a roster. */
  readonly roster: string | null
  readonly made: Made
  readonly wish: RosterWish
  /** An offered shift that somebody took later. */
  readonly taken?: { readonly by: string; readonly at: number }
  readonly takenBack?: { readonly by: string; readonly at: number; readonly because: string }
}

/** A change that is over for so long is left out: nobody asks who is on then any more, and every receipt of it is kept. */
const KEPT_MS = 62 * 86_400_000

/**
 * The organisation with the changes that were made in the console laid over the file, after the file's own, oldest first: of two for
 * one person the later holds. What was taken back, is long over, or names what the file no longer has is left out. The version stays
 * that of what is given.
 */
export function withEdits(organisation: Organisation, edits: readonly RosterEdit[], now: number): Organisation {
  const live = edits.filter((edit) => edit.takenBack === undefined && edit.wish.to > now - KEPT_MS && stillFits(organisation, edit))
  if (live.length === 0) return organisation
  const rosters = Object.entries(organisation.rosters).map(([id, roster]) => [id, laidOver(roster, live.filter((edit) => edit.roster === id))] as const)
  const away = live.flatMap((edit) => absenceOf(edit) ?? [])
  return { ...organisation, rosters: Object.fromEntries(rosters), ...(away.length > 0 ? { absences: [...organisation.absences, ...away] } : {}) }
}

/** Whether everybody and the roster that a change names are still there. */
export const stillFits = ({ people, rosters }: Organisation, { roster, wish, taken }: RosterEdit): boolean =>
  (roster === null || own(rosters, roster) !== undefined) && [wish.person, 'with' in wish ? wish.with : undefined, taken?.by].every((id) => id === undefined || own(people, id) !== undefined)

function laidOver(roster: Roster, edits: readonly RosterEdit[]): Roster {
  if (edits.length === 0) return roster
  return {
    ...roster,
    overrides: [...roster.overrides, ...edits.flatMap((edit) => overrideOf(edit) ?? [])],
    swaps: [...roster.swaps, ...edits.flatMap((edit) => swapOf(edit) ?? [])],
  }
}

/** The override that a change is; undefined for a swap and an absence. */
export function overrideOf({ wish, made }: RosterEdit): Override | undefined {
  const { from, to, because } = wish
  switch (wish.do) {
    case 'replace': return { do: 'replace', from, to, person: wish.person, with: wish.with, because, made }
    case 'add': case 'remove': return { do: wish.do, from, to, person: wish.person, because, made }
    case 'swap': case 'absence': return undefined
  }
}

function swapOf({ wish, made, taken }: RosterEdit): Swap | undefined {
  if (wish.do !== 'swap') return undefined
  const takenBy = taken?.by ?? wish.with
  return { from: wish.from, to: wish.to, of: wish.person, because: wish.because, made, ...(takenBy === undefined ? {} : { takenBy }) }
}

function absenceOf({ wish, made }: RosterEdit): Absence | undefined {
  if (wish.do !== 'absence') return undefined
  const { person, from, to, because, with: cover } = wish
  return { person, from, to, because, made, ...(cover === undefined ? {} : { cover }) }
}
