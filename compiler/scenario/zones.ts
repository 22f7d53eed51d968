import { isObject } from '../../domain/json.ts'
import type { Json } from '../../domain/json.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { isZone } from '../literals.ts'
import type { ScenarioDocument } from '../schema/scenario.ts'
import { planOffsets } from '../zone-offsets.ts'
import type { Tools } from './tools.ts'

/** The zones of the customers that a scenario speaks of, where quiet hours ask for them: whatever stands under `zone` in a value and is one. */
export function readZones({ event, facts, asks, systems }: ScenarioDocument, { organisation }: Tools): Pick<Scenario, 'zones'> {
  if (!organisation?.customerQuiet) return {}
  const named = new Set(zonesIn({ event, facts, asks, systems } as unknown as Json))
  const unknown = [...named].filter((zone) => !Object.hasOwn(organisation.zones, zone) && isZone(zone))
  return unknown.length === 0 ? {} : { zones: Object.fromEntries(unknown.map((zone) => [zone, planOffsets(zone)])) }
}

function zonesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(zonesIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === 'zone' && typeof inner === 'string' ? [inner] : zonesIn(inner)))
}
