import { z } from 'zod'
import type { FieldType } from '../../domain/plan.ts'
import { byKey, Count, MoneyText, Name, Text } from './common.ts'
import { EDITOR } from './editor.ts'

const common = {
  label: Text.optional(),
  help: Text.optional(),
  /** True, or the outcomes that need it. */
  required: z
    .union([z.boolean(), z.array(Name).min(1, 'expected at least one outcome')], { error: 'expected true, or a list of outcomes' })
    .optional(),
}
const nothing = z.union([z.literal(true), z.null(), z.strictObject({})], { error: 'expected nothing after it' })
const Options = z
  .array(z.union([Name, z.int()], { error: 'expected a snake_case name or a whole number' }).transform(String))
  .min(1, 'expected at least one choice')
  .max(100, 'expected at most 100 choices')

const DecimalText = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a decimal number')]).transform(String)

const FULL = {
  text: z.strictObject({ text: z.int('expected the longest length, such as text: 80').min(1, 'expected at least 1').max(20_000, 'expected at most 20000'), ...common }),
  whole_number: z.strictObject({
    whole_number: z.union([z.null(), z.literal(true), z.strictObject({ min: z.int().optional(), max: z.int().optional() })]),
    ...common,
  }),
  decimal: z.strictObject({
    decimal: z.union([
      z.null(),
      z.literal(true),
      z.strictObject({ min: DecimalText.optional(), max: DecimalText.optional(), places: Count.optional() }),
    ]),
    ...common,
  }),
  money: z.strictObject({
    money: z.strictObject({
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'expected a currency such as USD')
        .optional(),
      min: MoneyText.optional(),
      max: MoneyText.optional(),
    }),
    ...common,
  }),
  yes_no: z.strictObject({ yes_no: nothing, ...common }),
  date: z.strictObject({ date: nothing, ...common }),
  scan: z.strictObject({ scan: nothing, ...common }),
  choose: z.strictObject({ choose: Options, ...common }),
  choose_many: z.strictObject({ choose_many: Options, ...common }),
}
const SHORT = ['yes_no', 'date', 'scan', 'whole_number', 'decimal']

/** One field of a form: `{ choose: [a, b], required: true }`, or `yes_no` alone. */
export const Field = z.preprocess(
  (value) => (typeof value === 'string' && SHORT.includes(value) ? { [value]: null } : value),
  byKey(FULL, 'a form field', '{ text: 80 }, { choose: [a, b] }, { money: { currency: USD } }, whole_number, decimal, yes_no, date or scan'),
).register(EDITOR, { short: SHORT })
/** A field as the file has it, its short form already written out. */
export type Field = z.infer<typeof Field>

/** The fields of a form by name, in the order in which they are shown. */
export const Form = z.record(Name, Field)
/** A form as the file has it. */
export type Form = z.infer<typeof Form>

const PLAIN = ['text', 'whole_number', 'decimal', 'money', 'yes_no', 'date', 'instant'] as const

/** A type, as `returns` and `slots` write it: `text`, `{ choose: [a, b] }`, `{ list: text }`, `{ map: { sku: text } }`. */
export const TypeName: z.ZodType<FieldType> = z.lazy(() =>
  z.union(
    [
      z.enum(PLAIN),
      z.strictObject({ choose: Options }),
      z.strictObject({ list: z.union([TypeName, z.record(Name, TypeName).transform((map) => ({ map }))]) }),
      z.strictObject({ map: z.record(Name, TypeName) }),
    ],
    { error: `expected a type: ${PLAIN.join(', ')}, { choose: […] }, { list: … } or { map: … }` },
  ),
)
