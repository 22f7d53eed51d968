import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AuditEvent } from '../../domain/audit.ts'
import type { ChannelName } from '../../domain/delivery.ts'
import { WINDOW_MS } from '../../domain/deliveries/lane.ts'
import type { ProvenTurn } from '../../domain/deliveries/planned.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import { aSummary, aTask } from '../adapters/postgres/builders.ts'
import { plainOrganisation } from '../harness/plans.ts'
import { deliveryWorld, type Answer, type ModelRow } from './delivery-world.ts'

const START = Date.UTC(2026, 10, 20, 9)
const IDS = ['ana', 'ben', 'cleo', 'dana', 'boss'] as const

const people = fc.tuple(...IDS.map((id, index) => fc.record({
  slack: fc.boolean(), email: fc.boolean(), active: fc.constantFrom(true, true, true, false), quiet: fc.boolean(), manager: fc.option(fc.constantFrom(...IDS.slice(index + 1), 'ana' as const), { nil: undefined }),
}).map(({ slack, email, active, quiet, manager }): Person => ({
  id, name: id, email: email ? `${id}@shop.test` : '', ...(slack ? { slack: `U-${id}` } : {}), zone: 'UTC', locale: 'en', active, access: ['staff'],
  ...(quiet ? { quiet: { from: 8 * 60, to: 11 * 60 } } : {}), ...(manager === undefined ? {} : { manager }),
}))))

const organisations = people.map((all): Organisation => ({
  name: 'Shop', version: 'o1', zone: 'UTC', locale: 'en', sink: 'boss', people: Object.fromEntries(all.map((one) => [one.id, one])),
  roles: { warehouse: { id: 'warehouse', accountableFor: 'parcels', people: ['ana', 'ben'], pick: 'first' } }, ...plainOrganisation,
}))

const targets = fc.uniqueArray(fc.constantFrom(...IDS, 'slack:#ops', 'nobody'), { minLength: 1, maxLength: 3 })
const channels = fc.option(fc.subarray<ChannelName>(['slack', 'email'], { minLength: 1 }), { nil: null })

const events = fc.record({ type: fc.constantFrom('assigned', 'escalated', 'reminded', 'handoff_asked', 'breached', 'released', 'acknowledge_missed', 'exhausted', 'case_breached', 'fallback_used', 'step_finished', 'case_opened'), to: targets, channels, about: fc.constantFrom(null, 'approval', 'act_before', 'pause_over', 'exhausted'), step: fc.constantFrom('inspect', 'pay') })
  .map(({ type, to, channels: by, about, step }): AuditEvent => ({
    type, at: START, actor: 'timer', ...(type === 'case_breached' ? {} : { step, instance: `${step}#1` }),
    detail: { to, why: 'so', owner: to[0] ?? null, ...(by ? { channels: by } : {}), ...(about ? { about } : {}) },
  }))

const turns = fc.array(fc.array(events, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 30 }).map((all) => all.map((story, index): ProvenTurn => ({
  id: String(index + 1), caseId: `C${index}`, events: story, summary: aSummary({ caseId: `C${index}` }), sopOwner: 'dana',
  tasks: [aTask({ caseId: `C${index}` }), aTask({ caseId: `C${index}`, step: 'pay', instance: 'pay#1', title: 'Pay' })],
})))

const onOff = fc.subarray<ChannelName>(['slack', 'email'])
const answers = fc.array(fc.constantFrom<Answer>('taken', 'taken', 'taken', 'later', 'unknown', 'unreachable', 'refused', 'credentials'), { minLength: 1, maxLength: 40 })

/** The world after all that was planned has run its course. */
function played(organisation: Organisation, on: readonly ChannelName[], all: readonly ProvenTurn[], script: readonly Answer[]) {
  const world = deliveryWorld(organisation, on, START)
  for (const turn of all) world.plan(turn)
  let next = 0
  world.play(() => script[next++ % script.length]!)
  return world
}

/** What became of a message in the end, wherever it went on to. */
function endOf(row: ModelRow, rows: readonly ModelRow[]): readonly ModelRow['state'][] {
  if (row.state === 'bundled') return rows.filter((one) => one.kind === 'digest' && one.bundle === row.bundle && one.state !== 'failed_over').map(({ state }) => state)
  if (row.state !== 'failed_over') return [row.state]
  const event = row.cause.slice(0, row.cause.indexOf('/'))
  // By another way, or covered by what the same person is told of the same event anyway.
  return rows.filter((other) => other !== row && other.cause.startsWith(`${event}/`)).map(({ state }) => state)
}

