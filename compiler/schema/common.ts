import { z } from 'zod'
import type { Code } from '../codes.ts'
import { EDITOR, KINDS } from './editor.ts'
import { helpForKind } from '../shape-help.ts'
import { durationMs, isBusinessTime, isNoTime, readAllowance, readInstant, readMoney } from '../literals.ts'

/** What a complaint of a schema may carry besides its message. */
export interface Complaint {
  readonly code: Code
  readonly help?: string
  /** The key is the culprit, not its value. */
  readonly atKey?: boolean
}

/** A string that `judge` accepts, or its complaint under a code of its own. Editors are told the pattern, which may let more through. */
export function judged(pattern: RegExp, judge: (text: string) => (Complaint & { readonly message: string }) | undefined) {
  const text = z.string().superRefine((given, context) => {
    const complaint = judge(given)
    if (complaint) context.addIssue({ code: 'custom', message: complaint.message, params: { ...complaint } })
  })
  return text.register(EDITOR, { pattern: pattern.source })
}

/** What names of authors look like. */
export const NAME = /^[a-z][a-z0-9_]{0,39}$/

/** Whether text is a name that an author may make up. */
export const isName = (text: string): boolean => NAME.test(text)

/** A name that an author makes up: steps, facts, parameters, outcomes, roles. */
export const Name = judged(NAME, (text) =>
  NAME.test(text) ? undefined : { code: 'SOP206', message: `"${text}" is not a snake_case name`, help: renaming(text, '_') },
)

/** The name of a SOP or an organisation. */
export const KebabName = judged(/^(?=.{1,60}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, (text) =>
  /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) && text.length <= 60
    ? undefined
    : { code: 'SOP206', message: `"${text}" is not a kebab-case name`, help: renaming(text, '-') },
)

function renaming(text: string, joint: string): string {
  // What is called is named without its folder and ending.
  const plain = joint === '-' ? text.replace(/^.*[\\/]/, '').replace(/\.ya?ml$/, '') : text
  const name = plain
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, joint)
    .replace(/^[^a-z]+|[_-]+$/g, '')
    .slice(0, 40)
  return name === '' ? 'begin with a letter' : `rename it to "${name}"`
}

/** Why text is no span of time. Its unit may be right, and the number be nothing or far too large. */
function noSpan(text: string, help: string): Complaint & { readonly message: string } {
  const [, count] = /^(\d+)b?[smhd]$/.exec(text) ?? []
  if (count === undefined) return { code: 'SOP205', message: `"${text}" is not a span of time`, help }
  return /^0+$/.test(count)
    ? { code: 'SOP205', message: `"${text}" is no time at all`, help: 'write a longer time' }
    : { code: 'SOP205', message: `"${text}" is longer than any time that is counted`, help: 'write a shorter time, with at most six digits' }
}

/** `15m`, `4h`, `2d`: time that no calendar bears on. The unit is required, so nobody has to guess what `sla: 30` meant. */
export const Duration = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  judged(/^(?!0+[a-z])[0-9]{1,6}[smhd]$/, (text) => {
    if (durationMs(text) !== undefined) return undefined
    if (isBusinessTime(text))
      return { code: 'SOP205', message: `"${text}" is business time, and this is counted in elapsed time`, help: 'write elapsed time such as 4h or 2d' }
    return noSpan(text, 'write a number with its unit, such as 30m, 4h or 10d')
  }),
)

/** Time that is allowed: `4h` always runs, `30bm` `4bh` `2bd` count while a calendar is open. `none` lets nothing at all pass: `0m`. */
export const timeAllowed = (none: 'none' | 'some' = 'some') =>
  z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    judged(none === 'none' ? /^[0-9]{1,6}([smhd]|b[mhd])$/ : /^(?!0+[a-z])[0-9]{1,6}([smhd]|b[mhd])$/, (text) => {
      const time = readAllowance(text)
      if (time !== undefined && (none === 'none' || !isNoTime(time))) return undefined
      return noSpan(text, 'write a number with its unit, such as 30m, 4h, 4bh or 2bd')
    }),
  )

/** `15.00 USD`: decimal text with its currency. */
export const MoneyText = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  judged(/^-?[0-9]{1,15}(\.[0-9]+)? [A-Z]{3}$/, (text) => {
    const money = readMoney(text)
    if (money && !('problem' in money)) return undefined
    return {
      code: 'SOP205',
      message: money ? money.problem : `"${text}" is not an amount of money`,
      help: 'write decimal text with a currency, such as 15.00 USD',
    }
  }),
)

/** An instant with its zone. */
export const InstantText = judged(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})$/, (text) =>
  readInstant(text) === undefined
    ? { code: 'SOP203', message: `"${text}" is not an instant`, help: 'write it as 2026-11-20T10:00:00Z' }
    : undefined,
)

/** A sentence that people read. */
export const Text = z.string().trim().min(1, 'expected text').max(4000, 'expected at most 4000 characters')

/** An expression. YAML reads `true` and `100` as values of their own; both are expressions too. */
export const Expression = z.union([z.string().min(1, 'expected an expression'), z.number(), z.boolean()], {
  error: 'expected an expression',
})
/** An expression as YAML read it: `Expression` says why it need not be text. */
export type Expression = z.infer<typeof Expression>

/** A cell or value of a table. */
export const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'expected a value, a list, a comparison, a range or not(…)',
})
/** A cell as YAML read it; null, an empty cell, lets everything pass. */
export type Cell = z.infer<typeof Cell>

/** How many visits: a count, never a time. */
export const Count = z.int('expected a whole number').min(1, 'expected at least 1').max(1000, 'expected at most 1000')

/** A map of at most 200 entries by name, so that nothing an author nests by reference grows without end. */
export const named = <T extends z.ZodType>(schema: T) =>
  z
    .record(Name, schema)
    .refine((entries) => Object.keys(entries).length <= 200, 'expected at most 200 entries')
    .register(EDITOR, { maxProperties: 200 })

/** Reads an object by whichever of `kinds` it has as a key, so that complaints are about that kind alone. */
export function byKey<T extends Record<string, z.ZodType>>(kinds: T, what: string, sample = `keys and values, of which one is ${Object.keys(kinds).join(', ')}`) {
  const read = z.unknown().transform((value, context): z.output<T[keyof T]> => {
    const refuse = (message: string, params: Complaint, key?: string): never => {
      context.addIssue({ code: 'custom', message, params: { ...params, atKey: key !== undefined }, path: key === undefined ? [] : [key] })
      return z.NEVER
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(`expected ${what}`, { code: 'SOP203', help: `write ${sample}` })
    const present = Object.keys(kinds).filter((key) => Object.hasOwn(value, key))
    const names = Object.keys(kinds)
      .map((key) => `"${key}"`)
      .join(', ')
    const [only, second] = present
    if (only === undefined) return refuse(`${what} needs one of ${names}`, { code: 'SOP207', help: helpForKind(Object.keys(value), Object.keys(kinds)) })
    if (second !== undefined)
      return refuse(`${what} cannot have both "${only}" and "${second}"`, { code: 'SOP207', help: 'keep one of them' }, second)
    const result = (kinds[only] as z.ZodType).safeParse(value)
    if (result.success) return result.data as z.output<T[keyof T]>
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as never)
    return z.NEVER
  })
  return read.register(KINDS, { what, kinds })
}
