import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Absence, Organisation, Roster } from '../../domain/organisation.ts'
import { scheduleOf, shiftEnds } from '../../domain/roster/schedule.ts'
import { targetYields, whoIsOn } from '../../domain/roster/who.ts'
import { add, at, away, every, iso, layer, organisation, person, remove, replace, role, roster, swap, weekdays } from './roster-builders.ts'

/** Ids of who is on. */
const who = (of: Roster, instant: string, over: Partial<Organisation> = {}): readonly string[] =>
  whoIsOn(organisation({ rosters: { [of.id]: of }, ...over }), of, at(instant)).people.map(({ id }) => id)

const always = (...turn: readonly string[]) => layer(every(1, 'week', '2026-01-05 00:00', turn))
const day = '2026-01-14T00:00Z'
const noon = '2026-01-14T12:00Z'
const next = '2026-01-15T00:00Z'

describe('layers', () => {
  const days = layer(every(1, 'week', '2026-01-05 08:00', ['dana'], ['sam']), { name: 'weekdays', priority: 1, hours: weekdays(8 * 60, 20 * 60) })
  const nights = layer(every(12, 'hour', '2026-01-05 20:00', ['ana', 'bo'], ['kim']), { name: 'nights' })
  const leads = roster([days, nights], { one: false })

  it('a higher priority covers a lower one, inside its hours alone', () => {
    expect(who(leads, '2026-01-06T14:00Z')).toEqual(['dana'])
    expect(who(leads, '2026-01-07T01:59:59.999Z')).toEqual(['dana'])
    expect(who(leads, '2026-01-07T02:00Z')).toEqual(['ana', 'bo'])
    expect(who(leads, '2026-01-10T18:00Z')).toEqual(['kim'])
  })

  it('of equal priority are all on', () => {
    expect(who(roster([always('dana'), always('sam')], { one: false }), noon)).toEqual(['dana', 'sam'])
  })

  it('show through where the person above is away with nobody to cover, or is not active', () => {
    const two = roster([layer(every(1, 'week', '2026-01-05 00:00', ['dana']), { priority: 1 }), always('sam')])

    expect(who(two, noon, { absences: [away('dana', day, next)] })).toEqual(['sam'])
    expect(who(two, noon, { absences: [away('dana', day, next, 'kim')] })).toEqual(['kim'])
    expect(who(two, noon, { people: { dana: person('dana', { active: false }) } })).toEqual(['sam'])
    expect(who(two, next, { absences: [away('dana', day, next)] })).toEqual(['dana'])
  })

  it('do not count somebody whose cover is away as well', () => {
    const two = roster([layer(every(1, 'week', '2026-01-05 00:00', ['dana']), { priority: 1 }), always('sam')])

    expect(who(two, noon, { absences: [away('dana', day, next, 'kim'), away('kim', day, next, 'bo')] })).toEqual(['sam'])
  })

  it('a night window is open until the morning of the next day', () => {
    const fridayNight = roster([layer(every(1, 'week', '2026-01-05 00:00', ['dana']), { hours: [{ day: 4, from: 22 * 60, to: 30 * 60 }] })])

    expect(who(fridayNight, '2026-01-10T11:59Z')).toEqual(['dana'])
    expect(who(fridayNight, '2026-01-10T12:00Z')).toEqual(['olu'])
  })
})

describe('overrides', () => {
  it('replace somebody only who is on: the substitute is not added off shift', () => {
    const changed = roster([always('dana')], { one: false, overrides: [replace(day, next, 'sam', 'kim')] })

    expect(who(changed, noon)).toEqual(['dana'])
  })

  it('are evaluated at once and never chained, in whatever order they stand', () => {
    const chain = [replace(day, next, 'dana', 'sam'), replace(day, next, 'sam', 'kim')]

    expect(who(roster([always('dana')], { one: false, overrides: chain }), noon)).toEqual(['sam'])
    expect(who(roster([always('dana')], { one: false, overrides: chain.toReversed() }), noon)).toEqual(['sam'])
    expect(who(roster([always('dana', 'sam')], { one: false, overrides: chain }), noon)).toEqual(['kim', 'sam'])
  })

  it('of which two act on one person, the later in the file holds while it lasts', () => {
    const changed = roster([always('dana')], { overrides: [replace(day, next, 'dana', 'sam'), remove(day, '2026-01-14T06:00Z', 'dana')] })

    expect(who(changed, '2026-01-14T05:59Z')).toEqual(['olu'])
    expect(who(changed, '2026-01-14T06:00Z')).toEqual(['sam'])
  })

  it('a substitute whom another override removes is on: these are no conflict', () => {
    const changed = roster([always('dana', 'sam')], { one: false, overrides: [replace(day, next, 'dana', 'sam'), remove(day, next, 'sam')] })

    expect(who(changed, noon)).toEqual(['sam'])
  })

  it('begin at their start and are over at their end', () => {
    const changed = roster([always('dana')], { overrides: [replace(day, next, 'dana', 'sam')] })

    expect([who(changed, '2026-01-13T23:59:59.999Z'), who(changed, day), who(changed, next)]).toEqual([['dana'], ['sam'], ['dana']])
  })

  it('come after swaps: whoever took the shift can be replaced', () => {
    const changed = roster([always('dana')], { swaps: [swap(day, next, 'dana', 'sam')], overrides: [replace(day, next, 'sam', 'kim')] })

    expect(who(changed, noon)).toEqual(['kim'])
  })
})

