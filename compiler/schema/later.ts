const elapsed = 'write elapsed time such as 4h or 2d'

/** What to do instead of a construct that this version does not run yet. Nothing is accepted and then ignored. */
export const LATER = {
  businessTime: elapsed,
  slack: 'name a role or a person; they are told in the console',
} as const

/** Step kinds of the language that this version cannot run. */
export const LATER_KINDS: Readonly<Record<string, string>> = {
  wait: 'let a task stand for the wait, assigned to whoever watches for the event',
  parallel: 'put the steps after each other',
  each: 'put the step into the list once, and let the person work through the lines',
  call: 'write the steps of the called SOP here',
}

/** Keys of the language that this version cannot run, by where they stand. */
export const LATER_KEYS: Readonly<Record<string, string>> = {
  review_every: 'remove it, and note the date in a comment',
  pauses: 'remove it; clocks do not stand still in this version',
  pause_on: 'remove it; clocks do not stand still in this version',
  at_any_time: 'cancel the case by hand when the event comes',
  together: 'put the steps that belong together after each other',
  reopen: 'start a new case by hand',
  gives: 'remove it; a SOP cannot be called in this version',
  deadline: 'use "sla", which escalates when it is missed',
  mode: 'put a task before the action, so that a person confirms it',
  mode_reason: 'put a task before the action, so that a person confirms it',
  hours: 'set "hours" at the top of the SOP; a step has no calendar of its own in this version',
  evidence: 'ask for it in "do" and for a reference in the form',
  approvals: 'put a task for each approver after each other',
  not_same_as: 'name another role in "assign"',
  handoff: 'remove it; a person who cannot go on says so, and the step goes to the role again',
  locale: 'remove it; the locale comes from the organisation',
  quiet: 'remove it; messages are sent at once in this version',
  channel: 'remove it; messages go out by e-mail in this version',
  by: 'remove it; a level is told in the console in this version',
  repeat: 'write the levels out, one below the other',
  repeat_after: 'write the levels out, one below the other',
  acknowledged_for: 'remove it; a claimed task keeps its deadlines',
  rosters: 'list the people of the role under "people"',
  roster: 'list the people of the role under "people"',
  absences: 'set "active: false" for the person',
  limits: 'decide by a parameter in a table, and let a lead approve above it',
  systems: 'name the action of the connector itself, such as shopify.refund',
  sources: 'use the manual trigger',
  customer_messages: 'remove it; messages are sent at once in this version',
  slack: 'remove it; people are told in the console in this version',
  may_approve: 'decide by a parameter in a table, and let a lead approve above it',
  open: 'keep only "zone"; business hours are not counted in this version',
  closed: 'keep only "zone"; business hours are not counted in this version',
  special: 'keep only "zone"; business hours are not counted in this version',
  holidays: 'keep only "zone"; business hours are not counted in this version',
  confirm: 'remove it; actions run by themselves in this version',
  asks: 'answer the fact under "facts"',
  events: 'remove it; nothing waits for events in this version',
  reopened: 'remove it; cases are not reopened in this version',
  pause: 'remove it; clocks do not stand still in this version',
}
