import type { Absence, Layer, Override, Roster, Rotation, Swap } from '../../domain/organisation.ts'
import type { Path } from '../places.ts'
import type { LayerDocument, OverrideDocument, RosterDocument } from '../schema/organisation/roster.ts'
import { lowerWeek } from './calendar.ts'
import type { Desk } from './desk.ts'
import { mapValues, momentOf } from './desk.ts'
import { readEvery, readWallTime } from './literals.ts'

/** Rosters with every name checked and every wall time an instant. */
export const lowerRosters = (desk: Desk): Readonly<Record<string, Roster>> =>
  mapValues(desk.document.rosters, (roster, id) => lowerRoster(roster, id, desk))

function lowerRoster(roster: RosterDocument, id: string, desk: Desk): Roster {
  const path = ['rosters', id]
  const zone = roster.zone ?? desk.document.zone
  checkName(id, desk)
  checkHeld(`the roster "${id}"`, inTurn(roster), path, desk)
  if (desk.roleOrPerson(roster.fallback, [...path, 'fallback'])) countedOn(roster.fallback, [...path, 'fallback'], desk)
  return {
    id,
    zone,
    one: roster.one ?? true,
    ...(roster.fallback === undefined ? {} : { fallback: roster.fallback }),
    layers: roster.layers.map((layer, index) => lowerLayer(layer, index, [...path, 'layers', index], desk)),
    overrides: lowerOverrides(roster, zone, path, desk),
    swaps: lowerSwaps(roster, zone, path, desk),
  }
}

/** People and rosters share one space of names with roles; a role may be called after the roster that it uses. */
function checkName(id: string, { document, places, report }: Desk): void {
  const role = Object.hasOwn(document.roles, id) ? document.roles[id] : undefined
  const taken = Object.hasOwn(document.people, id) ? 'person' : role && role.roster !== id ? 'role' : undefined
  if (taken) report.add('SOP308', `"${id}" is a ${taken} already`, places.keySpan(['rosters', id]), 'give the roster another name')
}

function lowerLayer(layer: LayerDocument, index: number, path: Path, desk: Desk): Layer {
  const { rotation } = layer
  for (const [turn, people] of rotation.people.entries()) {
    const at = [...path, 'rotation', 'people', turn]
    for (const [nth, name] of [people].flat().entries()) {
      const place = Array.isArray(people) ? [...at, nth] : at
      if (desk.person(name, place)) countedOn(name, place, desk)
    }
  }
  desk.calendar(rotation.calendar, [...path, 'rotation', 'calendar'])
  return {
    name: layer.name ?? `layer ${index + 1}`,
    priority: layer.priority ?? 0,
    rotation: lowerRotation(rotation),
    ...(layer.hours === undefined ? {} : { hours: lowerWeek(layer.hours, [...path, 'hours'], desk) }),
  }
}

function lowerRotation(rotation: LayerDocument['rotation']): Rotation {
  const { every, unit } = readEvery(rotation.every) ?? { every: 1, unit: 'week' }
  return {
    every,
    unit,
    anchor: readWallTime(rotation.from) ?? { day: 0, minute: 0 },
    turns: rotation.people.map((turn) => [...new Set([turn].flat())]),
    ...(rotation.calendar === undefined ? {} : { workingDays: rotation.calendar }),
  }
}

/** From and to as instants; an end at or before its beginning is reported at the end. */
function span(each: { readonly from: string; readonly to: string }, zone: string, path: Path, { report, places }: Desk): { from: number; to: number } {
  const [from, to] = [momentOf(each.from, zone), momentOf(each.to, zone)]
  if (to <= from) report.add('SOP431', `"${each.to}" is not after "${each.from}"`, places.span([...path, 'to']), 'write the earlier time under "from"')
  return { from, to }
}

function lowerOverrides(roster: RosterDocument, zone: string, at: Path, desk: Desk): readonly Override[] {
  const overrides = (roster.overrides ?? []).map((each, index) => {
    const path = [...at, 'overrides', index]
    for (const key of ['replace', 'remove'] as const) changed(each[key], [...path, key], roster, desk)
    for (const key of ['with', 'add'] as const) if (desk.person(each[key], [...path, key])) countedOn(each[key], [...path, key], desk)
    if (each.replace !== undefined && each.replace === each.with)
      desk.report.add('SOP436', `"${each.with}" replaces themselves`, desk.span([...path, 'with']), 'name somebody else, or remove the override')
    return { ...span(each, zone, path, desk), ...(each.because === undefined ? {} : { because: each.because }), ...kindOf(each) }
  })
  conflicts(overrides, at, desk)
  return overrides
}

