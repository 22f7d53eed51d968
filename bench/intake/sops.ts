/** The organisation file of the run: nobody has anything to do, and one source is its own. */
export const ORGANISATION = `
organisation: intake-bench
zone: America/Chicago
sink: lead
people:
  dana: { name: Dana, email: dana@intake.example }
  sam: { name: Sam, email: sam@intake.example }
roles:
  lead: { accountable_for: everything, people: [dana, sam] }
escalations:
  by_hand: { levels: [ { at: breach, to: lead } ] }
sources:
  portal:
    secret: env PORTAL_SECRET
    signature: { header: X-Portal-Signature, algorithm: hmac-sha512, encoding: base64 }
    id: body.delivery_id
    events:
      order_confirmed: { po: text, value: money }
      parcel_ready: { parcel: text, tell_at: text }
`

const sop = (name: string, trigger: string, step: string, outcome: string): string => `
sop: ${name}
title: ${name}
why: To see what becomes of webhooks.
owner: lead
escalation: by_hand
trigger: [ ${trigger} ]
steps:
  - ${step}
outcomes: [${outcome}]
`
const SEEN = `{ id: look, wait: { until: 'instant("2026-01-01T00:00:00Z")' }, finish: seen }`

/** By name. Their cases end as soon as they have begun: what is counted is that each is there, once. */
export const SOPS: Readonly<Record<string, string>> = {
  returned: sop('returned', '{ on: shopify.return_requested, key: event.return_id }', SEEN, 'seen'),
  disputed: sop('disputed', `{ on: stripe.dispute_created, if: 'event.amount >= money("100.00 USD")', key: event.dispute_id }`, SEEN, 'seen'),
  'lost-parcel': sop('lost-parcel', `{ on: easypost.tracker_updated, if: 'event.status == "failure"', key: event.tracking_code }`, SEEN, 'seen'),
  ordered: sop('ordered', `{ on: portal.order_confirmed, if: 'event.value >= money("100.00 USD")', key: event.po }`, SEEN, 'seen'),
  'first-effect': sop('first-effect', '{ on: portal.parcel_ready, key: event.parcel }', `{ id: tell, action: http.post, with: { url: event.tell_at, body: '{ "parcel": event.parcel }' }, finish: told }`, 'told'),
}
