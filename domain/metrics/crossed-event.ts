import type { EventDeclaration } from '../connector.ts'
import { digits } from './words.ts'
import type { InboxItem } from '../ports.ts'
import type { ZoneOffsets } from '../organisation.ts'
import type { Crossed } from './judge.ts'
import { dateAt } from './window.ts'

/** What SOPs can begin with when a number goes beyond its limit. */
export const METRIC_CROSSED: EventDeclaration = {
  name: 'metrics.crossed',
  summary: 'A metric has gone beyond the limit at which somebody must act',
  fields: {
    crossing: 'text', metric: 'text', title: 'text', means: 'text', owner: 'text', record: 'text', group: 'text', value: 'decimal', limit: 'decimal', beyond: 'text',
    sample: 'whole_number', from: 'date', to: 'date',
  },
}

/** The same as something that intake delivers; the same crossing again is a repeat. `offsets` are those of the house's zone. */
export function crossedItem({ metric, value }: Crossed, offsets: ZoneOffsets): InboxItem {
  const { act } = metric
  const id = `${metric.id}/${value.group}/${value.to}`
  const fields = {
    crossing: id, metric: metric.id, title: metric.title, means: metric.is, owner: metric.owner, record: metric.record, group: value.group,
    value: digits(value.value), limit: act?.value ?? 0, beyond: act?.is ?? 'above', sample: value.sample,
    from: dateAt(value.from, offsets), to: dateAt(value.to - 1, offsets),
  }
  return { source: 'metrics', deliveryId: id, eventId: id, topic: 'crossed', body: JSON.stringify(fields), event: { name: METRIC_CROSSED.name, fields } }
}
