import type { EventDeclaration } from '../../domain/connector.ts'

/**
 * What EasyPost tells of. `status` and `status_detail` are the vendor's words (`in_transit`, `delivery_exception`), `unknown` where it
 * says nothing. Carriers use tracking codes again: where the tracker's id is known, compare that.
 */
export const easypostEvents: readonly EventDeclaration[] = [
  {
    name: 'easypost.tracker_updated',
    summary: 'A parcel was scanned or its tracker changed (tracker.updated); the place and the time are those of the last scan',
    fields: {
      tracker_id: 'text',
      tracking_code: 'text',
      carrier: 'text',
      status: 'text',
      status_detail: 'text',
      message: { optional: 'text' },
      scanned_at: { optional: 'instant' },
      city: { optional: 'text' },
      state: { optional: 'text' },
      zip: { optional: 'text' },
      country: { optional: 'text' },
      estimated_delivery: { optional: 'instant' },
      signed_by: { optional: 'text' },
      shipment_id: { optional: 'text' },
      is_return: 'yes_no',
    },
  },
]
