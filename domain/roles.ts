import type { Organisation } from './organisation.ts'

/** Roles that a person holds, in the organisation's order. */
export const rolesOf = (person: string, organisation: Organisation): readonly string[] =>
  Object.values(organisation.roles)
    .filter(({ people }) => people.includes(person))
    .map(({ id }) => id)
