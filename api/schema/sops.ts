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

const Lines = z.array(z.string())

/** A SOP in words, made of its Plan. */
const Card = z
  .object({
    sop: z.string(), title: z.string(), why: z.string(), owner: z.string(), version: z.string(), starts: Lines, whole: Lines,
    steps: z.array(z.object({ id: z.string(), number: z.string(), title: z.string(), who: z.string(), due: z.string().nullable(), lines: z.array(z.tuple([z.string(), z.string()])) })),
    outcomes: z.array(z.object({ name: z.string(), from: Lines })), limits: Lines, ask: Lines,
  })
  .meta({ id: 'SopCard' })

/** One of them, as a card. `single`: roles with fewer than two people, on whom something hangs. */
export const SopPage = z.object({ sop: Sop, publishedAt: z.iso.datetime().nullable(), card: Card, single: Lines })

/** Which SOP. */
export const SopParams = z.object({ sop: z.string().min(1).max(80) })

/** All SOPs. */
export const SopList = z.object({ sops: z.array(Sop) })
