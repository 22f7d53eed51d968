import type { Organisation, Person } from '../../domain/organisation.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { ApiDeps } from '../deps.ts'

/** Who is calling, as HTTP shows it. Strangers learn how to sign in and nothing of who works here, unless everybody is believed. */
export function presentSession({ settings, signIn }: Pick<ApiDeps, 'settings' | 'signIn'>, person: Person | undefined, organisation: Organisation) {
  const open = settings.openAccess === true
  const people = person || open ? Object.values(organisation.people).filter(({ active }) => active) : []
  return {
    person: person ? { ...whoIs(person), roles: [...rolesOf(person.id, organisation)] } : null,
    people: people.map(({ id, name }) => ({ id, name, roles: [...rolesOf(id, organisation)] })),
    demo: settings.demoControl !== undefined,
    zone: organisation.zone,
    signIn: { open, ...signIn.ways },
  }
}

const whoIs = ({ id, name, zone, locale, access }: Person) => ({ id, name, zone, locale, access: [...access] })
