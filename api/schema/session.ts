import { z } from 'zod'

/** Who is calling, or null for a stranger, and whom one may choose to be. `zone` is the organisation's, `person.zone` the person's own. */
export const Session = z
  .object({
    person: z
      .object({
        id: z.string(),
        name: z.string(),
        zone: z.string(),
        locale: z.string(),
        access: z.array(z.string()),
        roles: z.array(z.string()),
      })
      .nullable(),
    people: z.array(z.object({ id: z.string(), name: z.string(), roles: z.array(z.string()) })),
    demo: z.boolean(),
    zone: z.string(),
    signIn: z.object({ open: z.boolean(), password: z.boolean(), mail: z.boolean(), openid: z.boolean() }).meta({ description: 'the ways to sign in here; with `open` everybody is believed who they say they are' }),
  })
  .meta({ id: 'Session' })

/** Chooses who to be, where everybody is believed. */
export const SessionBody = z.strictObject({ person: z.string().min(1).max(100) })
