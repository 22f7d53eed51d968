import { z } from 'zod'
import { byKey, Expression, Name, named, Text } from './common.ts'
import { EDITOR, without } from './editor.ts'

/** More pieces of one kind than this are asked for by nobody, and their upload would never end. */
const MOST = 50

const Count = z.int('expected a whole number').min(0, 'expected 0 or more').max(MOST, `expected at most ${MOST}`)

const HowMany = z
  .union([z.null(), z.literal(true), z.strictObject({ at_least: Count.optional(), at_most: Count.min(1, 'expected at least 1').optional() })], {
    error: 'expected { at_least: NUMBER, at_most: NUMBER }',
  })
  .superRefine((limits, context) => {
    if (limits === null || limits === true || (limits.at_least ?? 0) <= (limits.at_most ?? MOST)) return
    const params = { code: 'SOP203', help: 'write the smaller number under "at_least"' }
    context.addIssue({ code: 'custom', message: `at least ${limits.at_least} and at most ${limits.at_most} cannot both be`, path: ['at_most'], params })
  })

const common = {
  label: Text.optional(),
  /** True, or the outcomes that need it. */
  required: z
    .union([z.boolean(), z.array(Name).min(1, 'expected at least one outcome')], { error: 'expected true, or a list of outcomes' })
    .optional(),
  unless: Expression.optional(),
}

const rule = <Kind extends string>(kind: Kind) =>
  z.strictObject({ [kind]: HowMany, ...common } as { [K in Kind]: typeof HowMany } & typeof common).superRefine((value, context) => {
    const { required, unless } = value as { readonly required?: unknown; readonly unless?: unknown }
    if (required === undefined || unless === undefined) return
    const params = { code: 'SOP210', help: 'say when it is needed with one of them', atKey: true }
    context.addIssue({ code: 'custom', message: '"required" and "unless" both say when it is needed', path: ['required'], params })
  }).register(EDITOR, without('required', 'unless'))

/** Proof that a completion must carry, by name: how many of which kind, and when. */
export const Evidence = named(byKey({ photo: rule('photo'), file: rule('file'), link: rule('link'), scan: rule('scan') }, 'evidence', '{ photo: { at_least: 2 } }, or the same with file, link or scan'))
/** The evidence of a task as the file has it. */
export type EvidenceDocument = z.infer<typeof Evidence>
