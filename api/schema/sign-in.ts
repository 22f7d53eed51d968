import { z } from 'zod'
import { Instant, Name } from './common.ts'

/** A name or mail address, and the password. */
export const PasswordBody = z.strictObject({ name: Name, password: z.string().min(1).max(1_000) })
/** Who wants a link. */
export const MailBody = z.strictObject({ name: Name })
/** Said whether or not there is such a person. */
export const MailSent = z.object({ sent: z.literal(true) })
/** What stands in the link. */
export const RedeemBody = z.strictObject({ secret: z.string().min(1).max(200) })
/** Signs out here, or wherever one is signed in. */
export const SignOutBody = z.strictObject({ everywhere: z.boolean().optional() })
/** How many sessions ended. */
export const SignedOut = z.object({ ended: z.number().int() }).meta({ id: 'SignedOut' })
/** Whose sessions. */
export const PersonParams = z.object({ person: Name })

/** A token without the token. */
export const Token = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: z.array(z.string()),
    person: z.string().nullable(),
    createdAt: Instant,
    lastUsedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'Token' })
/** Every token, the newest first. */
export const TokenList = z.object({ tokens: z.array(Token) })
/** A token for another system, or with `person` for that person's own command line. */
export const TokenBody = z.strictObject({ name: Name, roles: z.array(Name).max(50).optional(), person: Name.optional() })
/** The token itself, which is told this once. */
export const TokenMade = z.object({ id: z.string(), token: z.string() })
/** Which token. */
export const TokenParams = z.object({ id: Name })
/** A token that is no longer taken. */
export const TokenRevoked = z.object({ id: z.string() })