describe('swaps', () => {
  it('that nobody took change nothing', () => {
    const leads = roster([always('dana')], { swaps: [swap(day, next, 'dana')] })

    expect(whoIsOn(organisation({ rosters: { leads } }), leads, at(noon))).toMatchObject({ people: [{ id: 'dana', instead: [] }], considered: [] })
    expect(who({ ...leads, swaps: [swap(day, next, 'dana', 'sam'), swap(day, next, 'dana')] }, noon)).toEqual(['sam'])
  })

  it('let two people change places, and split the shift at their edges', () => {
    const week = every(1, 'week', '2026-01-05 08:00', ['dana'], ['sam'])
    const leads = roster([layer(week)], { swaps: [swap('2026-01-07T08:00-06:00', '2026-01-08T08:00-06:00', 'dana', 'sam')] })

    expect(scheduleOf(organisation({ rosters: { leads } }), leads, at('2026-01-05T14:00Z'), at('2026-01-12T14:00Z')).shifts.map((each) => [iso(each.from), each.people.join()])).toEqual([
      ['2026-01-05T14:00:00Z', 'dana'], ['2026-01-07T14:00:00Z', 'sam'], ['2026-01-08T14:00:00Z', 'dana'],
    ])
    expect(who(roster([always('dana', 'sam')], { one: false, swaps: [swap(day, next, 'dana', 'kim'), swap(day, next, 'sam', 'dana')] }), noon)).toEqual(['dana', 'kim'])
  })
})

describe('one accountable person', () => {
  const older = layer(every(1, 'week', '2026-01-05 00:00', ['sam']), { name: 'older' })
  const newer = layer(every(1, 'day', '2026-01-05 00:00', ['dana']), { name: 'newer' })

  it('is the one of the highest priority, then of the earliest shift, then by id', () => {
    expect(who(roster([newer, older]), noon)).toEqual(['sam'])
    expect(who(roster([always('dana'), always('ana')]), noon)).toEqual(['ana'])
  })

  it('a substitute has the priority and the start of the shift of the one replaced', () => {
    expect(who(roster([newer, older], { overrides: [replace(day, next, 'sam', 'kim')] }), noon)).toEqual(['kim'])
    expect(who(roster([newer, older]), noon, { absences: [away('sam', day, next, 'kim')] })).toEqual(['kim'])
  })

  it('an added person stands above every layer', () => {
    expect(who(roster([newer, layer(older.rotation, { priority: 99 })], { overrides: [add(day, next, 'olu')] }), noon)).toEqual(['olu'])
  })

  it('is not somebody who may not have it, and then it is the next one', () => {
    const leads = roster([newer, older])
    const answer = whoIsOn(organisation({ rosters: { leads } }), leads, at(noon), { refuses: (id) => (id === 'sam' ? 'opened the case' : undefined) })

    expect(answer.people.map(({ id }) => id)).toEqual(['dana'])
    expect(answer.considered).toContainEqual({ person: 'sam', why: 'opened the case' })
  })
})

