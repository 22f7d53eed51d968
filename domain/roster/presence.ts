import { own } from '../json.ts'
import type { Absence, Organisation } from '../organisation.ts'

/** Whether somebody can be given work at an instant, and who acts for them when not. */
export type Presence =
  | { readonly is: 'here' }
  | { readonly is: 'covered'; readonly by: string; readonly absence: Absence }
  | { readonly is: 'gone'; readonly why: string }

/**
 * A cover counts only while they are at work themselves; covers of covers do not. Of several absences at once the later one in the
 * file that has such a cover holds.
 */
export function presenceOf(organisation: Organisation, person: string, at: number): Presence {
  const known = own(organisation.people, person)
  if (!known) return { is: 'gone', why: 'is nobody in this organisation' }
  if (!known.active) return { is: 'gone', why: 'is not active' }
  const absences = absencesOf(organisation, person, at)
  const absence = absences.findLast(({ cover }) => cover !== undefined && isAtWork(organisation, cover, at)) ?? absences.at(-1)
  if (!absence) return { is: 'here' }
  const { cover } = absence
  if (cover !== undefined && isAtWork(organisation, cover, at)) return { is: 'covered', by: cover, absence }
  return { is: 'gone', why: `is away${because(absence)}${cover === undefined ? '' : `, and ${nameOf(organisation, cover)}, who covers, cannot`}` }
}

const isAtWork = (organisation: Organisation, person: string, at: number): boolean =>
  own(organisation.people, person)?.active === true && absencesOf(organisation, person, at).length === 0

const absencesOf = ({ absences }: Organisation, person: string, at: number): readonly Absence[] =>
  absences.filter((absence) => absence.person === person && holds(absence, at))

/** Whether something with a half-open time of its own holds at an instant. */
export const holds = ({ from, to }: { readonly from: number; readonly to: number }, at: number): boolean => from <= at && at < to

/** ` (dentist)`, or nothing. */
export const because = (change: { readonly because?: string }): string => (change.because === undefined ? '' : ` (${change.because})`)

/** What a person is called, or the id of one whom the organisation does not know. */
export const nameOf = ({ people }: Organisation, person: string): string => own(people, person)?.name ?? person
