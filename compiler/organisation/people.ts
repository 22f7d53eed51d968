import type { Person, Role } from '../../domain/organisation.ts'
import { readMoney } from '../literals.ts'
import type { PersonDocument, RoleDocument } from '../schema/organisation/person.ts'
import type { RosterDocument } from '../schema/organisation/roster.ts'
import type { Desk } from './desk.ts'
import { mapValues } from './desk.ts'
import { windowOf } from './literals.ts'
import { checkHeld, everybodyOn } from './roster.ts'

/** People with all that they inherit; addresses that two of them share are reported. */
export function lowerPeople(desk: Desk): Readonly<Record<string, Person>> {
  sharedAddresses(desk)
  return mapValues(desk.document.people, (person, id) => {
    desk.person(person.manager, ['people', id, 'manager'])
    return lowerPerson(person, id, desk)
  })
}

const lowerPerson = (person: PersonDocument, id: string, { document }: Desk): Person => ({
  id,
  name: person.name,
  email: person.email,
  ...(person.slack === undefined ? {} : { slack: person.slack }),
  zone: person.zone ?? document.zone,
  locale: person.locale ?? document.locale,
  active: person.active ?? true,
  ...(person.manager === undefined ? {} : { manager: person.manager }),
  ...(person.quiet === undefined ? {} : { quiet: windowOf(person.quiet) }),
  access: person.access ? [...new Set(person.access)] : ['staff'],
})

function sharedAddresses({ document, report, span }: Desk): void {
  const owners = new Map<string, string>()
  for (const [id, person] of Object.entries(document.people))
    for (const key of ['email', 'slack'] as const) {
      const address = person[key]?.toLowerCase()
      if (address === undefined) continue
      const other = owners.get(`${key} ${address}`)
      if (other === undefined) owners.set(`${key} ${address}`, id)
      else report.add('SOP437', `"${id}" and "${other}" have the same address`, span(['people', id, key]), 'give each an address of their own')
    }
}

/** Roles with everybody who may hold them. */
export function lowerRoles(desk: Desk): Readonly<Record<string, Role>> {
  const { document, places, report } = desk
  return mapValues(document.roles, (role, id) => {
    const name = places.keySpan(['roles', id])
    if (Object.hasOwn(document.people, id)) report.add('SOP308', `"${id}" is a person already`, name, 'give the role another name')
    const roster = rosterOf(role, id, desk)
    const people = roster ? everybodyOn(roster) : (role.people ?? [])
    checkHolders(role, id, desk)
    return lowerRole(role, id, people)
  })
}

function lowerRole(role: RoleDocument, id: string, people: readonly string[]): Role {
  const money = role.may_approve === undefined ? undefined : readMoney(role.may_approve)
  return {
    id,
    accountableFor: role.accountable_for,
    people: [...new Set(people)],
    ...(role.roster === undefined ? {} : { roster: role.roster }),
    pick: role.pick ?? 'first',
    ...(money && !('problem' in money) ? { mayApprove: money } : {}),
  }
}

function rosterOf({ roster }: RoleDocument, id: string, desk: Desk): RosterDocument | undefined {
  if (roster === undefined || !desk.roster(roster, ['roles', id, 'roster'])) return undefined
  return desk.document.rosters[roster]
}

function checkHolders(role: RoleDocument, id: string, desk: Desk): void {
  const people = role.people ?? []
  for (const [index, name] of people.entries()) {
    const path = ['roles', id, 'people', index]
    desk.person(name, path)
    if (people.indexOf(name) !== index) desk.report.add('SOP308', `"${name}" stands here twice`, desk.span(path), 'remove one of them')
  }
  if (role.people) checkHeld(`the role "${id}"`, people, ['roles', id], desk)
}
