import type { FieldType } from '../domain/plan.ts'
import type { Context } from './context.ts'
import { joinMaps } from './expression/types.ts'
import type { Fields } from './expression/types.ts'
import { typeWhen } from './fields.ts'
import type { TriggerDocument } from './schema/sop.ts'

/** What `event` is when any of these triggers may have opened the case: a field that some of them lacks is optional. */
export function eventType(context: Context, triggers: readonly TriggerDocument[]): FieldType {
  if (triggers.some((trigger) => 'on' in trigger && !context.events.has(trigger.on))) return 'any'
  const [first, ...rest] = triggers.map((trigger) => fieldsOf(context, trigger))
  return { map: rest.reduce((all, each) => joinMaps(all, each).map, first ?? {}) }
}

function fieldsOf(context: Context, trigger: TriggerDocument): Fields {
  if ('on' in trigger) return context.events.get(trigger.on)?.fields ?? {}
  if ('called' in trigger) return trigger.called
  if ('every' in trigger) return {}
  return Object.fromEntries(Object.entries(trigger.form ?? {}).map(([name, each]) => [name, typeWhen(each, each.required === true)]))
}
