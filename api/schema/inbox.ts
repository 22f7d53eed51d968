import { z } from 'zod'
import { INBOX_FILTERS, INBOX_STATES } from '../../domain/inbox-view.ts'
import { Instant } from './common.ts'

/** What to list. */
export const InboxQuery = z.object({
  source: z.string().min(1).max(100).optional(),
  state: z.enum(INBOX_FILTERS).optional(),
  text: z.string().max(200).optional().meta({ description: 'stands in an id, the topic, the case or what came of it' }),
  before: z.string().regex(/^\d{1,18}$/, 'must be the "next" of a page').optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const Entry = z.object({
  id: z.string(),
  source: z.string(),
  topic: z.string(),
  deliveryId: z.string(),
  eventId: z.string(),
  state: z.enum(INBOX_STATES).meta({ description: '"ignored" is one that nothing wanted, "discarded" one that a person decided about' }),
  again: z.boolean().meta({ description: 'somebody wants it tried again, and nothing came of that yet' }),
  repeats: z.number().int().meta({ description: 'how often it was told once more' }),
  conflicts: z.number().int().meta({ description: 'how many other bodies came under its id' }),
  at: Instant.meta({ description: 'when it came' }),
  settledAt: Instant.nullable(),
  caseId: z.string().nullable(),
  says: z.string().meta({ description: 'what came of it, or why nothing did' }),
}).meta({ id: 'InboxEntry' })

/** Webhooks, newest first. */
export const InboxList = z.object({
  mayDecide: z.boolean().meta({ description: 'whether you may have one tried again, or dismiss it' }),
  sources: z.array(z.string()),
  inbox: z.array(Entry),
  next: z.string().nullable().meta({ description: 'the "before" of the next page; a page may be short and yet have one' }),
})

/** One webhook with what it says. */
export const InboxOne = Entry.extend({
  mayDecide: z.boolean(),
  whole: z.boolean().meta({ description: 'false where data about people are hidden from you' }),
  body: z.string().nullable().meta({ description: 'for reading; null once it was forgotten' }),
  others: z.array(z.string()).meta({ description: 'other bodies that came under its id' }),
  decisions: z.array(z.object({ decision: z.enum(['again', 'dismissed']), by: z.string(), because: z.string(), at: Instant })),
}).meta({ id: 'InboxOne' })

/** One webhook. */
export const InboxParams = z.object({ id: z.string().min(1).max(18) })
