import { z } from 'zod'
import { isZone } from '../literals.ts'
import { judged, KebabName, Name, Text } from './common.ts'
import { EscalationLevels } from './escalation.ts'

const Zone = judged((text) =>
  isZone(text)
    ? undefined
    : { code: 'SOP203', message: `"${text}" is not a time zone`, help: 'write an IANA name such as America/Chicago' },
)

const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'expected a locale such as en or de-CH')

const Access = z.enum(
  ['staff', 'approver', 'ops_lead', 'manager', 'auditor', 'admin'],
  'expected staff, approver, ops_lead, manager, auditor or admin',
)

const Person = z.strictObject({
  name: Text,
  email: z.string().regex(/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/, 'expected an e-mail address'),
  zone: Zone.optional(),
  locale: Locale.optional(),
  active: z.boolean().optional(),
  manager: Name.optional(),
  access: z.array(Access).min(1, 'expected at least one').optional(),
})

const Pick = judged((text) => {
  if (text === 'first' || text === 'least_loaded') return undefined
  if (text === 'round_robin') return { code: 'SOP204', message: 'this version cannot run "round_robin"', help: 'use least_loaded' }
  return { code: 'SOP203', message: `"pick": expected first or least_loaded, not "${text}"` }
})

const Role = z.strictObject({ accountable_for: Text, people: z.array(Name).min(1, 'expected at least one person'), pick: Pick.optional() })

/** The organisation file: people, roles, calendars, escalation paths. */
export const OrganisationDocument = z.strictObject({
  organisation: KebabName,
  zone: Zone,
  locale: Locale.default('en'),
  sink: Name,
  people: z.record(Name, Person),
  roles: z.record(Name, Role),
  calendars: z.record(Name, z.strictObject({ zone: Zone.optional() })).default({}),
  escalations: z.record(Name, z.strictObject({ levels: EscalationLevels })).default({}),
})
/** An organisation file whose shape is right; that its roles name people who exist is checked later. */
export type OrganisationDocument = z.infer<typeof OrganisationDocument>
