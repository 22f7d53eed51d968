import type { Organisation, Person, Role } from '../domain/organisation.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { digest } from './lower.ts'
import { lowerLevels } from './lower/escalation.ts'
import { suggest } from './nearest.ts'
import type { Parsed } from './parse.ts'
import { parseYaml } from './parse.ts'
import type { Path } from './places.ts'
import { createReport } from './report.ts'
import type { Report } from './report.ts'
import { OrganisationDocument } from './schema/organisation.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'

/** An organisation when nothing stops it from being used, and every diagnostic in order of place. */
export interface CompiledOrganisation {
  readonly organisation?: Organisation
  readonly diagnostics: readonly Diagnostic[]
}

/** Compiles the organisation file. Never throws for what the author wrote. */
export function compileOrganisation(source: SourceFile): CompiledOrganisation {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const document = parsed && readShape(OrganisationDocument, parsed, report)
  if (!parsed || !document) return { diagnostics: byPlace(report.diagnostics) }
  checkNames(document, parsed, report)
  const organisation = lowerOrganisation(document, parsed, report)
  return { ...(report.failed ? {} : { organisation }), diagnostics: byPlace(report.diagnostics) }
}

function checkNames(document: OrganisationDocument, parsed: Parsed, report: Report): void {
  const people = Object.keys(document.people)
  const roles = Object.keys(document.roles)
  const check = (name: string, known: readonly string[], what: string, path: Path): void => {
    if (!known.includes(name))
      report.add('SOP302', `there is no ${what} "${name}"`, parsed.places.span(path), suggest(name, known) ?? 'add it to this file')
  }
  check(document.sink, [...roles, ...people], 'role or person', ['sink'])
  for (const name of roles)
    if (people.includes(name))
      report.add('SOP308', `"${name}" is a person already`, parsed.places.keySpan(['roles', name]), 'give the role another name')
  for (const [id, person] of Object.entries(document.people))
    if (person.manager !== undefined) check(person.manager, people, 'person', ['people', id, 'manager'])
  for (const [id, role] of Object.entries(document.roles)) checkRole(id, role)
  for (const [id, path] of Object.entries(document.escalations))
    for (const [index, level] of path.levels.entries())
      if ('to' in level) check(level.to, [...roles, ...people], 'role or person', ['escalations', id, 'levels', index, 'to'])

  function checkRole(id: string, role: OrganisationDocument['roles'][string]): void {
    for (const [index, name] of role.people.entries()) check(name, people, 'person', ['roles', id, 'people', index])
    const active = new Set(role.people.filter((name) => document.people[name]?.active !== false))
    const span = parsed.places.keySpan(['roles', id])
    if (active.size === 0) report.add('SOP302', `nobody in the role "${id}" is active`, span, 'add an active person')
    else if (active.size === 1)
      report.add('SOP427', `the role "${id}" is held by "${[...active][0] ?? ''}" alone`, span, 'add a second person')
  }
}

function lowerOrganisation(document: OrganisationDocument, parsed: Parsed, report: Report): Organisation {
  const isPerson = (name: string): boolean => Object.hasOwn(document.people, name)
  const body: Omit<Organisation, 'version'> = {
    name: document.organisation,
    zone: document.zone,
    locale: document.locale,
    sink: document.sink,
    people: mapValues(document.people, (person, id): Person => ({
      id,
      name: person.name,
      email: person.email,
      zone: person.zone ?? document.zone,
      locale: person.locale ?? document.locale,
      active: person.active ?? true,
      ...(person.manager === undefined ? {} : { manager: person.manager }),
      access: person.access ?? ['staff'],
    })),
    roles: mapValues(document.roles, (role, id): Role => ({
      id,
      accountableFor: role.accountable_for,
      people: role.people,
      pick: role.pick === 'least_loaded' ? 'least_loaded' : 'first',
    })),
    calendars: mapValues(document.calendars, (calendar) => ({ zone: calendar.zone ?? document.zone })),
    escalations: mapValues(document.escalations, (path, id) =>
      lowerLevels(path.levels, ['escalations', id, 'levels'], parsed.places, report, isPerson),
    ),
  }
  return { ...body, version: digest(body) }
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
