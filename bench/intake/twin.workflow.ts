import { proxyActivities } from '@temporalio/workflow'
import type { Parcel, TwinActivities } from './twin-process.ts'

const partner = proxyActivities<TwinActivities>({ startToCloseTimeout: '30 s', heartbeatTimeout: '3 s', retry: { initialInterval: '1 s', maximumInterval: '60 s' } })

/** What somebody who knows Temporal writes by hand: the webhook starts it, its one ordinary activity tells the partner. */
export async function twinFirstEffect(parcel: Parcel): Promise<string> {
  await partner.tellPartner(parcel)
  return 'told'
}
