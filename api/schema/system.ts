import { z } from 'zod'
import { Instant } from './common.ts'

/** The process answers; nothing else is looked at. */
export const Health = z.object({ status: z.literal('up') })

/** Whether requests are useful, with what each check found; 503 when one of them failed. */
export const Readiness = z
  .object({
    ready: z.boolean(),
    checks: z.array(z.object({ name: z.enum(['engine', 'database', 'migrations']), ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' })

/** What became of a webhook. A `conflict` is answered 200 too: sending it again would change nothing. */
export const Received = z.object({ received: z.enum(['stored', 'repeat', 'conflict']) })

/** The demo's clock, and by being there the sign that this is a demo. */
export const DemoNow = z.object({ now: Instant })
/** The return that the sample shop was made to announce, by its name. */
export const DemoReturn = z.looseObject({ label: z.string() })
/** The worker that was just killed with -9. */
export const DemoKilled = z.looseObject({ pid: z.number() })
/** The demo's worker; between its death and the next start it is not alive and has no number. */
export const DemoWorker = z.looseObject({ alive: z.boolean(), pid: z.number().nullable(), restarts: z.number() })