function kindOf(each: OverrideDocument) {
  if (each.replace !== undefined) return { do: 'replace', person: each.replace, with: each.with ?? each.replace } as const
  return each.add === undefined ? ({ do: 'remove', person: each.remove ?? '' } as const) : ({ do: 'add', person: each.add } as const)
}

/** Two that overlap in time and act on one person conflict; who is only put in as a substitute is not acted on. */
function conflicts(overrides: readonly Override[], path: Path, { report, places }: Desk): void {
  const before = new Map<string, { readonly index: number; readonly override: Override }[]>()
  for (const [index, override] of overrides.entries()) {
    const same = before.get(override.person) ?? []
    const rival = same.find(({ override: each }) => each.from < override.to && override.from < each.to)
    if (rival)
      report.add(
        'SOP433',
        `this override of "${override.person}" conflicts with override ${rival.index + 1}, and counts instead of it`,
        places.span([...path, 'overrides', index]),
        'let their times not overlap, or remove one of them',
      )
    before.set(override.person, [...same, { index, override }])
  }
}

function lowerSwaps(roster: RosterDocument, zone: string, at: Path, desk: Desk): readonly Swap[] {
  return (roster.swaps ?? []).map((each, index) => {
    const path = [...at, 'swaps', index]
    changed(each.of, [...path, 'of'], roster, desk)
    if (desk.person(each.taken_by, [...path, 'taken_by'])) countedOn(each.taken_by, [...path, 'taken_by'], desk)
    if (each.taken_by === each.of)
      desk.report.add('SOP436', `"${each.of}" swaps with themselves`, desk.span([...path, 'taken_by']), 'name who takes the shift')
    return { ...span(each, zone, path, desk), of: each.of, ...(each.taken_by === undefined ? {} : { takenBy: each.taken_by }) }
  })
}

/** Whom a change takes off the roster; one who is never on it is a slip. */
function changed(name: string | undefined, path: Path, roster: RosterDocument, desk: Desk): void {
  if (name === undefined || !desk.person(name, path) || everybodyOn(roster).includes(name)) return
  desk.report.add('SOP436', `"${name}" is never on this roster`, desk.span(path), 'name somebody who is, or remove the change')
}

/** What stands or falls with one person is a warning, what nobody can take an error. */
export function checkHeld(what: string, people: readonly string[], path: Path, { document, isActive, places, report }: Desk): void {
  if (people.some((name) => !Object.hasOwn(document.people, name))) return
  const active = new Set(people.filter(isActive))
  if (active.size === 0) report.add('SOP302', `nobody in ${what} is active`, places.keySpan(path), 'add an active person')
  else if (active.size === 1) report.add('SOP427', `${what} is held by "${[...active][0] ?? ''}" alone`, places.keySpan(path), 'add a second person')
}

const inTurn = (roster: RosterDocument): readonly string[] => roster.layers.flatMap((layer) => layer.rotation.people.flat())

/** Everybody whom a roster can put on, in the order of the file. */
export const everybodyOn = (roster: RosterDocument): readonly string[] => [
  ...new Set([
    ...inTurn(roster),
    ...(roster.overrides ?? []).flatMap((each) => [each.with, each.add].filter((name) => name !== undefined)),
    ...(roster.swaps ?? []).flatMap((each) => each.taken_by ?? []),
  ]),
]

/** Warns of a person who is counted on and not active. Roles have a warning of their own. */
export function countedOn(name: string | undefined, path: Path, { document, isActive, report, places }: Desk): void {
  if (name !== undefined && Object.hasOwn(document.people, name) && !isActive(name))
    report.add('SOP435', `"${name}" is not active and will not be on`, places.span(path), 'name somebody who is active')
}

/** Absences in the absent person's zone. */
export function lowerAbsences(desk: Desk): readonly Absence[] {
  return desk.document.absences.map((each, index) => {
    const path = ['absences', index]
    desk.person(each.person, [...path, 'person'])
    if (desk.person(each.cover, [...path, 'cover'])) countedOn(each.cover, [...path, 'cover'], desk)
    const zone = (Object.hasOwn(desk.document.people, each.person) ? desk.document.people[each.person]?.zone : undefined) ?? desk.document.zone
    return {
      person: each.person,
      ...span(each, zone, path, desk),
      ...(each.because === undefined ? {} : { because: each.because }),
      ...(each.cover === undefined ? {} : { cover: each.cover }),
    }
  })
}
