import { z } from 'zod'
import { byKey, Duration, Expression, KebabName, Name, named, Text } from './common.ts'
import { Form, TypeName } from './form.ts'
import { Step } from './step.ts'

const Trigger = byKey(
  {
    on: z.strictObject({ on: z.string(), if: Expression.optional(), key: Expression }),
    manual: z.strictObject({ manual: z.array(Name).min(1, 'expected at least one role'), form: Form.optional(), key: Expression }),
  },
  'a trigger',
  { every: 'start the case by hand, with a manual trigger', called: 'start the case by hand, with a manual trigger' },
)
/** A trigger as the file has it; `on` may still name an event that nobody sends. */
export type TriggerDocument = z.infer<typeof Trigger>

const Parameter = z.strictObject({
  value: z.union([z.number(), z.boolean(), z.string().min(1)], { error: 'expected a number, true, false, money or text' }),
  owner: Name,
})

const Unknown = z.union(
  [z.literal('stop'), z.strictObject({ use: z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.json())]) })],
  {
    error: 'expected stop, or { use: VALUE }',
  },
)

const Fact = byKey(
  {
    from: z.strictObject({
      from: z.string(),
      with: z.record(Name, Expression).optional(),
      fresh_for: Duration.optional(),
      unknown: Unknown.optional(),
      returns: z.record(Name, TypeName).optional(),
    }),
    is: z.strictObject({ is: Expression }),
  },
  'a fact',
)
/** A fact as the file has it: read by a connector, or computed. */
export type FactDocument = z.infer<typeof Fact>

/** A whole SOP, as its file must be. Names are checked later; here only the shape. */
export const SopDocument = z.strictObject({
  sop: KebabName,
  title: Text,
  why: Text,
  owner: Name,
  hours: Name.optional(),
  customer: Expression.optional(),
  sla: Duration.optional(),
  escalation: Name.optional(),
  trigger: z.array(Trigger, 'expected a list of triggers').min(1, 'expected at least one trigger'),
  parameters: named(Parameter).default({}),
  facts: named(Fact).default({}),
  let: named(Expression).default({}),
  steps: z.array(Step, 'expected a list of steps').min(1, 'expected at least one step').max(500, 'expected at most 500 steps'),
  outcomes: z.array(Name, 'expected a list of outcomes').min(1, 'expected at least one outcome'),
})
/** A SOP whose shape is right; its names are checked by `resolveNames`, its expressions by `lower`. */
export type SopDocument = z.infer<typeof SopDocument>
