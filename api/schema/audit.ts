import { z } from 'zod'
import { readInstant } from '../../domain/instant.ts'
import { Instant, Name } from './common.ts'

const At = Instant.refine((text) => readInstant(text) !== undefined, 'write an instant as 2026-11-20T10:00:00Z').transform((text) => readInstant(text) ?? Number.NaN)

/** Which part of the record, and as what. A name that it does not know is refused: nobody shall take a part for the whole, or the whole for a part. */
export const AuditQuery = z.strictObject({
  case: Name.optional(),
  sop: Name.optional(),
  person: Name.optional().meta({ description: 'what they did, and what names them' }),
  from: At.optional().meta({ description: 'events of the case’s clock from here on' }),
  to: At.optional().meta({ description: 'events of the case’s clock before there' }),
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
})
