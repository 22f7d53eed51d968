import { z } from 'zod'

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
  })
  .meta({ id: 'Session' })

export const SessionBody = z.strictObject({ person: z.string().min(1).max(100) })
