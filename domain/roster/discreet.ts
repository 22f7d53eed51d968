import type { Organisation, Person } from '../organisation.ts'
import type { RosterEdit } from './edit.ts'
import { mayChangeRosters } from './judge-edit.ts'

type Reader = Pick<Person, 'id' | 'access'>

/** The organisation as somebody may read it: why others are away is for themselves and for whoever may change rosters. */
export function withoutReasons(organisation: Organisation, reader: Reader): Organisation {
  if (mayChangeRosters(reader)) return organisation
  return { ...organisation, absences: organisation.absences.map(({ because, ...absence }) => (because === undefined || absence.person !== reader.id ? absence : { ...absence, because })) }
}

/** The same of changes made in the console; what is not said is empty. */
export function editsWithoutReasons(edits: readonly RosterEdit[], reader: Reader): readonly RosterEdit[] {
  if (mayChangeRosters(reader)) return edits
  return edits.map((edit) => (edit.wish.do !== 'absence' || edit.wish.person === reader.id ? edit : {
    ...edit, wish: { ...edit.wish, because: '' }, ...(edit.takenBack ? { takenBack: { ...edit.takenBack, because: '' } } : {}),
  }))
}
