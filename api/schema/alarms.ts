import { z } from 'zod'
import { Instant } from './common.ts'

/** What the product cannot mend by itself, newest first, at most 200. */
export const AlarmList = z.object({
  alarms: z.array(
    z
      .object({
        kind: z.enum(['payments-differ', 'case-stands-still', 'webhook-parked', 'message-undelivered', 'channel-down', 'mail-parked', 'interaction-parked', 'undo-failed', 'watchdog-found', 'watchdog-silent', 'checkpoint-missing']),
        subject: z.string().meta({ description: 'the run or the delivery that it is about' }),
        message: z.string(),
        times: z.number().int().meta({ description: 'how often it was found' }),
        firstAt: Instant,
        lastAt: Instant,
      })
      .meta({ id: 'Alarm' }),
  ),
})
