import { expect, test } from 'vitest'
import type { Organisation } from '../../domain/organisation.ts'
import { withEdits, type RosterEdit, type RosterWish } from '../../domain/roster/edit.ts'
import { fromNowOn, refuseTaking, refuseTakingBack, refuseWish } from '../../domain/roster/judge-edit.ts'
import { whoIsOn } from '../../domain/roster/who.ts'
import { at, away, every, layer, organisation, person, replace, roster } from './roster-builders.ts'

/** Sam has the week from Monday 16 November 2026, 8:00 in Chicago; dana the one after. */
const leads = roster([layer(every(1, 'week', '2026-11-16 08:00', ['sam'], ['dana']))])
const NOW = at('2026-11-18T12:00-06:00')
const [NOON, EVENING] = [at('2026-11-19T12:00-06:00'), at('2026-11-19T20:00-06:00')]
const boss = person('olu', { access: ['staff', 'manager'] })
const world = (over: Partial<Organisation> = {}) => organisation({ rosters: { leads }, people: { olu: boss }, ...over })

const wish = (over: Partial<RosterWish> = {}): RosterWish => ({ do: 'replace', person: 'sam', with: 'dana', from: NOON, to: EVENING, because: 'dentist', ...over }) as RosterWish
const edit = (id: string, change: Partial<RosterWish> = {}, more: Partial<RosterEdit> = {}): RosterEdit => ({ roster: 'leads', made: { id, by: 'olu', at: NOW }, wish: wish(change), ...more })
const on = (organisation: Organisation, when: number) => whoIsOn(organisation, organisation.rosters['leads']!, when)
const refusal = (change: Partial<RosterWish>, organisation = world(), by = boss, now = NOW) => refuseWish(organisation, organisation.rosters['leads']!, wish(change), by, now)

test('a change made in the console counts like one of the file, and the receipt says who made it and why', () => {
  const changed = withEdits(world(), [edit('e1')], NOW)

  expect(on(changed, NOON).people).toMatchObject([{ id: 'dana', why: 'Dana replaces Sam by an override (dentist) that Olu made; Sam has the shift in layer "all"' }])
  expect(on(changed, NOON).considered).toContainEqual({ person: 'sam', why: 'is replaced by Dana (dentist)' })
  expect(on(changed, EVENING).people.map(({ id }) => id)).toEqual(['sam'])
})

test('of the file and the console the console holds, and what was taken back or names nobody changes nothing', () => {
  const withFile = world({ rosters: { leads: { ...leads, overrides: [replace('2026-11-19T12:00-06:00', '2026-11-19T20:00-06:00', 'sam', 'kim')] } } })

  expect(on(withEdits(withFile, [edit('e1')], NOW), NOON).people.map(({ id }) => id)).toEqual(['dana'])
  expect(on(withEdits(withFile, [edit('e1', {}, { takenBack: { by: 'olu', at: NOW, because: 'healthy' } })], NOW), NOON).people.map(({ id }) => id)).toEqual(['kim'])
  expect(withEdits(withFile, [edit('e1', { with: 'nobody' } as Partial<RosterWish>)], NOW)).toBe(withFile)
  expect(withEdits(withFile, [{ ...edit('e1'), roster: 'gone' }], NOW)).toBe(withFile)
})

test('what the file itself changes goes on counting beside what was changed in the console', () => {
  const withFile = world({ rosters: { leads: { ...leads, overrides: [replace('2026-11-20T12:00-06:00', '2026-11-20T20:00-06:00', 'sam', 'kim')] } } })
  const changed = withEdits(withFile, [edit('e1')], NOW)

  expect([NOON, at('2026-11-20T12:00-06:00'), at('2026-11-21T12:00-06:00')].map((when) => on(changed, when).people[0]?.id)).toEqual(['dana', 'kim', 'sam'])
})

test('a change that was over months ago is left out, one of last week is kept', () => {
  expect(withEdits(world(), [edit('e1')], NOW + 70 * 86_400_000).rosters['leads']?.overrides).toEqual([])
  expect(withEdits(world(), [edit('e1')], NOW + 8 * 86_400_000).rosters['leads']?.overrides).toHaveLength(1)
})

test('an offered shift changes nothing until it is taken', () => {
  const offer = edit('s1', { do: 'swap', with: undefined } as Partial<RosterWish>)

  expect(on(withEdits(world(), [offer], NOW), NOON).people.map(({ id }) => id)).toEqual(['sam'])
  expect(on(withEdits(world(), [{ ...offer, taken: { by: 'kim', at: NOW } }], NOW), NOON).people).toMatchObject([{ id: 'kim', why: 'Kim took the shift of Sam (dentist); Sam has the shift in layer "all"' }])
})

