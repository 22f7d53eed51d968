import type { Organisation, Person } from '../organisation.ts'
import type { RosterEdit } from './edit.ts'
import { mayChangeRosters } from './judge-edit.ts'

type Reader = Pick<Person, 'id' | 'access'>

/** The organisation as somebody may read it: why others are away is for themselves and for whoever may change rosters. */
export function withoutReasons(organisation: Organisation, reader: Reader): Organisation {
  if (mayChangeRosters(reader)) return organisation
  return { ...organisation, absences: organisation.absences.map(({ because, ...absence }) => (because === undefined || absence.person !== reader.id ? absence : { ...absence, because })) }
}

const reasonless = new WeakMap<Organisation, Organisation>()

/**
 * The organisation as cases are told of it: nobody's absence has a reason, for what a case is told is sealed and read by all who see
 * the case. The same object for the same organisation, so that what is worked out of it is worked out once.
 */
export function withoutAnyReasons(organisation: Organisation): Organisation {
  if (organisation.absences.every(({ because }) => because === undefined)) return organisation
  const kept = reasonless.get(organisation)
  if (kept) return kept
  const told = { ...organisation, absences: organisation.absences.map(({ because: _reason, ...absence }) => absence) }
  reasonless.set(organisation, told)
  return told
}

/** The same of changes made in the console; what is not said is empty. */
export function editsWithoutReasons(edits: readonly RosterEdit[], reader: Reader): readonly RosterEdit[] {
  if (mayChangeRosters(reader)) return edits
  return edits.map((edit) => (edit.wish.do !== 'absence' || edit.wish.person === reader.id ? edit : {
    ...edit, wish: { ...edit.wish, because: '' }, ...(edit.takenBack ? { takenBack: { ...edit.takenBack, because: '' } } : {}),
  }))
}
