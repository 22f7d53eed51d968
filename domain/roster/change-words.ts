import type { Organisation } from '../organisation.ts'
import type { RosterEdit } from './edit.ts'
import { nameOf } from './presence.ts'

/** What became of a change: it was made, an offered shift was taken, or it was taken back. */
export type ChangeKind = 'made' | 'taken' | 'taken_back'

/**
 * A change in a sentence, with who made it and why, for whoever loses or gets work by it: `Olu Ade changed the roster: Dana Reyes
 * instead of Sam Okafor (dentist)`. `by` and `because` are of what was done last. It is sealed into cases for good, so nobody's absence has its
 * reason there: that is for the rosters' pages alone.
 */
export function changeWords(organisation: Organisation, edit: Pick<RosterEdit, 'wish' | 'taken'>, kind: ChangeKind, by: string, because: string): string {
  const who = nameOf(organisation, by)
  const what = whatItDoes(organisation, edit)
  const why = edit.wish.do === 'absence' || because.trim() === '' ? '' : ` (${because.trim()})`
  if (kind === 'taken_back') return `${who} took back that ${what}${why}`
  if (kind === 'taken') return `${who} took the shift of ${nameOf(organisation, edit.wish.person)}`
  if (edit.wish.do !== 'absence') return `${who} changed the roster: ${what}${why}`
  return by === edit.wish.person ? what : `${who} entered that ${what}`
}

function whatItDoes(organisation: Organisation, { wish, taken }: Pick<RosterEdit, 'wish' | 'taken'>): string {
  const person = nameOf(organisation, wish.person)
  const id = taken?.by ?? ('with' in wish ? wish.with : undefined)
  const other = id === undefined ? undefined : nameOf(organisation, id)
  switch (wish.do) {
    case 'replace': return `${other ?? ''} is on instead of ${person}`
    case 'add': return `${person} is on besides`
    case 'remove': return `${person} is not on`
    case 'swap': return other === undefined ? `${person} offers their shift` : `${other} takes the shift of ${person}`
    case 'absence': return `${person} is away${other === undefined ? '' : `, and ${other} covers`}`
  }
}
