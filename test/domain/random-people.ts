import fc from 'fast-check'
import type { EvidenceRule, Plan, Step } from '../../domain/plan.ts'
import { aField, elapsed, HOUR, is, read, role } from '../harness/plans.ts'

const scan = (change: Partial<EvidenceRule>): EvidenceRule => ({ name: 'code', label: 'Code', kind: 'scan', atLeast: 1, atMost: 2, required: ['other'], ...change })

/** The same SOPs with more for people to do: steps that only suggest or are switched off, approvals, four eyes, evidence, facts that are asked for. */
export const peopled = (plans: fc.Arbitrary<Plan>): fc.Arbitrary<Plan> =>
  fc.tuple(plans, fc.array(fc.nat(11), { minLength: 20, maxLength: 20 })).map(([plan, seeds]) => withPeople(plan, seeds))

const withPeople = (plan: Plan, seeds: readonly number[]): Plan => ({
  ...plan,
  pauses: { ...plan.pauses, waiting: { within: elapsed(2 * HOUR) } },
  steps: plan.steps.map((step, index) => withMore(step, seeds[index % seeds.length] ?? 0)),
  facts: Object.fromEntries(Object.entries(plan.facts).map(([name, fact]) => [name, fact.kind === 'from' && (seeds[0] ?? 0) % 2 ? { ...fact, unknown: { do: 'ask', role: 'clerk' }, fields: [aField('value', { required: true })] } : fact])),
  calls: Object.fromEntries(Object.entries(plan.calls).map(([name, called]) => [name, withPeople(called, seeds.slice(1))])),
})

function withMore(step: Step, seed: number): Step {
  if (step.kind === 'action' || step.kind === 'message' || step.kind === 'decide') return { ...step, mode: seed < 4 ? 'suggest' : seed === 4 ? 'off' : 'auto' }
  if (step.kind !== 'task') return step
  return {
    ...step,
    ...(seed < 4 ? { approvals: { of: [role('clerk'), role('lead')], need: 2 }, assign: role('clerk') } : {}),
    ...(seed % 3 === 0 ? { notSameAs: [[is('ana'), is(null), read('case.opened_by'), read('event.gone')][seed % 4] ?? is(null)] } : {}),
    ...(seed % 4 === 1 ? { evidence: [scan(seed % 2 ? {} : { unless: is(true) })] } : {}),
  }
}
