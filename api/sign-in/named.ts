import { own } from '../../domain/json.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'

/** The person of that id or mail address; whoever is not active signs in no more. */
export function personNamed({ people }: Organisation, name: string): Person | undefined {
  const wanted = name.trim().toLowerCase()
  const person = own(people, wanted) ?? Object.values(people).find(({ email }) => email.toLowerCase() === wanted)
  return person?.active ? person : undefined
}
