import type { Absence } from '../../domain/organisation.ts'
import type { Path } from '../places.ts'
import type { Desk } from './desk.ts'

/** Managers above each other, fallbacks that lead back, covers that cover each other: nobody would be at the end of such a circle. */
export function checkCircles(desk: Desk, absences: readonly Absence[]): void {
  managers(desk)
  fallbacks(desk)
  covers(desk, absences)
}

function managers({ document, report, span }: Desk): void {
  const circle = (names: readonly string[], path: Path): void =>
    report.add('SOP432', `"${names.join('" reports to "')}"`, span(path), 'remove one of these managers')
  const above = (id: string): string | undefined => (Object.hasOwn(document.people, id) ? document.people[id]?.manager : undefined)
  const settled = new Set<string>()
  for (const id of Object.keys(document.people)) {
    const chain = [id]
    for (let next = above(id); next !== undefined && !settled.has(next); next = above(next)) {
      if (chain.includes(next)) {
        circle([...chain.slice(chain.indexOf(next)), next], ['people', next, 'manager'])
        break
      }
      chain.push(next)
    }
    for (const each of chain) settled.add(each)
  }
}

/** A roster's fallback may be a role with a roster of its own, and so on. */
function fallbacks({ document, report, span }: Desk): void {
  const next = (roster: string): string | undefined => {
    const fallback = document.rosters[roster]?.fallback
    const role = fallback !== undefined && Object.hasOwn(document.roles, fallback) ? document.roles[fallback] : undefined
    return role?.roster !== undefined && Object.hasOwn(document.rosters, role.roster) ? role.roster : undefined
  }
  for (const id of Object.keys(document.rosters)) {
    const seen = new Set<string>()
    for (let at = next(id); at !== undefined && !seen.has(at); at = next(at)) {
      seen.add(at)
      if (at !== id) continue
      report.add('SOP432', `the fallback of "${id}" comes back to "${id}"`, span(['rosters', id, 'fallback']), 'fall back to a role with people, or to a person')
    }
  }
}

/** While two cover each other and both are away, neither can act for the other. */
function covers({ report, span }: Desk, absences: readonly Absence[]): void {
  for (const [index, { person, cover, from, to }] of absences.entries()) {
    if (cover === undefined) continue
    const path = ['absences', index, 'cover']
    if (cover === person) {
      report.add('SOP432', `"${person}" covers for themselves`, span(path), 'name somebody else')
      continue
    }
    const chain = coverChain(absences, person, cover, from, to)
    if (chain) report.add('SOP432', `"${[person, ...chain].join('" is covered by "')}" at the same time`, span(path), 'name somebody who is there')
  }
}

function coverChain(absences: readonly Absence[], person: string, cover: string, from: number, to: number): readonly string[] | undefined {
  const chain = [cover]
  for (let [start, end] = [from, to]; ; ) {
    const last = chain.at(-1)
    const away = absences.find((each) => each.person === last && each.cover !== undefined && each.from < end && start < each.to)
    if (away?.cover === undefined) return undefined
    ;[start, end] = [Math.max(start, away.from), Math.min(end, away.to)]
    if (away.cover === person) return [...chain, person]
    if (chain.includes(away.cover)) return undefined
    chain.push(away.cover)
  }
}
