import type { Organisation, Role } from '../organisation.ts'
import type { Asking, OnPerson, Yield } from './answer.ts'
import { because, nameOf, presenceOf } from './presence.ts'

/** One person by name, or whoever covers for them. */
export function personYields(organisation: Organisation, person: string, at: number, { refuses }: Asking, why: string): Yield {
  const presence = presenceOf(organisation, person, at)
  const name = nameOf(organisation, person)
  if (presence.is === 'gone') return { people: [], considered: [{ person, why: presence.why }], none: `${name} ${presence.why}` }
  const away = presence.is === 'covered' ? `is away${because(presence.absence)}, and ${nameOf(organisation, presence.by)} covers` : undefined
  const id = presence.is === 'covered' ? presence.by : person
  const refused = refuses?.(id)
  const considered = [...(away === undefined ? [] : [{ person, why: away }]), ...(refused === undefined ? [] : [{ person: id, why: refused }])]
  if (refused !== undefined) return { people: [], considered, none: `${nameOf(organisation, id)} ${refused}` }
  if (away === undefined) return { people: [{ id, why, layers: [], since: null, instead: [] }], considered }
  const covering = `${nameOf(organisation, id)} covers for ${name}; ${why}`
  return { people: [{ id, why: covering, layers: [], since: null, instead: [{ of: person, by: 'absence' }] }], considered }
}

/** One of the role's own people: the one that is picked of those who can, with covers for whoever is away. */
export function roleYields(organisation: Organisation, role: Role, at: number, asking: Asking): Yield {
  const each = role.people.map((person) => personYields(organisation, person, at, asking, `holds the role "${role.id}"`))
  const able = [...new Map(each.flatMap(({ people }) => people).toReversed().map((one): [string, OnPerson] => [one.id, one])).values()].toReversed()
  const considered = each.flatMap((one) => one.considered)
  const ids = able.map(({ id }) => id)
  const picked = asking.pick ? asking.pick(role, ids) : ids[0]
  const chosen = able.find(({ id }) => id === picked)
  if (!chosen) return { people: [], considered, none: `nobody who holds the role "${role.id}" can have it` }
  const others = ids.filter((id) => id !== chosen.id).map((person) => ({
    person, why: `holds the role "${role.id}" too, and ${nameOf(organisation, chosen.id)} was picked`,
  }))
  return { people: [chosen], considered: [...others, ...considered] }
}
