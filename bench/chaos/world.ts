import { chance, oneOf } from './chance.ts'
import type { House } from './house.ts'
import type { Opened } from './opening.ts'
import { tellSource } from './openings.ts'

/** A case that waits for something outside, and for what. */
export interface Waiting {
  readonly caseId: string
  readonly opened: Opened
  /** The step's path. */
  readonly step: string
  /** How often the world has done something about it. */
  readonly nudges: number
}

type Happens = (world: World, waiting: Waiting) => Promise<unknown>
interface World {
  readonly house: House
  readonly seed: number
  /** Ticket of an order, made when its customer writes for the first time. */
  readonly tickets: Map<string, number>
}

const scan = (status: string, of: (waiting: Waiting, house: House) => Promise<string | undefined> | string | undefined = ({ opened }) => opened.tracking): Happens => async ({ house }, waiting) => {
  const tracker = await of(waiting, house)
  if (tracker === undefined) return
  await house.ask('easypost', 'scan', { tracker, status, status_detail: 'status_update' })
}

/** The tracker of a label that the case has bought. */
async function labelOf({ caseId }: Waiting, house: House): Promise<string | undefined> {
  const { body } = await house.as('ana', `/api/cases/${encodeURIComponent(caseId)}`)
  const effects = (body as { effects?: readonly { action: string; result: { tracker_id?: string } | null }[] } | null)?.effects ?? []
  return effects.find(({ action }) => action === 'easypost.return_label')?.result?.tracker_id
}

const customerWrites: Happens = async ({ house, tickets }, { opened: { orderId, orderName } }) => {
  const ticket = tickets.get(orderId) ?? (await house.ask<{ ticket: number }>('zendesk', 'tickets', { orderRef: orderName, orderId, intent: 'question', text: 'about my order', deliver: false, email: 'customer@example.com' })).ticket
  tickets.set(orderId, ticket)
  await house.ask('zendesk', 'reply', { ticket, text: 'yes, please' })
}

const supplier = (event: string, fields: object): Happens => async ({ house, seed }, { opened: { po }, caseId, nudges }) => {
  if (po) await tellSource({ house, seed, n: Math.floor(chance(caseId, nudges) * 1e9) }, 'supplier_portal', event, { po: po.po, line: po.line, ...fields })
}

const delayAnswered = (answer: string): Happens => async ({ house, seed }, { opened: { po, waiting = [] }, caseId, nudges }) => {
  for (const order of waiting) await tellSource({ house, seed, n: Math.floor(chance(caseId, nudges, order) * 1e9) }, 'shop_page', 'delay_answered', { order_id: order, po_line: `${po?.po}/${po?.line}`, answer, text: 'as I said' })
}

const service = (does: string): Happens => ({ house }, { opened: { orderName } }) => house.ask('shop', 'fulfilment', { orderName, does }).catch(() => undefined)

/** What a step that waits may hear, by SOP and path; what is not here passes with time. */
const HAPPENS: Readonly<Record<string, Happens>> = {
  'returns-standard:first_scan': scan('in_transit'),
  'returns-standard:dock': scan('delivered'),
  'return-damaged-photo-evidence:seen/photographs': customerWrites,
  'return-damaged-photo-evidence:choice': customerWrites,
  'return-damaged-photo-evidence:parcel': scan('in_transit', labelOf),
  'chargeback:result': async ({ house, seed }, { opened: { dispute } }) => house.ask('stripe', 'dispute/end', { dispute, status: oneOf(['won', 'lost'], seed, dispute ?? '') }),
  'reroute-carrier-exception:damp': scan('out_for_delivery'),
  'reroute-carrier-exception:reply': customerWrites,
  'reroute-carrier-exception:next_try': scan('delivered'),
  'reroute-carrier-exception:collected': scan('delivered'),
  'reroute-carrier-exception:resolve': scan('delivered'),
  'lost-in-transit-claim:watch': scan('delivered'),
  'lost-in-transit-claim:reply': customerWrites,
  'lost-in-transit-claim:way_back': scan('in_transit', labelOf),
  'reroute-address-change:answer': customerWrites,
  'reroute-address-change:correction': customerWrites,
  'reroute-address-change:give_back/service_answer': service('accept-cancellation'),
  'reroute-address-change:carrier_answer': scan('delivered'),
  'backup-location-reroute:service_answer': service('accept-cancellation'),
  'backup-location-reroute:accepted': service('accept'),
  'supplier-delay:answer': supplier('po_replied', { text: 'we ship next week', automatic: false }),
  'supplier-delay:answer_soon': supplier('po_replied', { text: 'we ship next week', automatic: false }),
  'supplier-delay:goods': supplier('po_line_arrived', { quantity: 5 }),
  'supplier-delay:orders/reply': delayAnswered('wait'),
  'supplier-delay:orders/reply_day': delayAnswered('wait'),
  'supplier-delay:without/offer_reply': delayAnswered('substitute'),
}

/** How far a clock is wound at the n-th time: a little first, so that what comes in between is met. */
const STEPS = ['3h', '1d', '2d', '4d', '8d', '16d', '32d'] as const

/** What goes on outside while cases wait: customers, carriers, banks and suppliers do their part, or time passes. */
export function openWorld(house: House, seed: number) {
  const world: World = { house, seed, tickets: new Map() }
  let winds = 0
  return {
    get winds() { return winds },
    /** Three times out of four what is waited for comes; otherwise, and where nothing can come, time passes. */
    async goesOn(waiting: Waiting): Promise<void> {
      const happens = HAPPENS[`${waiting.opened.sop}:${waiting.step.replaceAll(/\[\d+\]/g, '')}`]
      if (happens && waiting.nudges < 4 && chance(seed, waiting.opened.key, waiting.step, waiting.nudges) < 0.75) await happens(world, waiting).catch(() => undefined)
      else await this.timePasses(waiting.caseId, STEPS[Math.min(waiting.nudges, STEPS.length - 1)] ?? '1d')
    },
    /** Winds the clock of a case. */
    async timePasses(caseId: string, by: string): Promise<void> {
      winds += 1
      await house.as('ravi', `/api/cases/${encodeURIComponent(caseId)}/wind`, { commandId: `wind ${winds} ${Date.now()}`, by })
    },
  }
}
