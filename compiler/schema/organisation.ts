import { z } from 'zod'
import { KebabName, Name } from './common.ts'
import { EscalationPathDocument } from './escalation.ts'
import { CalendarDocument } from './organisation/calendar.ts'
import { Locale, PersonDocument, RoleDocument } from './organisation/person.ts'
import { AbsenceDocument, RosterDocument } from './organisation/roster.ts'
import { ActionName, LimitsDocument, SourceDocument, SystemDocument } from './organisation/system.ts'
import { Hours, Zone } from './organisation/times.ts'

/** The organisation file: all that a SOP refers to and that changes without the SOP changing. */
export const OrganisationDocument = z.strictObject({
  organisation: KebabName,
  zone: Zone,
  locale: Locale.default('en'),
  sink: Name,
  customer_messages: z.strictObject({ quiet: Hours }).optional(),
  people: z.record(Name, PersonDocument),
  roles: z.record(Name, RoleDocument),
  calendars: z.record(Name, CalendarDocument).default({}),
  rosters: z.record(Name, RosterDocument).default({}),
  escalations: z.record(Name, EscalationPathDocument).default({}),
  absences: z.array(AbsenceDocument).max(2000, 'expected at most 2000 absences').default([]),
  systems: z.record(Name, SystemDocument).default({}),
  limits: z.record(ActionName, LimitsDocument).default({}),
  sources: z.record(Name, SourceDocument).default({}),
})
/** An organisation file whose shape is right; that its names exist is checked later. */
export type OrganisationDocument = z.infer<typeof OrganisationDocument>
