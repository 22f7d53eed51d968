import { z } from 'zod'
import { Instant } from './common.ts'

/** Messages about a case to the people who work on it, oldest first. */
export const DeliveryList = z.object({
  deliveries: z.array(
    z
      .object({
        id: z.string(),
        step: z.string().nullable().meta({ description: 'null for what concerns the case as a whole' }),
        kind: z.enum(['task', 'reminder', 'told', 'asked', 'notice', 'digest']),
        person: z.string().nullable().meta({ description: 'null for a channel that only informs' }),
        to: z.string().meta({ description: 'the name of the person, or the channel' }),
        channel: z.enum(['slack', 'email']),
        urgent: z.boolean(),
        headline: z.string(),
        state: z.enum(['due', 'sending', 'sent', 'failed', 'failed_over', 'suppressed', 'bundled']),
        tries: z.number().int(),
        possibleRepeat: z.boolean().meta({ description: 'whoever got it may have had it before' }),
        createdAt: Instant,
        settledAt: Instant.nullable(),
        nextAt: Instant.nullable().meta({ description: 'when it is tried next' }),
        reference: z.string().nullable().meta({ description: 'what the channel calls it' }),
        reason: z.string().nullable().meta({ description: 'why it failed, was held or was left out' }),
      })
      .meta({ id: 'Delivery' }),
  ),
})
