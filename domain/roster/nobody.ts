import { own } from '../json.ts'
import type { Organisation } from '../organisation.ts'
import { scheduleOf, type Span } from './schedule.ts'
import { targetYields } from './who.ts'

/** Tells when a roster, or a role or person by name, yields nobody: sorted, disjoint stretches. A fallback counts as somebody, the sink does not. */
export interface Nobody {
  readonly roster: (id: string) => readonly Span[]
  readonly named: (name: string) => readonly Span[]
}

/** Looks between two instants; each name is worked out once. */
export function nobodyBetween(organisation: Organisation, from: number, to: number): Nobody {
  const known = new Map<string, readonly Span[]>()
  const once = (key: string, work: () => readonly Span[]): readonly Span[] => {
    const found = known.get(key) ?? work()
    known.set(key, found)
    return found
  }

  function roster(id: string): readonly Span[] {
    return once(`roster ${id}`, () => {
      const each = own(organisation.rosters, id)
      if (!each) return []
      const { gaps } = scheduleOf(organisation, each, from, to)
      return each.fallback === undefined || gaps.length === 0 ? gaps : meet(gaps, named(each.fallback))
    })
  }

  function named(name: string): readonly Span[] {
    const role = own(organisation.roles, name)
    if (role?.roster !== undefined) return roster(role.roster)
    return once(`name ${name}`, () => away(role ? 'role' : 'person', name, role?.people ?? [name]))
  }

  /** Who holds a role changes only where an absence of theirs, or of whoever covers, begins or ends. */
  function away(kind: 'role' | 'person', name: string, people: readonly string[]): readonly Span[] {
    const covers = organisation.absences.flatMap(({ person, cover }) => (people.includes(person) ? (cover ?? []) : []))
    const whose = new Set([...people, ...covers])
    const changes = organisation.absences.flatMap((each) => (whose.has(each.person) ? [each.from, each.to] : []))
    const points = [...new Set([from, ...changes.filter((at) => at > from && at < to), to])].sort((left, right) => left - right)
    const stretches = points.slice(0, -1).map((at, index) => ({ from: at, to: points[index + 1] ?? to }))
    return joined(stretches.filter((each) => targetYields(organisation, { kind, name }, each.from).people.length === 0))
  }

  return { roster, named }
}

function joined(stretches: readonly Span[]): readonly Span[] {
  const result: Span[] = []
  for (const each of stretches) {
    const last = result.at(-1)
    if (last?.to === each.from) result[result.length - 1] = { from: last.from, to: each.to }
    else result.push(each)
  }
  return result
}

const meet = (left: readonly Span[], right: readonly Span[]): readonly Span[] =>
  left.flatMap((a) =>
    right.filter((b) => a.from < b.to && b.from < a.to).map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) })),
  )
