import { ENDS } from './deliveries/over.ts'
import { writeInstant } from './instant.ts'
import { own } from './json.ts'
import type { Organisation } from './organisation.ts'
import type { TimelineEntry } from './views.ts'
import { sayVia } from './words.ts'

const ENDINGS: readonly string[] = ENDS.filter((type) => type !== 'step_finished')
const HANDS: readonly string[] = ['assigned', 'acknowledged', 'released', 'handed_off', 'reopened', 'paused', 'resumed']

/** The last that the record says of how a step ended, or also of whose it became; undefined where it says nothing. */
export const lastChange = (timeline: readonly TimelineEntry[], step: string, of: 'end' | 'any'): TimelineEntry | undefined =>
  timeline.filter((line) => line.step === step && (ENDINGS.includes(line.type) || (of === 'any' && HANDS.includes(line.type)))).at(-1)

/** The text with the names of people where it has their ids. */
export const withPeople = (text: string, { people }: Pick<Organisation, 'people'>): string => text.replaceAll(/[\w.@-]+/g, (word) => own(people, word)?.name ?? word)

/** Who, what, by which way and when: `Bo took Inspect the parcel, in Slack, at 2026-11-20T10:00:00Z`. */
export function changeWords({ text, via, at }: TimelineEntry, organisation: Pick<Organisation, 'people'>): string {
  const way = sayVia(via)
  return `${withPeople(text, organisation)}${way === undefined ? '' : `, ${way}`}, at ${writeInstant(at)}`
}
