import { z } from 'zod'
import { Instant } from './common.ts'

export const Health = z.object({ status: z.literal('up') })

export const Readiness = z
  .object({
    ready: z.boolean(),
    checks: z.array(z.object({ name: z.enum(['engine', 'database', 'migrations']), ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' })

export const Received = z.object({ received: z.enum(['stored', 'repeat', 'conflict']) })

export const DemoNow = z.object({ now: Instant })
export const DemoReturn = z.looseObject({ label: z.string() })
export const DemoKilled = z.looseObject({ pid: z.number() })
export const DemoWorker = z.looseObject({ alive: z.boolean(), pid: z.number().nullable(), restarts: z.number() })