test.each([
  ['without a reason', { because: ' ' }, 'wrong-form', 'say why, so that whoever reads the receipt later knows'],
  ['that is over', { from: NOW - 2, to: NOW - 1 }, 'wrong-form', 'is over already; what has been is not changed, choose a later end'],
  ['that ends before it begins', { from: EVENING, to: NOON }, 'wrong-form', 'must be later than the beginning'],
  ['for years', { to: NOW + 400 * 86_400_000 }, 'wrong-form', 'is more than a year away; write it into the organisation file instead'],
  ['for somebody unknown', { with: 'dna' }, 'wrong-form', 'nobody called "dna" works here; choose one of the people'],
  ['for oneself', { with: 'sam' }, 'wrong-form', 'choose somebody else than the person whose shift it is'],
  ['for somebody who is not on', { person: 'dana', with: 'kim' }, 'not-on-roster', 'Dana is not on "leads" from 2026-11-19 12:00 to 2026-11-19 20:00 (America/Chicago); Sam is on then'],
] as const)('a change %s is refused with what to do', (_what, change, code, message) => {
  expect(refusal(change as Partial<RosterWish>)).toMatchObject({ code, message })
})

test('nobody is put on who is away or not active', () => {
  expect(refusal({}, world({ absences: [away('dana', '2026-11-19T00:00-06:00', '2026-11-20T00:00-06:00')] }))?.message)
    .toBe('Dana is away from 2026-11-19 00:00 to 2026-11-20 00:00 (America/Chicago); choose somebody else, or a time outside of it')
  expect(refusal({}, world({ people: { dana: person('dana', { active: false }) } }))?.message).toBe('Dana is not active and cannot be put on; choose somebody else')
})

test('two changes that act on one person at one time are refused with the place of the other and what to do', () => {
  const file = world({ rosters: { leads: { ...leads, overrides: [replace('2026-11-19T06:00-06:00', '2026-11-19T13:00-06:00', 'kim', 'dana')] } } })

  expect(refusal({ person: 'dana', with: 'kim' }, withEdits(world(), [edit('e1')], NOW))).toBeUndefined()
  expect(refusal({ do: 'remove', person: 'sam' }, withEdits(world(), [edit('e1', { to: EVENING - 3_600_000 })], NOW))).toMatchObject({
    code: 'roster-conflict',
    message: 'this would act on Sam at a time at which there is a change already: Dana replaces Sam from 2026-11-19 12:00 to 2026-11-19 19:00 (America/Chicago), which Olu made here; take that back first, or choose a time outside of it',
  })
  expect(refusal({ do: 'add', person: 'kim' }, file)?.message).toMatch(/which stands in the organisation file; change the file, or choose/)
})

test('whoever has no access for it may offer their own shift and nothing else', () => {
  const sam = person('sam')

  expect(refusal({}, world(), sam)).toMatchObject({ code: 'not-allowed', message: '"sam" may not change the shift of Sam; it takes "access" of ops_lead, manager, admin, so ask one of these' })
  expect(refusal({ do: 'swap', with: undefined } as Partial<RosterWish>, world(), sam)).toBeUndefined()
  expect(refusal({ do: 'swap', with: 'kim' }, world(), sam)?.message).toMatch(/only offer their own shift/)
  expect(refusal({ do: 'swap', with: undefined } as Partial<RosterWish>, world(), person('kim'))?.code).toBe('not-allowed')
})

test('an offered shift is taken once, by somebody else who is there', () => {
  const offer = edit('s1', { do: 'swap', with: undefined } as Partial<RosterWish>, { made: { id: 's1', by: 'sam', at: NOW } })
  const take = (by: string, of = offer, organisation = world()) => refuseTaking(organisation, leads, of, person(by), NOW)

  expect(take('kim')).toBeUndefined()
  expect(take('sam')?.message).toBe('you offered this shift yourself; take the offer back to keep it')
  expect(take('dana', { ...offer, taken: { by: 'kim', at: NOW } })).toMatchObject({ code: 'already-taken', message: 'Kim has taken this shift already; there is nothing left to do' })
  expect(take('kim', offer, world({ absences: [away('kim', '2026-11-19T00:00-06:00', '2026-11-20T00:00-06:00')] }))?.message).toMatch(/^Kim is away/)
  expect(refuseTaking(world(), leads, offer, person('kim'), EVENING)?.code).toBe('change-over')
})

test('a change is taken back by whoever made it or may change rosters, once, with a reason, and not afterwards', () => {
  const made = edit('e1')
  const back = (by = boss, because = 'healthy again', now = NOW, of = made) => refuseTakingBack(world(), of, by, because, now)

  expect(back()).toBeUndefined()
  expect(back(person('kim'))?.code).toBe('not-allowed')
  expect(back(boss, '')?.code).toBe('wrong-form')
  expect(back(boss, 'x', EVENING)?.message).toBe('this is over already, and what has been is not changed')
  expect(back(boss, 'x', NOW, { ...made, takenBack: { by: 'olu', at: NOW, because: '' } })?.message).toBe('Olu has taken this back already; there is nothing left to do')
})

test('what has begun counts from now on: the past is never worked out anew', () => {
  expect(fromNowOn(wish({ from: NOW - 3_600_000 }), NOW).from).toBe(NOW)
  expect(fromNowOn(wish(), NOW).from).toBe(NOON)
})
