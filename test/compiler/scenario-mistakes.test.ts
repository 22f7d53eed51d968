import { describe, expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import { complete, completeOrganisation, completeVocabulary, completeWorld } from './complete-world.ts'

const plan = compileSop(sourceFile('returns-standard.yaml', complete('returns-standard.yaml')), completeWorld).plan!

/** A scenario with these lines; what is wrong with it, and the text at that place. */
function mistakes(...lines: readonly string[]): readonly string[] {
  const given = lines.map((line) => line.split(':')[0])
  const rest = ['event: { return_id: R-1, order_id: O-1, reason: unwanted }', 'starts: 2026-11-20T10:00:00Z', 'expect: { ended_within: 999d }'].filter((line) => !given.includes(line.split(':')[0]))
  const text = `scenarios:\n  - name: x\n${[...rest, ...lines].map((line) => `    ${line}\n`).join('')}`
  const { diagnostics } = compileScenarios(sourceFile('x.test.yaml', text), plan, completeOrganisation.organisation, completeVocabulary)
  return diagnostics.map(({ code, message, help, span }) => `${code} ${text.slice(span.start, span.end)}: ${message}${help === undefined ? '' : ` | ${help}`}`)
}

describe('a scenario that the SOP does not fit', () => {
  it.each<[string, string | RegExp]>([
    ['expect: { outcome: refundet }', 'SOP601 refundet: there is no outcome "refundet" | rename it to "refunded"'],
    ['expect: { effects: [refund.pey] }', 'SOP601 refund.pey: there is no action in this SOP "refund.pey" | rename it to "refund.pay"'],
    ['expect: { messages: [refund_send] }', 'SOP601 refund_send: there is no message in this SOP "refund_send" | rename it to "refund_sent"'],
    ['expect: { visited: [eligibilty] }', 'SOP601 eligibilty: there is no step "eligibilty" | rename it to "eligibility"'],
    ['expect: { not_visited: [refund/aprove] }', 'SOP601 refund/aprove: there is no step "refund/aprove" | rename it to "refund/approve"'],
    ['expect: { owner: { inspec: ana } }', /^SOP601 inspec: there is no step "inspec" \| rename it to "inspect"/],
    ['expect: { owner: { inspect: anna } }', 'SOP601 anna: there is no person "anna" | rename it to "ana"'],
    ['expect: { due: { inspekt: 2026-11-27T13:00:00Z } }', /^SOP601 inspekt: there is no step/],
    ['expect: { open_at: parcels }', 'SOP601 parcels: there is no step "parcels" | rename it to "parcel"'],
    ['expect: { escalations: [{ step: inspect, level: 9 }] }', 'SOP601 9: "inspect" has no level 9 | use one of 1 to 3'],
    ['expect: { escalations: [{ step: inspect, level: 2, to: warehouse_leed }] }', /^SOP601 warehouse_leed: there is no person, role or roster .+ rename it to "warehouse_lead"/],
    ['expect: {}', 'SOP602 {}: "expect" names nothing, so this scenario could never fail | name what must come out, such as { outcome: NAME, effects: [ACTION] }'],
    ['expect: { owner: {} }', 'SOP203 {}: expected at least one step'],
    ['expect: { not_visited: [] }', /^SOP203 .+expected at least one step/],
    ['expect: { outcom: refunded }', 'SOP201 outcom: unknown key "outcom" | rename it to "outcome"'],
    ['expect: { ended_within: 10 }', /^SOP205 10: "10" is not a span of time/],
    ['trigger: shopify.return_request', /^SOP601 shopify.return_request: there is no trigger .+ rename it to "shopify.return_requested"/],
    ['opened_by: danna', /^SOP601 danna: there is no person "danna"/],
    ['event: { return_id: R-1, order_id: O-1, reason: defective }', /^SOP602 \{ .+ \}: this event opens no case: the `if` of the trigger is false/],
    ['event: { return: R-1, order_id: O-1, reason: size }', /^SOP601 return: the trigger "shopify.return_requested" has no "return"/],
    ['event: { return_id: 7, order_id: O-1, reason: size }', /^SOP602 7: "return_id": expected text/],
    ['facts: { order: { qantity: 1 } }', 'SOP601 qantity: the fact has no "qantity" | rename it to "quantity"'],
    ['facts: { order: { value: 80 } }', /^SOP602 80: "value": expected money/],
    ['facts: { days: { x: 1 } }', /^SOP602 days: the fact "days" is computed/],
    ['facts: { order: { fetches: [{ value: 1.00 USD }, { value: x }] } }', /^SOP602 x: "value": expected money/],
    ['facts: { refund: { order: { id: x } } }', /^SOP601 order: there is no fact "order"/],
    ['facts: { refund: { order: 7 } }', /^SOP602 7: "refund" calls another SOP/],
    ['asks: { risk: { after: 1h, value: { scor: 5 } } }', 'SOP601 scor: the fact has no "scor" | rename it to "score"'],
    ['asks: { order: { value: { id: O-1 } } }', /^SOP602 order: nobody is asked for the fact "order"/],
    ['systems: { refund.paid: { ok: {} } }', /^SOP601 refund.paid: there is no action/],
    ['systems: { refund.pay: { okay: {} } }', /^SOP207 .+ needs one of "ok", "fails"/],
    ['events: [{ after: 4d, on: easypost.tracker_update }]', /^SOP601 easypost.tracker_update: there is no event/],
    ['events: [{ after: 4d, on: easypost.tracker_updated, statuss: x }]', 'SOP601 statuss: "easypost.tracker_updated" has no "statuss" | rename it to "status"'],
    ['events: [{ after: 4, on: easypost.tracker_updated }]', /^SOP205 4: "4" is not a span of time/],
    ['events: [{ on: easypost.tracker_updated }]', /^SOP202 .+missing key "after"/],
    ['people: { inspekt: { nobody: true } }', /^SOP601 inspekt: there is no step/],
    ['people: { authorise: { nobody: true } }', /^SOP602 authorise: "authorise" is no task/],
    ['people: { inspect: { after: 3bh, outcome: grade } }', 'SOP601 grade: there is no outcome of "inspect" "grade" | rename it to "graded"'],
    ['people: { inspect: { after: 3bh } }', /^SOP602 .+"inspect" has several outcomes/],
    ['people: { inspect: { after: 3bh, outcome: short, form: { quantiti: 1 } } }', /^SOP601 quantiti: the form of "inspect" has no "quantiti"/],
    ['people: { inspect: { after: 3bh, outcome: short, form: { quantity: one } } }', /^SOP602 one: "quantity": expected whole/],
    ['people: { inspect: { after: 3bh, outcome: short, evidence: { photo: 2 } } }', 'SOP601 photo: there is no evidence of "inspect" "photo" | rename it to "photos"'],
    ['people: { inspect: { after: 3bh, cannot_do: bored } }', /^SOP203 bored: /],
    ['people: { inspect: { after: 3bh, cannot_do: unsafe, outcome: short } }', 'SOP210 outcome: "cannot_do" and "outcome" do not go together | keep one of them'],
    ['people: { inspect: { nobody: true, after: 1h } }', /^SOP210 after: "nobody" and "after"/],
    ['people: { inspect: { outcome: short } }', /^SOP202 .+missing key "after"/],
    ['people: { inspect: [{ nobody: true }, { after: 1h, note: x, outcome: short }] }', /^SOP210 note: "note" belongs to "cannot_do"/],
    ['people: { inspect: { after: 3bh, outcome: short, pause: { after: 1h, reason: waiting_carier } } }', /^SOP601 waiting_carier: .+ rename it to "waiting_carrier"/],
    ['people: { refund/approve: { after: 1h, outcome: approve, by: [dana, olo] } }', /^SOP601 .+ there is no person "olo"/],
    ['exceptions: { authorize: { choose: retry } }', /^SOP601 authorize: .+ rename it to "authorise"/],
    ['exceptions: { authorise: { choose: again } }', /^SOP203 again: /],
    ['confirm: { authorise: yes }', /^SOP602 authorise: "authorise" asks for no yes/],
    ['reopened: { after: 1d, on: easypost.tracker }', /^SOP601 easypost.tracker: there is no event/],
    ['cancel: { after: 1h, by: nobody, because: x }', /^SOP601 nobody: there is no person/],
    ['until: tomorrow', /^SOP203 tomorrow: "tomorrow" is not an instant/],
    ['unitl: 2026-11-20T10:00:00Z', 'SOP201 unitl: unknown key "unitl" | rename it to "until"'],
  ])('says so where it stands: %s', (line, said) => {
    const [first, ...more] = mistakes(line)
    if (typeof said === 'string') expect(first).toBe(said)
    else expect(first).toMatch(said)
    expect(more).toEqual([])
  })

  it('is opened by the first trigger that fits, and only by somebody who may', () => {
    expect(mistakes('trigger: manual', 'event: { return_id: R-1, order_id: O-1, reason: other }', 'opened_by: kate')).toEqual([
      'SOP602 kate: "kate" may not open this SOP by hand | name somebody who is cx_agent or cx_lead',
    ])
    expect(mistakes('trigger: manual', 'event: { order_id: O-1, reason: size }')[0]).toMatch(/the form of the trigger: "return_id": /)
  })

  it('has several mistakes told in one run', () => {
    expect(mistakes('expect: { outcome: x, visited: [y], owner: { z: q } }')).toHaveLength(4)
  })
})
