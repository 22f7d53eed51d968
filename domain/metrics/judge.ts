import type { Metric, MetricValue } from './metric.ts'
import type { Window } from './select.ts'

/** A value by which somebody must act, while the one before it was not such. */
export interface Crossed {
  readonly metric: Metric
  readonly value: MetricValue & { readonly value: number }
  /** What it was before; null where it was not known. */
  readonly before: number | null
}

/** Whether a value is one by which somebody must act. One without enough behind it never is. */
export function isBeyond({ act }: Pick<Metric, 'act'>, { value, sample }: Pick<MetricValue, 'value' | 'sample'>): boolean {
  if (act === null || value === null || sample < act.from) return false
  return act.is === 'above' ? value > act.value : value < act.value
}

/** The values that have just gone beyond their limits; one that was beyond it before is somebody's case already. */
export function crossings(metric: Metric, values: readonly MetricValue[], before: (group: string) => MetricValue | undefined): readonly Crossed[] {
  return values.flatMap((each) => {
    const last = before(each.group)
    if (each.value === null || !isBeyond(metric, each) || (last !== undefined && isBeyond(metric, last))) return []
    return [{ metric, value: { ...each, value: each.value }, before: last?.value ?? null }]
  })
}

/**
 * Groups that had a value when they were measured last and have nothing behind them in this window: without a value, once. Otherwise one
 * that was beyond its limit would count as beyond it for ever, and nobody would hear of it when it is so again.
 */
export function vanished({ id }: Pick<Metric, 'id'>, values: readonly MetricValue[], latest: readonly MetricValue[], { from, to }: Window): readonly MetricValue[] {
  const there = new Set(values.map(({ group }) => group))
  return latest.filter(({ metric, group, value }) => metric === id && value !== null && !there.has(group)).map(({ group }) => ({ metric: id, group, from, to, value: null, sample: 0 }))
}
