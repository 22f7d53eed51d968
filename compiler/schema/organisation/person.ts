import { z } from 'zod'
import { judged, MoneyText, Name, Text } from '../common.ts'
import { EDITOR, every, oneOfKeys, without } from '../editor.ts'
import { Hours, Zone } from './times.ts'

/** A language, with a country where that matters. */
export const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'expected a locale such as en or de-CH')

const Access = z.enum(
  ['staff', 'approver', 'ops_lead', 'manager', 'auditor', 'admin'],
  'expected staff, approver, ops_lead, manager, auditor or admin',
)

const SlackId = judged(/^[UW][A-Z0-9]{2,20}$/, (text) =>
  /^[UW][A-Z0-9]{2,20}$/.test(text)
    ? undefined
    : { code: 'SOP203', message: `"${text}" is not a member of Slack`, help: 'copy the member id from the profile in Slack; it looks like U02DANA' },
)

/** Somebody who works here. */
export const PersonDocument = z.strictObject({
  name: Text,
  email: z.string().regex(/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/, 'expected an e-mail address'),
  slack: SlackId.optional(),
  zone: Zone.optional(),
  locale: Locale.optional(),
  active: z.boolean().optional(),
  manager: Name.optional(),
  quiet: Hours.optional(),
  access: z.array(Access).min(1, 'expected at least one').optional(),
})
/** A person as the file has it. */
export type PersonDocument = z.infer<typeof PersonDocument>

/** A duty: the people who hold it, or the roster that says who does. */
export const RoleDocument = z
  .strictObject({
    accountable_for: Text,
    people: z.array(Name).min(1, 'expected at least one person').optional(),
    roster: Name.optional(),
    pick: z.enum(['first', 'round_robin', 'least_loaded'], 'expected first, round_robin or least_loaded').optional(),
    may_approve: MoneyText.optional(),
  })
  .superRefine((role, context) => {
    if ((role.people === undefined) === (role.roster === undefined))
      context.addIssue({ code: 'custom', message: 'a role has exactly one of "people" and "roster"', params: { code: 'SOP207', help: 'list its people, or name its roster' } })
    if (role.roster !== undefined && role.pick !== undefined)
      context.addIssue({ code: 'custom', message: 'the roster says who gets a step of this role', path: ['pick'], params: { code: 'SOP210', help: 'remove "pick"', atKey: true } })
  })
  .register(EDITOR, every(oneOfKeys('people', 'roster'), without('roster', 'pick')))
/** A role as the file has it. */
export type RoleDocument = z.infer<typeof RoleDocument>
