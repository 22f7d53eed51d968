import { z } from 'zod'
import { AnyJson, Instant, Name } from './common.ts'
import { Task } from './tasks.ts'

/** A case as lists show it. */
export const Case = z
  .object({
    caseId: z.string(),
    sop: z.string(),
    sopTitle: z.string(),
    version: z.string(),
    key: z.string(),
    label: z.string().meta({ description: 'what people call it' }),
    state: z.enum(['open', 'closed']),
    outcome: z.string().nullable(),
    openedAt: Instant,
    openedBy: z.string(),
    closedAt: Instant.nullable(),
    dueAt: Instant.nullable(),
    breached: z.boolean(),
    standing: z.string().meta({ description: 'one sentence that says where it stands' }),
    openSteps: z.array(z.object({ step: z.string(), title: z.string(), phase: z.string(), assignee: z.string().nullable(), escalated: z.literal(true).optional() })),
    woundMs: z.number().nullable().meta({ description: 'how far its clock was wound forward; null when it cannot be' }),
    confirmed: z.boolean().meta({ description: 'false while the engine has not been seen to agree with the newest row' }),
  })
  .meta({ id: 'Case' })

/** One line of a case's story; `position` is null until it is sealed. */
export const TimelineEntry = z
  .object({
    position: z.number().nullable(),
    at: Instant,
    type: z.string(),
    text: z.string(),
    actor: z.string(),
    via: z.string().optional().meta({ description: 'by which way a person acted: slack, email, console, cli or api' }),
    step: z.string().nullable(),
    detail: AnyJson,
    minor: z.boolean().meta({ description: 'true for a line that only says what a later one says better' }),
    confirmed: z.boolean(),
  })
  .meta({ id: 'TimelineEntry' })

/** One thing asked of an outside system, under its business key. */
export const CaseEffect = z
  .object({
    key: z.string(),
    action: z.string(),
    state: z.string(),
    reference: z.string().nullable(),
    at: Instant,
    input: AnyJson,
    result: AnyJson,
  })
  .meta({ id: 'Effect' })

/** All that a case's page shows. */
export const CasePage = z
  .object({ case: Case, tasks: z.array(Task), timeline: z.array(TimelineEntry), effects: z.array(CaseEffect) })
  .meta({ id: 'CasePage' })

/** One page of cases, newest first. */
export const CaseList = z.object({
  cases: z.array(Case),
  next: z.string().nullable().meta({ description: 'give it as `before` for the next page' }),
})

/** Which cases to list; all that is given must fit. */
export const CaseQuery = z.object({
  state: z.enum(['open', 'closed']).optional(),
  sop: Name.optional(),
  assignee: Name.optional(),
  text: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: Name.optional(),
})

/** Opens a case by hand. */
export const OpenBody = z.strictObject({ sop: Name, fields: z.record(z.string(), AnyJson).default({}) })
/** The case, new or from before. */
export const Opened = z.object({
  caseId: z.string(),
  started: z.boolean().meta({ description: 'false when this (SOP, key) had its case already' }),
})
