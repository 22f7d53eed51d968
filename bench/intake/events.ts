import { createHmac } from 'node:crypto'
import { numbersFrom } from '../numbers.ts'

/** The secrets that sender and product share in a run. */
export const SECRETS = { shopify: 'bench shop secret', stripe: 'whsec_bench', easypost: 'bench easypost secret', zendesk: 'bench zendesk secret', portal: 'bench portal secret' } as const
/** Who sends. */
export type Vendor = keyof typeof SECRETS

/** One webhook as it goes over the wire, but for its signature where that holds the time. */
export interface Sent {
  readonly vendor: Vendor
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** What is told in one phase: so many events, of which the first `openers` open so many cases. */
export interface Telling {
  /** Added to an event's number, so that phases of a run do not know each other's events. */
  readonly from: number
  readonly events: number
  readonly openers: number
  readonly cases: number
}

/** Every tenth case is told of twice, under two events: the second belongs to the case of the first. */
export const tellingOf = (from: number, events: number, cases: number): Telling => ({ from, events, cases, openers: Math.min(events, Math.floor(cases * 1.1)) })

/** The case that an event opens or belongs to, as `SOP KEY`; undefined for one that opens none. */
export function caseOf(telling: Telling, event: number): string | undefined {
  if (event >= telling.openers) return undefined
  const of = telling.from + (event % telling.cases)
  switch (of % 4) {
    case 0: return `returned gid://shopify/Return/${of}`
    case 1: return `disputed du_${of}`
    case 2: return `lost-parcel EZ${of}`
    default: return `ordered PO-${of}`
  }
}

/**
 * One copy of an event, in the shape of its vendor. A repeat is the very same, or what the vendor makes of it: Shopify tells one event
 * under several ids of deliveries.
 */
export function sentOf(telling: Telling, event: number, copy: number): Sent {
  const number = telling.from + event
  if (event < telling.openers) {
    const of = telling.from + (event % telling.cases)
    switch (of % 4) {
      case 0: return shopify('returns/request', number, copy, returned(of))
      case 1: return stripe(number, 'charge.dispute.created', dispute(of, 25_000))
      case 2: return easypost(number, tracker(of, 'failure'))
      default: return portal(number, order(number, of, '250.00'))
    }
  }
  switch (number % 8) {
    case 0: return shopify('inventory_levels/update', number, copy, { inventory_item_id: 800_000_000_000_000 + number, location_id: 655_441_491, available: number % 50, updated_at: '2026-11-20T09:14:11-06:00', admin_graphql_api_id: `gid://shopify/InventoryLevel/655441491?inventory_item_id=${number}` })
    case 1: return shopify('orders/create', number, copy, { ...someOrder(number), test: false })
    case 2: return shopify('orders/edited', number, copy, { order_edit: { id: number, app_id: null, created_at: '2026-11-20T09:14:11-06:00', notify_customer: false, order_id: 8_209_829_119 + number, staff_note: '', line_items: { additions: [], removals: [] } } })
    case 3: return stripe(number, 'charge.succeeded', { id: `ch_${number}`, object: 'charge', amount: 4_200, currency: 'usd', paid: true, metadata: { order_id: `gid://shopify/Order/${number}` }, billing_details: person(number) })
    case 4: return stripe(number, 'charge.dispute.created', dispute(number, 1_500))
    case 5: return easypost(number, tracker(number, 'in_transit'))
    case 6: return zendesk({ type: 'ticket_created', ticket_id: String(number), url: `https://harbour.zendesk.example/agent/tickets/${number}`, requester_email: `buyer${number}@mail.example`, order_ref: `#${number}`, order_id: '', intent_code: 'where_is_it', text: 'Hello, my parcel should have been here on Monday. Where is it?', created_at: '2026-11-20T15:14:11Z' })
    default: return portal(number, order(number, number, '12.50'))
  }
}

/** Which event each delivery tells, and which copy of it: every event once, repeats of events drawn by chance, all in an order drawn by chance. */
export function shuffled({ events }: Telling, deliveries: number, seed: number): { readonly event: Uint32Array; readonly copy: Uint8Array } {
  const numbers = numbersFrom(seed)
  const [event, copy, copies] = [new Uint32Array(deliveries), new Uint8Array(deliveries), new Uint8Array(events)]
  for (let at = 0; at < deliveries; at += 1) {
    const of = at < events ? at : Math.floor(numbers() * events)
    event[at] = of
    copy[at] = copies[of]!++
  }
  for (let at = deliveries - 1; at > 0; at -= 1) {
    const other = Math.floor(numbers() * (at + 1))
    ;[event[at], event[other]] = [event[other]!, event[at]!]
    ;[copy[at], copy[other]] = [copy[other]!, copy[at]!]
  }
  return { event, copy }
}

/** The number of an event in the id under which the product keeps it. */
export const numberIn = (eventId: string): number => Number(/(\d+)(?!.*\d)/.exec(eventId)?.[1] ?? Number.NaN)

const hmac = (algorithm: string, secret: string, ...parts: readonly string[]) => parts.reduce((mac, part) => mac.update(part, 'utf8'), createHmac(algorithm, secret))

function shopify(topic: string, number: number, copy: number, of: object): Sent {
  const body = JSON.stringify(of)
  const delivery = copy % 2 === 0 ? `wh-${copy}-${number}` : `wh-${copy - 1}-${number}`
  return {
    vendor: 'shopify', body,
    headers: {
      'X-Shopify-Topic': topic, 'X-Shopify-Shop-Domain': 'harbour-goods.myshopify.com', 'X-Shopify-API-Version': '2026-10', 'X-Shopify-Webhook-Id': delivery, 'X-Shopify-Event-Id': `event-${number}`,
      'X-Shopify-Triggered-At': '2026-11-20T15:14:11.000Z', 'X-Shopify-Hmac-SHA256': hmac('sha256', SECRETS.shopify, body).digest('base64'),
    },
  }
}

function stripe(number: number, type: string, object: object): Sent {
  const body = JSON.stringify({ id: `evt_${number}`, object: 'event', api_version: '2026-09-30', created: 1_795_000_000, livemode: true, pending_webhooks: 1, request: { id: null, idempotency_key: null }, type, data: { object } })
  const at = Math.floor(Date.now() / 1_000)
  return { vendor: 'stripe', body, headers: { 'Stripe-Signature': `t=${at},v1=${hmac('sha256', SECRETS.stripe, `${at}.`, body).digest('hex')}` } }
}

function easypost(number: number, result: object): Sent {
  const body = JSON.stringify({ id: `evt_${number}`, object: 'Event', mode: 'production', description: 'tracker.updated', created_at: '2026-11-20T15:14:11Z', status: 'pending', pending_urls: [], completed_urls: [], result })
  return { vendor: 'easypost', body, headers: { 'X-Hmac-Signature': `hmac-sha256-hex=${hmac('sha256', SECRETS.easypost, body).digest('hex')}` } }
}

function zendesk(of: object): Sent {
  const body = JSON.stringify(of)
  const time = new Date().toISOString()
  return { vendor: 'zendesk', body, headers: { 'X-Zendesk-Webhook-Signature': hmac('sha256', SECRETS.zendesk, time, body).digest('base64'), 'X-Zendesk-Webhook-Signature-Timestamp': time } }
}

function portal(number: number, of: object): Sent {
  const body = JSON.stringify({ delivery_id: `d-${number}`, ...of })
  return { vendor: 'portal', body, headers: { 'X-Portal-Signature': hmac('sha512', SECRETS.portal, body).digest('base64') } }
}

/** A webhook of the source that the organisation file declares, signed as that says. */
export const parcelReady = (number: number, tellAt: string): Sent => portal(number, { event: 'parcel_ready', parcel: `P-${number}`, tell_at: tellAt })

const order = (number: number, of: number, amount: string) => ({ event: 'order_confirmed', po: `PO-${of}`, value: { amount, currency: 'USD' }, confirmed_by: `clerk ${number % 7}` })

const person = (number: number) => ({ name: 'Maria Miller', email: `maria.miller${number}@mail.example`, phone: '+13125550143', address: { line1: '20 W Kinzie St', city: 'Chicago', state: 'IL', postal_code: '60654', country: 'US' } })

const returned = (of: number) => ({
  admin_graphql_api_id: `gid://shopify/Return/${of}`, id: of, name: `#${of}-R1`, status: 'requested', order: { admin_graphql_api_id: `gid://shopify/Order/${of}`, id: of },
  customer: { admin_graphql_api_id: `gid://shopify/Customer/${of}`, ...person(of) },
  return_line_items: [{ id: of, quantity: 1, return_reason: 'unwanted', return_reason_note: '', customer_note: 'Too small for me, please take it back.', fulfillment_line_item: { id: of, line_item: { id: of, admin_graphql_api_id: `gid://shopify/LineItem/${of}` } } }],
})

const dispute = (of: number, amount: number) => ({
  id: `du_${of}`, object: 'dispute', amount, currency: 'usd', charge: `ch_${of}`, created: 1_795_000_000, reason: 'product_not_received', status: 'needs_response', is_charge_refundable: false,
  evidence_details: { due_by: 1_796_000_000, has_evidence: false, past_due: false, submission_count: 0 }, metadata: { order_id: `gid://shopify/Order/${of}` }, payment_intent: `pi_${of}`,
  payment_method_details: { type: 'card', card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '13.1' } },
})

