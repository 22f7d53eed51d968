import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSops } from '../../compiler/load.ts'
import { compileSop } from '../../compiler/compile.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import { judge } from '../../domain/judge.ts'
import { simulate } from '../../domain/simulate.ts'
import { complete, completeOrganisation, completeVocabulary, completeWorld } from './complete-world.ts'

const loaded = await loadSops(join(import.meta.dirname, 'fixtures/complete'), completeVocabulary)
const cases = loaded.scenarios.flatMap((file) => file.scenarios.map((scenario) => ({ ...file, scenario, name: scenario.name })))

describe('the scenarios of the complete example', () => {
  it('are read without a word', () => {
    expect(loaded.diagnostics).toEqual([])
  })

  it.each(cases)('$name', ({ plan, organisation, scenario }) => {
    expect(judge(scenario, simulate(plan, organisation, scenario))).toEqual([])
  })
})

/** Word for word what a reader of the language sees, where nobody has to approve so little. */
const SHOWN = `organisation: ./organisation.yaml         # optional; default beside the SOPs
scenarios:
  - name: grade B on day 33 is store credit
    starts: 2026-11-20T10:00:00Z
    event: { return_id: R-1, order_id: O-1, reason: unwanted }
    facts:
      order: { id: O-1, customer: { id: C-1, email: a@example.com }, value: 80.00 USD, quantity: 1, final_sale: false, delivered_at: 2026-10-18T15:00:00Z, return_status: OPEN }
      risk: { score: 5 }
    systems:                                # what connectors answer; default ok with an empty result
      shopify.approve_return: { ok: { tracking_code: EZ1 } }
      refund.pay: [ { fails: timeout }, { ok: { amount: 72.00 USD, reference: re_1 } } ]     # first try, second try
    events: [ { after: 4d, on: easypost.tracker_updated, status: delivered, tracking_code: EZ1 } ]
    people: { inspect: { after: 3bh, outcome: graded, form: { grade: b, quantity: 1 }, evidence: { photos: 2 } } }
    expect:
      outcome: refunded
      effects: [shopify.approve_return, refund.pay, inventory.dispose, ledger.note]    # step order, then branch order in the file; a retry counts once
      messages: [refund_sent]
      visited: [eligibility, authorise, parcel, inspect, disposition, refund, books, tell]
      not_visited: [risk_review, short_review]
      owner: { inspect: ana }
      due: { inspect: 2026-11-27T13:00:00Z }  # with dock open mon-fri 07:00-19:00 Chicago and 26 November a holiday
      escalations: 0                          # a number, or [ { step: inspect, level: 2, to: warehouse_lead, at: … } ]
      ended_within: 10d
`

describe('the scenario that the language shows', () => {
  it('comes out as it says', () => {
    const callee = sourceFile('refund-approval.yaml', complete('refund-approval.yaml').replace('value: 40.00 USD', 'value: 100.00 USD'))
    const { called } = compileSop(callee, completeWorld)
    const { plan } = compileSop(sourceFile('returns-standard.yaml', complete('returns-standard.yaml')), { ...completeWorld, sop: () => ({ kind: 'found', sop: called! }) })
    const { scenarios, diagnostics } = compileScenarios(sourceFile('returns-standard.test.yaml', SHOWN), plan!, completeOrganisation.organisation, completeVocabulary)
    expect(diagnostics).toEqual([])
    expect(scenarios.map((scenario) => judge(scenario, simulate(plan!, completeOrganisation.organisation!, scenario)))).toEqual([[]])
  })

  it('visits every step and ends in every way that the SOP has', () => {
    const visited = new Set(cases.flatMap(({ plan, organisation, scenario }) => (plan.sop === 'returns-standard' ? simulate(plan, organisation, scenario) : undefined) ?? []).flatMap((result) => [...result.visited, ...result.visitedInside]))
    const plan = cases.find((each) => each.plan.sop === 'returns-standard')!.plan
    expect(plan.steps.map(({ id }) => id).filter((id) => !visited.has(id))).toEqual([])
    expect(plan.outcomes.filter((outcome) => !cases.some(({ scenario }) => scenario.expect.outcome === outcome))).toEqual([])
  })
})
