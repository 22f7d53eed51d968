import { z } from 'zod'
import { judged, MoneyText, Name } from '../common.ts'
import { EDITOR } from '../editor.ts'
import { TypeName } from '../form.ts'
import { Secret } from './times.ts'

const Address = judged(/^https:\/\/\S+$/, (text) => {
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return undefined
  return { code: 'SOP203', message: `"${text}" is not the address of a web service`, help: 'write it with https, such as https://risk.shop.example/score' }
})

const Host = z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/, 'expected a host such as risk.shop.example')

const settings = { hosts: z.array(Host).min(1, 'expected at least one host').max(100, 'expected at most 100 hosts').optional(), secret: Secret.optional() }

/** What provides a capability: a connector by its name, or a web service by its address; for `http` itself its settings. */
export const SystemDocument = z.union([Name, z.strictObject({ http: Address, secret: settings.secret }), z.strictObject(settings)], {
  error: 'expected a connector, or { http: https://… }',
})
/** A system as the file has it. */
export type SystemDocument = z.infer<typeof SystemDocument>

/** `refund.pay`. */
export const ActionName = judged(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, (text) =>
  /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(text)
    ? undefined
    : { code: 'SOP206', message: `"${text}" is not the name of an action`, help: 'write it as refund.pay' },
)

const Limit = MoneyText.refine((text) => !String(text).startsWith('-'), 'expected an amount that is not negative').register(EDITOR, { not: { pattern: '^-' } })

/** The most that may be paid, in one transaction with the paying itself. */
export const LimitsDocument = z
  .strictObject({ per_case: Limit.optional(), per_day: Limit.optional(), per_person_day: Limit.optional() })
  .refine((limits) => Object.keys(limits).length > 0, 'expected at least one of per_case, per_day and per_person_day')
  .register(EDITOR, { minProperties: 1 })
/** Limits as the file has them. */
export type LimitsDocument = z.infer<typeof LimitsDocument>

const Header = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/

/** A signed webhook of a system without a connector. */
export const SourceDocument = z.strictObject({
  secret: Secret,
  signature: z.strictObject({
    header: z.string().regex(Header, 'expected the name of a header such as X-Signature'),
    algorithm: z.enum(['hmac-sha256', 'hmac-sha1', 'hmac-sha512'], 'expected hmac-sha256, hmac-sha1 or hmac-sha512'),
    encoding: z.enum(['hex', 'base64'], 'expected hex or base64'),
  }),
  id: z
    .string()
    .regex(/^(body(\.[A-Za-z0-9_-]{1,80}){1,10}|header\.[A-Za-z0-9_-]{1,80})$/, 'expected where the delivery has its id, such as body.delivery_id or header.X-Id'),
  events: z.record(Name, z.record(Name, TypeName)).refine((events) => Object.keys(events).length > 0, 'expected at least one event').register(EDITOR, { minProperties: 1 }),
})
/** A source as the file has it. */
export type SourceDocument = z.infer<typeof SourceDocument>
