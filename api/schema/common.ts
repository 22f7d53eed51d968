import { z } from 'zod'
import 'zod-openapi'

/** ISO 8601 in UTC, milliseconds only when they are not zero. */
export const Instant = z.string().meta({ id: 'Instant', description: 'ISO 8601 in UTC', example: '2026-11-20T10:00:00Z' })

/** Any JSON value; what it is depends on the SOP. */
export const AnyJson = z.json().meta({ id: 'Json', description: 'any JSON value; its shape is the SOP author’s' })

/** RFC 9457, with a stable `code`. */
export const Problem = z
  .object({
    type: z.string().meta({ example: '/problems/case-closed' }),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    state: z.unknown().optional().meta({ description: 'of a refusal: the case and its tasks as they are now' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

/** What names a case, a step, a SOP or a person; a NUL is in none of them, and the database would choke on it. */
export const Name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, 'a name has no NUL in it')

/** Which case, as it stands in the address; an id that nobody has is a refusal and no bad request. */
export const CaseParams = z.object({ caseId: Name })
/** Which step of a case, by its path. */
export const StepParams = CaseParams.extend({ step: Name })