const tracker = (of: number, status: string) => ({
  id: `trk_${of}`, object: 'Tracker', mode: 'production', tracking_code: `EZ${of}`, status, status_detail: 'arrived_at_facility', weight: 614, carrier: 'USPS', shipment_id: `shp_${of}`, est_delivery_date: '2026-11-23T00:00:00Z', is_return: false, public_url: `https://track.easypost.com/${of}`,
  tracking_details: [1, 2, 3].map((scan) => ({ object: 'TrackingDetail', message: 'Arrived at USPS Regional Facility', status, status_detail: 'arrived_at_facility', datetime: `2026-11-${10 + scan}T04:20:00Z`, source: 'USPS', tracking_location: { object: 'TrackingLocation', city: 'CHICAGO', state: 'IL', country: 'US', zip: '60654' } })),
})

const someOrder = (number: number) => ({
  id: 8_209_829_119 + number, admin_graphql_api_id: `gid://shopify/Order/${number}`, name: `#${number}`, created_at: '2026-11-20T09:14:11-06:00', currency: 'USD', total_price: '398.00', financial_status: 'paid', fulfillment_status: null, customer: person(number),
  line_items: [1, 2].map((line) => ({ id: number * 10 + line, title: 'Cotton shirt, blue, long sleeves', quantity: line, price: '199.00', sku: `SKU-${line}`, grams: 200, taxable: true, vendor: null, properties: [], tax_lines: [] })),
})