it('ends every message: it was sent, went with a digest or by another way, or failed with an alarm', () => {
  fc.assert(fc.property(organisations, onOff, turns, answers, (organisation, on, all, script) => {
    const { rows, alarms } = played(organisation, on, all, script)

    expect(rows.filter(({ state }) => state === 'due')).toEqual([])
    for (const row of rows) {
      expect(endOf(row, rows).length).toBeGreaterThan(0)
      if (row.state === 'failed') expect(alarms).toContain(row.target)
      if (row.state === 'failed_over') expect(endOf(row, rows).some((state) => state !== 'failed_over')).toBe(true)
    }
  }), { numRuns: 300 })
})

it('plans nothing twice for one cause, and the same for the same turn however often', () => {
  fc.assert(fc.property(organisations, onOff, turns, (organisation, on, all) => {
    const world = deliveryWorld(organisation, on, START)
    const first = all.flatMap((turn) => world.plan(turn))
    const before = world.rows.length
    const again = all.flatMap((turn) => world.plan(turn))

    expect(again).toEqual(first)
    expect(world.rows).toHaveLength(before)
    expect(new Set(first.map(({ cause }) => cause)).size).toBe(first.length)
    // One person hears of one step in one turn once.
    const heard = first.map(({ origin, instance, target }) => `${origin.slice(0, origin.indexOf('.'))} ${instance} ${target}`)
    expect(new Set(heard).size).toBe(heard.length)
  }), { numRuns: 300 })
})

it('sends no more than one message a second to one address, and nothing that can wait before what is urgent', () => {
  fc.assert(fc.property(organisations, onOff, turns, answers, (organisation, on, all, script) => {
    const { sent } = played(organisation, on, all, script)
    const last = new Map<string, number>()
    for (const { at, lane, urgent, waiting } of sent) {
      expect(at - (last.get(lane) ?? -Infinity)).toBeGreaterThanOrEqual(1_000)
      last.set(lane, at)
      if (!urgent) expect(waiting.filter((row) => row.urgent)).toEqual([])
    }
  }), { numRuns: 300 })
})

it('delays by quiet hours only what is not urgent, and only until they are over', () => {
  fc.assert(fc.property(organisations, turns, (organisation, all) => {
    const { rows } = played(organisation, ['slack', 'email'], all, ['taken'])
    for (const row of rows.filter(({ kind }) => kind !== 'digest')) {
      const quiet = row.person !== null && organisation.people[row.person]?.quiet !== undefined
      expect(row.holdMs).toBe(quiet && !row.urgent && row.state !== 'failed' ? 2 * 3_600_000 : 0)
    }
  }), { numRuns: 200 })
})

it('holds nothing longer than for company, and mixes nothing urgent with what is not in a digest', () => {
  fc.assert(fc.property(organisations, turns, fc.integer({ min: 1, max: 6 }), (organisation, all, times) => {
    const many = Array.from({ length: times }, (_, round) => all.map((turn) => ({ ...turn, id: `${round}-${turn.id}`, caseId: `${turn.caseId}-${round}` }))).flat()
    const { rows, sent } = played(organisation, ['slack', 'email'], many, ['taken'])
    for (const { at, urgent, rows: listed } of sent) {
      expect(listed.every((row) => row.urgent === urgent)).toBe(true)
      for (const row of listed) expect(at - START - row.holdMs).toBeLessThanOrEqual(2 * WINDOW_MS + rows.length * 1_000)
      if (urgent) expect(at - START).toBeLessThanOrEqual(60_000)
    }
    expect(sent.flatMap(({ rows: listed }) => listed.map(({ id }) => id)).sort()).toEqual(rows.filter(({ state, kind }) => state !== 'failed' && kind !== 'digest').map(({ id }) => id).sort())
  }), { numRuns: 100 })
})

it('reaches somebody for whom there is any way at all', () => {
  fc.assert(fc.property(organisations, turns, (organisation, all) => {
    const { rows } = played(organisation, ['slack', 'email'], all, ['taken'])
    const boss = organisation.people['boss']!
    const reachable = boss.active && (boss.slack !== undefined || boss.email !== '')
    if (reachable) expect(rows.filter(({ state }) => state === 'failed')).toEqual([])
  }), { numRuns: 200 })
})
