import { z } from 'zod'
import { PARKED_KINDS } from '../../domain/parked.ts'
import { Instant } from './common.ts'

/** What was set aside for a person, newest first, at most 200. */
export const ParkedList = z.object({
  mayDecide: z.boolean().meta({ description: 'whether you may have it tried again, or dismiss it' }),
  parked: z.array(
    z
      .object({
        kind: z.enum(PARKED_KINDS),
        id: z.string(),
        what: z.string().meta({ description: 'what it is, in a line' }),
        from: z.string().meta({ description: 'a person’s id, an address or a source' }),
        caseId: z.string().nullable(),
        reason: z.string(),
        at: Instant.meta({ description: 'when it came' }),
        again: z.boolean().meta({ description: 'somebody wants it tried again, and nothing came of that yet' }),
        file: z.string().nullable().meta({ description: 'the hash under which a mail is kept whole' }),
      })
      .meta({ id: 'Parked' }),
  ),
})

/** One thing that was set aside. */
export const ParkedParams = z.object({ kind: z.enum(PARKED_KINDS), id: z.string().min(1).max(200) })
/** Why nothing more is to be done. */
export const DismissBody = z.strictObject({ because: z.string().trim().min(1, 'say why').max(1000) })
/** It was taken. */
export const ParkedDecided = z.object({ kind: z.enum(PARKED_KINDS), id: z.string(), decided: z.enum(['again', 'dismissed']) })
