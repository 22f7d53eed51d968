import { z } from 'zod'
import { readEvery } from '../../organisation/literals.ts'
import { judged, Name, Text } from '../common.ts'
import { EDITOR, oneOfKeys } from '../editor.ts'
import { Moment, WallTimeText, Week, Zone } from './times.ts'

const Every = judged(/^[1-9][0-9]{0,2} (hour|day|week|month)s?$/, (text) =>
  readEvery(text) === undefined
    ? { code: 'SOP205', message: `"${text}" is not the length of a turn`, help: 'write a number of hours, days, weeks or months, such as 1 week' }
    : undefined,
)

const Turn = z.union([Name, z.array(Name).min(1, 'expected at least one person').max(50, 'expected at most 50 people')], {
  error: 'expected a person, or a list of people who are on together',
})

const Rotation = z
  .strictObject({
    every: Every,
    from: WallTimeText,
    people: z.array(Turn).min(1, 'expected at least one person').max(200, 'expected at most 200 turns'),
    advance_on: z.enum(['calendar', 'working_days'], 'expected working_days or calendar').optional(),
    calendar: Name.optional(),
  })
  .superRefine((rotation, context) => {
    const refuse = (code: 'SOP207' | 'SOP210', key: string, message: string, help: string): void =>
      context.addIssue({ code: 'custom', message, path: [key], params: { code, help, atKey: true } })
    const turnsOnWorkingDays = rotation.advance_on === 'working_days'
    if (turnsOnWorkingDays && rotation.calendar === undefined)
      refuse('SOP207', 'advance_on', 'no calendar says what a working day is here', 'add "calendar"')
    if (turnsOnWorkingDays && readEvery(rotation.every)?.unit !== 'day')
      refuse('SOP210', 'advance_on', 'only turns of days can count working days', 'write every: 1 day, or remove "advance_on"')
    if (!turnsOnWorkingDays && rotation.calendar !== undefined)
      refuse('SOP210', 'calendar', 'this rotation does not count working days', 'add advance_on: working_days, or remove "calendar"')
  })
  .register(EDITOR, {
    dependentRequired: { calendar: ['advance_on'] },
    if: { properties: { advance_on: { const: 'working_days' } }, required: ['advance_on'] },
    then: { required: ['calendar'] },
  })

const Layer = z.strictObject({
  name: Text.optional(),
  priority: z.int('expected a whole number').min(-1000, 'expected at least -1000').max(1000, 'expected at most 1000').optional(),
  rotation: Rotation,
  hours: Week.optional(),
})
/** A layer as the file has it. */
export type LayerDocument = z.infer<typeof Layer>

const Override = z
  .strictObject({
    from: Moment,
    to: Moment,
    replace: Name.optional(),
    with: Name.optional(),
    add: Name.optional(),
    remove: Name.optional(),
    because: Text.optional(),
  })
  .superRefine((override, context) => {
    const kinds = (['replace', 'add', 'remove'] as const).filter((key) => override[key] !== undefined)
    const refuse = (message: string, help: string, key?: string): void =>
      context.addIssue({ code: 'custom', message, path: key === undefined ? [] : [key], params: { code: 'SOP207', help, atKey: key !== undefined } })
    if (kinds.length === 0) refuse('an override replaces, adds or removes somebody', 'add "replace" with "with", "add" or "remove"')
    else if (kinds[1] !== undefined) refuse(`an override cannot have both "${kinds[0] ?? ''}" and "${kinds[1]}"`, 'write two overrides', kinds[1])
    else if (kinds[0] === 'replace' && override.with === undefined) refuse('nobody is named who replaces them', 'add "with"', 'replace')
    else if (kinds[0] !== 'replace' && override.with !== undefined) refuse('"with" goes with "replace" only', 'remove it', 'with')
  })
  .register(EDITOR, { ...oneOfKeys('replace', 'add', 'remove'), dependentRequired: { with: ['replace'], replace: ['with'] } })
/** An override as the file has it. */
export type OverrideDocument = z.infer<typeof Override>

const Swap = z.strictObject({ from: Moment, to: Moment, of: Name, taken_by: Name.optional() })

/** Who is on when. */
export const RosterDocument = z.strictObject({
  zone: Zone.optional(),
  one: z.boolean().optional(),
  fallback: Name.optional(),
  layers: z.array(Layer).min(1, 'expected at least one layer').max(50, 'expected at most 50 layers'),
  overrides: z.array(Override).max(1000, 'expected at most 1000 overrides').optional(),
  swaps: z.array(Swap).max(1000, 'expected at most 1000 swaps').optional(),
})
/** A roster as the file has it. */
export type RosterDocument = z.infer<typeof RosterDocument>

/** Somebody is away. */
export const AbsenceDocument = z.strictObject({ person: Name, from: Moment, to: Moment, because: Text.optional(), cover: Name.optional() })
/** An absence as the file has it. */
export type AbsenceDocument = z.infer<typeof AbsenceDocument>
