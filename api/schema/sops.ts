import { z } from 'zod'
import { FormField } from './tasks.ts'

/** A SOP in the version that new cases get. */
export const Sop = z
  .object({
    sop: z.string(),
    title: z.string(),
    why: z.string(),
    owner: z.string(),
    version: z.string(),
    outcomes: z.array(z.string()),
    openCases: z.number().int(),
    reviewBy: z.iso.datetime(),
    reviewDue: z.boolean(),
    manual: z
      .object({ roles: z.array(z.string()), form: z.array(FormField) })
      .nullable()
      .meta({ description: 'how to open a case by hand; null when nobody may' }),
  })
  .meta({ id: 'Sop' })

/** All SOPs. */
export const SopList = z.object({ sops: z.array(Sop) })