describe('when nobody is on', () => {
  const gone = { people: { dana: person('dana', { active: false }) } }

  it('the fallback has it, else the sink, and the answer says which', () => {
    const roles = { deputies: role('deputies', ['dana', 'kim', 'bo']) }
    const withFallback = roster([always('dana')], { fallback: 'deputies' })
    const answer = whoIsOn(organisation({ ...gone, roles }), withFallback, at(noon))

    expect([answer.by, answer.people.map(({ id }) => id)]).toEqual(['fallback', ['kim']])
    expect(answer.people[0]?.why).toContain('so its fallback "deputies" has it')
    expect(whoIsOn(organisation(gone), roster([always('dana')]), at(noon))).toMatchObject({ by: 'sink', people: [{ id: 'olu' }] })
    expect(whoIsOn(organisation({ people: { ...gone.people, olu: person('olu', { active: false }) } }), roster([always('dana')]), at(noon))).toMatchObject({ by: 'nobody', people: [] })
  })

  it('a fallback that leads back to the roster ends at the sink', () => {
    const circle = roster([always('dana')], { fallback: 'deputies' })
    const answer = whoIsOn(organisation({ ...gone, rosters: { leads: circle }, roles: { deputies: role('deputies', [], { roster: 'leads' }) } }), circle, at(noon))

    expect([answer.by, answer.people.map(({ id }) => id)]).toEqual(['sink', ['olu']])
  })

  it('a role whose roster has a fallback yields it, and without one the role yields nobody: a level for it is empty', () => {
    const off = roster([always('dana')])
    const roles = { leads_role: role('leads_role', [], { roster: 'leads' }), deputies: role('deputies', ['kim']) }
    const yields = (of: Roster) => targetYields(organisation({ ...gone, roles, rosters: { leads: of } }), { kind: 'role', name: 'leads_role' }, at(noon)).people.map(({ id }) => id)

    expect(yields(off)).toEqual([])
    expect(yields({ ...off, fallback: 'deputies' })).toEqual(['kim'])
  })
})

describe('the receipt', () => {
  it('names roster, version and instant, what decided, and who else was considered and why not', () => {
    const leads = roster([layer(every(1, 'week', '2026-01-05 08:00', ['dana'], ['sam']), { name: 'weekdays', priority: 1 }), { ...always('bo'), name: 'nights' }], {
      overrides: [{ ...replace(day, next, 'sam', 'kim'), because: 'dentist' }, { ...replace(day, next, 'ana', 'olu') }],
    })
    const answer = whoIsOn(organisation({ rosters: { leads } }), leads, at(noon))

    expect(answer).toEqual({
      roster: 'leads', organisationVersion: 'v1', at: at(noon), by: 'roster',
      people: [{
        id: 'kim', layers: ['weekdays'], since: at('2026-01-12T14:00Z'), instead: [{ of: 'sam', by: 'override' }],
        why: 'Kim replaces Sam by an override (dentist); Sam has the shift in layer "weekdays"',
      }],
      considered: [{ person: 'sam', why: 'is replaced by Kim (dentist)' }, { person: 'bo', why: 'layer "nights" is covered by layer "weekdays"' }],
    })
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer)
  })

  it('tells of every way in which somebody dropped out', () => {
    const leads = roster([{ ...always('dana', 'sam', 'bo'), name: 'day' }, layer(every(1, 'week', '2026-01-05 00:00', ['ana']), { name: 'never', hours: [] })], {
      swaps: [swap(day, next, 'bo', 'kim')], overrides: [remove(day, next, 'sam'), add(day, next, 'sam'), { ...remove(day, next, 'sam'), because: 'training' }],
    })
    const { considered, people } = whoIsOn(organisation({ rosters: { leads }, absences: [away('dana', day, next, 'olu')] }), leads, at(noon))

    expect(people.map(({ id, why }) => [id, why])).toEqual([['kim', 'Kim took the shift of Bo; Bo has the shift in layer "day"']])
    expect(considered).toEqual([
      { person: 'olu', why: 'comes after Kim by id' },
      { person: 'dana', why: 'is away (leave), and Olu covers' },
      { person: 'sam', why: 'is taken off by an override (training)' },
      { person: 'sam', why: 'an override that would remove gives way to a later one' },
      { person: 'sam', why: 'an override that would add gives way to a later one' },
      { person: 'bo', why: 'gave the shift to Kim' },
      { person: 'ana', why: 'layer "never" is outside its hours' },
    ])
  })
})

