import { own } from '../../domain/json.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'

/** The person of that id or mail address; whoever is not active signs in no more. */
export function personNamed(organisation: Organisation, name: string): Person | undefined {
  const person = own(organisation.people, name.trim().toLowerCase())
  return person?.active ? person : personOfEmail(organisation, name)
}

/** The one active person of that mail address; an address that several share is nobody's. */
export function personOfEmail({ people }: Organisation, email: string): Person | undefined {
  const wanted = email.trim().toLowerCase()
  const [person, ...more] = Object.values(people).filter((one) => one.active && one.email.toLowerCase() === wanted)
  return more.length === 0 ? person : undefined
}
