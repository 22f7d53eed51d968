import { parse, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import { cards } from '../../domain/case.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { simulate } from '../../domain/simulate.ts'
import { complete, completeOrganisation, completeVocabulary, completeWorld } from './complete-world.ts'

type Value = null | boolean | number | string | Value[] | { [key: string]: Value }
type Way = readonly (string | number)[]
type Name = 'refund-approval' | 'returns-standard'

const NAMES = ['refund-approval', 'returns-standard'] as const
const organisation = completeOrganisation.organisation!
const DOCUMENTS = Object.fromEntries(NAMES.map((name) => [name, parse(complete(`${name}.yaml`)) as Value])) as Record<Name, Value>

/** What opens no case: which words it is refused with says what the triggers want. */
const REFUSED = `scenarios:
  - { name: a, starts: 2026-11-20T10:00:00Z, trigger: shopify.return_requested, event: { return_id: R-1, order_id: O-1, reason: defective }, expect: { ended_within: 999d } }
  - { name: b, starts: 2026-11-20T10:00:00Z, trigger: manual, event: {}, expect: { ended_within: 999d } }
  - { name: c, starts: 2026-11-20T10:00:00Z, trigger: manual, event: { return_id: ${'r'.repeat(85)}, order_id: ${'o'.repeat(85)}, reason: size }, expect: { ended_within: 999d } }
`

/** Every key and list item in the document, as the way to it. */
function waysOf(value: Value, way: Way = []): Way[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => [[...way, at], ...waysOf(item, [...way, at])])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...way, key], ...waysOf(inner, [...way, key])])
}

type Change = (holder: Record<string | number, Value>, key: string | number) => void

function changed(name: Name, way: Way, change: Change): string {
  const copy = structuredClone(DOCUMENTS[name])
  let at = copy as Record<string | number, Value>
  for (const key of way.slice(0, -1)) at = at[key] as Record<string | number, Value>
  change(at, way.at(-1)!)
  return stringify(copy)
}

const remove: Change = (holder, key) => {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

/** Another value that may well be as right: one fewer, the other truth, other words. */
const vary: Change = (holder, key) => {
  const value = holder[key]
  if (typeof value === 'number') holder[key] = value - 1
  else if (typeof value === 'boolean') holder[key] = !value
  else if (typeof value === 'string') holder[key] = /^\d/.test(value) ? value.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) : `${value} x`
}

interface Built {
  readonly plans: Readonly<Record<Name, Plan>>
}

/** Both SOPs with one of them changed; undefined when the compiler has something to say. */
function build(name: Name, text: string): Built | undefined {
  const callee = compileSop(sourceFile('refund-approval.yaml', name === 'refund-approval' ? text : complete('refund-approval.yaml')), completeWorld)
  const { called } = callee
  if (callee.diagnostics.length > 0 || !called) return undefined
  const world = { ...completeWorld, sop: () => ({ kind: 'found' as const, sop: called }) }
  const caller = compileSop(sourceFile('returns-standard.yaml', name === 'returns-standard' ? text : complete('returns-standard.yaml')), world)
  return caller.diagnostics.length > 0 || !caller.plan ? undefined : { plans: { 'refund-approval': called.plan, 'returns-standard': caller.plan } }
}

const scenariosOf = (plan: Plan, text: string) => compileScenarios(sourceFile('x.test.yaml', text), plan, organisation, completeVocabulary)

/** All that can be seen of a scenario: what is recorded, what people are shown, what they are refused. */
function seen(plan: Plan, scenario: Scenario): string {
  const shown: unknown[] = []
  const { trace, refusals } = simulate(plan, organisation, scenario, (state) => shown.push(cards(plan, state)))
  return JSON.stringify([trace, refusals, shown]).replaceAll(plan.version, 'VERSION')
}

const first = build('returns-standard', complete('returns-standard.yaml'))!
const scenarios = NAMES.flatMap((name) => scenariosOf(first.plans[name], complete(`${name}.test.yaml`)).scenarios.map((scenario) => [name, scenario] as const))
const before = scenarios.map(([name, scenario]) => seen(first.plans[name], scenario))

/** The same of scenarios that are read anew, because what they may say has changed as well. */
const read = ({ plans }: Built): string =>
  JSON.stringify([
    scenariosOf(plans['returns-standard'], REFUSED).diagnostics,
    ...NAMES.map((name) => {
      const { scenarios: again, diagnostics } = scenariosOf(plans[name], complete(`${name}.test.yaml`))
      return [diagnostics, again.map((scenario) => seen(plans[name], scenario))]
    }),
  ])
const readBefore = read(first)

function isNoticed(name: Name, text: string): boolean {
  const built = build(name, text)
  if (!built) return true
  return scenarios.some(([of, scenario], index) => seen(built.plans[of], scenario) !== before[index]) || read(built) !== readBefore
}

/** Keys that are written out although it would be so without them. */
const USUAL = ['refund-approval steps.0.on.skipped', 'returns-standard steps.8.wait_for']

/** What stands on other parts of the product than the interpreter: the list of SOPs says why there is one, and by when it is to be read again. */
const ELSEWHERE = ['refund-approval why', 'returns-standard why', 'returns-standard review_every']

describe('every key of the complete example', () => {
  it.each(NAMES)('of %s changes what is recorded, shown or refused in some scenario, or is missed', (name) => {
    const unnoticed = waysOf(DOCUMENTS[name]).flatMap((way) => {
      const value = way.reduce<unknown>((of, key) => (of as Record<string | number, unknown>)[key], DOCUMENTS[name])
      const changes = typeof value === 'object' ? [remove] : [remove, vary]
      return changes.every((change) => isNoticed(name, changed(name, way, change))) ? [] : [`${name} ${way.join('.')}`]
    })
    expect(unnoticed.filter((key) => !USUAL.includes(key) && !ELSEWHERE.includes(key))).toEqual([])
  }, 240_000)
})