describe('the schedule', () => {
  const office = roster([layer(every(1, 'day', '2026-01-05 09:00', ['dana'], ['sam']), { hours: weekdays(9 * 60, 17 * 60) })])

  it('is made of shifts and gaps that abut exactly', () => {
    const { shifts, gaps } = scheduleOf(organisation({ rosters: { office } }), office, at('2026-01-09T12:00Z'), at('2026-01-12T16:00Z'))

    expect(shifts.map(({ from, to, people }) => [iso(from), iso(to), people])).toEqual([
      ['2026-01-09T15:00:00Z', '2026-01-09T23:00:00Z', ['dana']], ['2026-01-12T15:00:00Z', '2026-01-12T16:00:00Z', ['sam']],
    ])
    expect(gaps.map(({ from, to }) => [iso(from), iso(to)])).toEqual([['2026-01-09T12:00:00Z', '2026-01-09T15:00:00Z'], ['2026-01-09T23:00:00Z', '2026-01-12T15:00:00Z']])
  })

  it('of days that follow each other has no gap between them, on the nights of the clock change neither', () => {
    const round = roster([layer(every(1, 'day', '2026-01-05 02:30', ['dana'], ['sam']))])
    for (const [from, to] of [['2026-03-06T00:00Z', '2026-03-11T00:00Z'], ['2026-10-30T00:00Z', '2026-11-04T00:00Z']] as const) {
      const { shifts, gaps } = scheduleOf(organisation({ rosters: { round } }), round, at(from), at(to))
      expect(gaps).toEqual([])
      expect(shifts.slice(1).map(({ from: begins }, index) => begins - shifts[index]!.to)).toEqual([0, 0, 0, 0, 0])
    }
  })

  it('makes one shift of turns of the same person, and none of no time', () => {
    const solo = roster([layer(every(1, 'day', '2026-01-05 09:00', ['dana']))])

    expect(scheduleOf(organisation(), solo, 0, 1000).shifts).toEqual([{ from: 0, to: 1000, people: ['dana'] }])
    expect(scheduleOf(organisation(), solo, 1000, 1000)).toEqual({ shifts: [], gaps: [] })
  })

  it('says when somebody\'s shift is over, changes included, and nothing when that is too far away', () => {
    const changed = { ...office, overrides: [replace('2026-01-09T18:00Z', '2026-01-09T19:00Z', 'dana', 'kim')] }
    const ends = (of: Roster, until: string) => shiftEnds(organisation({ rosters: { office: of } }), of, 'dana', at('2026-01-09T16:00Z'), at(until))

    expect(ends(office, '2026-02-01T00:00Z')).toBe(at('2026-01-09T23:00Z'))
    expect(ends(changed, '2026-02-01T00:00Z')).toBe(at('2026-01-09T18:00Z'))
    expect(ends(office, '2026-01-09T23:00Z')).toBeUndefined()
    expect(shiftEnds(organisation(), office, 'sam', at('2026-01-09T16:00Z'), at('2026-02-01T00:00Z'))).toBe(at('2026-01-09T16:00Z'))
  })
})

