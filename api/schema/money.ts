import { z } from 'zod'
import { Instant } from './common.ts'

/** Whether money may move now, and who stopped or released it; newest first, at most 100. */
export const MoneyStanding = z.object({
  stopped: z.boolean().meta({ description: 'no case pays anything now' }),
  mayChange: z.boolean(),
  history: z.array(z.object({ stopped: z.boolean(), by: z.string(), because: z.string(), at: Instant }).meta({ id: 'MoneySwitched' })),
})

/** Why payments stop, or go on. */
export const MoneyBody = z.strictObject({ because: z.string().trim().min(1, 'say why').max(1000) })