describe('any roster', () => {
  const from = at('2026-10-20T00:00Z')
  const to = at('2026-11-10T00:00Z')
  const people = fc.constantFrom('ana', 'bo', 'dana', 'kim', 'sam')
  const instants = fc.integer({ min: from, max: to - 1 })
  const span = fc.tuple(instants, fc.integer({ min: 1, max: 5 * 86_400_000 })).map(([begins, lasts]) => ({ from: begins, to: begins + lasts }))
  const rotations = fc.tuple(
    fc.integer({ min: 1, max: 14 }), fc.constantFrom('hour' as const, 'day' as const, 'week' as const), fc.integer({ min: 0, max: 23 }),
    fc.array(fc.uniqueArray(people, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
  ).map(([count, unit, hour, turns]) => every(count, unit, `2026-10-0${1 + (hour % 9)} ${hour}:30`, ...turns))
  const hours = fc.array(fc.record({ day: fc.integer({ min: 0, max: 6 }), from: fc.integer({ min: 0, max: 1439 }), lasts: fc.integer({ min: 1, max: 1440 }) }).map((each) => ({ day: each.day, from: each.from, to: each.from + each.lasts })), { maxLength: 5 })
  const layers = fc.array(fc.record({ rotation: rotations, priority: fc.integer({ min: 0, max: 2 }), hours: fc.option(hours, { nil: undefined }) })
    .map(({ hours: open, ...rest }) => layer(rest.rotation, { priority: rest.priority, ...(open ? { hours: open } : {}) })), { minLength: 1, maxLength: 3 })
  const overrides = fc.array(fc.tuple(span, fc.constantFrom('add' as const, 'remove' as const, 'replace' as const), people, people)
    .map(([when, how, on, by]) => (how === 'replace' ? { ...when, do: how, person: on, with: by } : { ...when, do: how, person: on })), { maxLength: 5 })
  const swaps = fc.array(fc.tuple(span, people, fc.option(people, { nil: undefined })).map(([when, of, takenBy]) => ({ ...when, of, ...(takenBy ? { takenBy } : {}) })), { maxLength: 3 })
  const absences: fc.Arbitrary<readonly Absence[]> = fc.array(fc.tuple(span, people, fc.option(people, { nil: undefined })).map(([when, who, cover]) => ({ ...when, person: who, ...(cover ? { cover } : {}) })), { maxLength: 3 })
  const worlds = fc.record({ layers, overrides, swaps, absences, one: fc.boolean() }).map(({ absences: away, ...rest }) => {
    const of = roster(rest.layers, rest)
    return { of, world: organisation({ rosters: { leads: of }, absences: away, people: { bo: person('bo', { active: false }) } }) }
  })

  it('has shifts and gaps that fill the time asked for, sorted and abutting exactly', () => {
    fc.assert(fc.property(worlds, ({ of, world }) => {
      const { shifts, gaps } = scheduleOf(world, of, from, to)
      const all = [...shifts, ...gaps].sort((a, b) => a.from - b.from)
      expect(all[0]?.from).toBe(from)
      expect(all.at(-1)?.to).toBe(to)
      all.forEach((each, index) => {
        expect(each.to).toBeGreaterThan(each.from)
        if (index > 0) expect(each.from).toBe(all[index - 1]?.to)
      })
    }), { numRuns: 60 })
  })

  it('answers at an instant what its schedule shows there, whatever window is asked for', () => {
    fc.assert(fc.property(worlds, fc.array(instants, { minLength: 5, maxLength: 20 }), fc.integer({ min: 1, max: 9_999_999 }), ({ of, world }, asked, margin) => {
      const { shifts } = scheduleOf(world, of, from, to)
      for (const instant of asked) {
        const { people: on, by } = whoIsOn(world, of, instant)
        const shown = shifts.find((shift) => shift.from <= instant && instant < shift.to)?.people ?? []
        expect(by === 'roster' ? on.map(({ id }) => id).sort() : []).toEqual(shown)
        const narrow = scheduleOf(world, of, instant - margin, instant + 1)
        expect([...narrow.shifts, ...narrow.gaps].find((each) => each.from <= instant && instant < each.to)).toMatchObject(shown.length > 0 ? { people: shown } : {})
      }
    }), { numRuns: 60 })
  })

  it('with one accountable person never has two, and always has one', () => {
    fc.assert(fc.property(worlds, instants, ({ of, world }, instant) => {
      expect(whoIsOn(world, { ...of, one: true }, instant).people).toHaveLength(1)
    }))
  })

  it('puts nobody on who is not active or away', () => {
    fc.assert(fc.property(worlds, instants, ({ of, world }, instant) => {
      for (const { id } of whoIsOn(world, of, instant).people) {
        expect(id).not.toBe('bo')
        expect(world.absences.some((absence) => absence.person === id && absence.from <= instant && instant < absence.to)).toBe(false)
      }
    }))
  })

  it('does not care in which order overrides stand that act on different people', () => {
    fc.assert(fc.property(worlds, instants, ({ of, world }, instant) => {
      const distinct = [...new Map(of.overrides.map((each) => [each.person, each])).values()]
      const ids = (order: typeof distinct) => whoIsOn(world, { ...of, overrides: order }, instant).people.map(({ id }) => id)
      expect(ids(distinct.toReversed())).toEqual(ids(distinct))
    }))
  })

  it('does not care in which order changes were made, as long as those about one person keep theirs', () => {
    const shuffled = worlds.chain(({ of, world }) => fc.shuffledSubarray([...of.overrides.keys()], { minLength: of.overrides.length }).map((order) => ({ of, world, order })))
    fc.assert(fc.property(shuffled, fc.array(instants, { minLength: 5, maxLength: 10 }), ({ of, world, order }, asked) => {
      // Each person's changes in their own order, at the places that the shuffled ones have.
      const left = new Map(of.overrides.map(({ person }) => [person, of.overrides.filter((each) => each.person === person)]))
      const mixed = order.map((index) => left.get(of.overrides[index]!.person)!.shift()!)

      for (const instant of asked) {
        const [told, expected] = [{ ...of, overrides: mixed }, of].map((each) => whoIsOn(world, each, instant))
        expect(told!.people.map(({ id, since }) => [id, since])).toEqual(expected!.people.map(({ id, since }) => [id, since]))
      }
    }))
  })

  it('answers the same whatever was asked before', () => {
    fc.assert(fc.property(worlds, instants, ({ of, world }, instant) => {
      expect(whoIsOn(world, of, instant)).toEqual(whoIsOn(structuredClone(world), structuredClone(of), instant))
    }))
  })
})
