import { RELATIONS, type About, type Rights, type Role, type Row } from './rights.ts'

/** The same right on every object. */
const all = (...roles: readonly Role[]): Rights => Object.fromEntries(roles.map((role) => [role, RELATIONS]))

const PEOPLE: readonly Role[] = ['staff', 'approver', 'ops_lead', 'manager', 'auditor', 'admin']
/** Auditors read everything and change nothing. */
const WORKERS: readonly Role[] = PEOPLE.filter((role) => role !== 'auditor')

/** Case and order are there to be seen by everybody who works here. */
const READS = all(...PEOPLE)
const CHANGES = all(...WORKERS)
/** One's own and one's team's; whoever leads operations steps in anywhere. */
const DOES: Rights = { ...Object.fromEntries(WORKERS.map((role) => [role, ['own', 'team']])), ops_lead: RELATIONS }
/** Managers do not do the work of others, and see to it that somebody does. */
const CLIMBS: Rights = { ...DOES, manager: RELATIONS }
const LEADS = all('manager', 'ops_lead', 'admin')

const row = (method: Row['method'], path: string, doing: string, may: Row['may'], about: About = 'nothing'): Row => ({ method, path, doing, may, about })
/** Where the name of an act is no verb. */
const SAID: Readonly<Record<string, string>> = { cannot: 'say "I cannot do this" of', handoff: 'hand over', stay: 'stay with', remark: 'remark on' }
const step = (act: string): Row => row('POST', `/api/cases/:caseId/steps/:step/${act}`, `${SAID[act] ?? act} a step that is neither theirs nor their team's`, act.endsWith('escalate') ? CLIMBS : DOES, 'task')

/**
 * Who may use which route on what. A route without a row is not served; the tests ask every role for every row on every kind of object.
 * Rosters go on to judge for themselves whose shift it is, the manual start whether the SOP lets that role open it.
 */
export const TABLE: readonly Row[] = [
  row('GET', '/healthz', 'ask', 'anybody'),
  row('GET', '/readyz', 'ask', 'anybody'),
  row('GET', '/metrics', 'ask', 'anybody'),
  row('GET', '/api/openapi.json', 'ask', 'anybody'),
  // Signed by their senders.
  row('POST', '/hooks/:source', 'ask', 'anybody'),
  row('POST', '/slack/events', 'ask', 'anybody'),
  // Whoever has the link and the code of a mail; the page judges them itself.
  row('GET', '/t/:token', 'ask', 'anybody'),
  row('POST', '/t/:token', 'ask', 'anybody'),
  // How somebody becomes known at all.
  row('GET', '/api/session', 'ask', 'anybody'),
  row('POST', '/api/session', 'ask', 'anybody'),
  row('POST', '/api/sign-in/password', 'ask', 'anybody'),
  row('POST', '/api/sign-in/mail', 'ask', 'anybody'),
  row('POST', '/api/sign-in/mail/redeem', 'ask', 'anybody'),
  row('GET', '/api/sign-in/openid', 'ask', 'anybody'),
  row('GET', '/api/sign-in/openid/callback', 'ask', 'anybody'),
  row('POST', '/api/sign-out', 'ask', 'anybody'),
  // There only in a demo, where everybody may be whoever they like.
  row('GET', '/api/demo', 'ask', 'anybody'),
  row('POST', '/api/demo/return', 'ask', 'anybody'),
  row('POST', '/api/demo/kill-worker', 'ask', 'anybody'),
  row('GET', '/api/demo/worker', 'ask', 'anybody'),

  row('POST', '/api/people/:person/sign-out', 'end the sessions of others', all('admin')),
  row('GET', '/api/tokens', 'see tokens', all('admin')),
  row('POST', '/api/tokens', 'make tokens', all('admin')),
  row('POST', '/api/tokens/:id/revoke', 'revoke tokens', all('admin')),

  row('GET', '/api/cases', 'list cases', READS),
  row('POST', '/api/cases', 'open cases', all(...WORKERS, 'integration')),
  row('GET', '/api/cases/:caseId', 'read a case that it did not open', { ...READS, integration: ['own'] }, 'case'),
  row('GET', '/api/cases/:caseId/deliveries', 'read who was told what', READS, 'case'),
  row('POST', '/api/cases/:caseId/cancel', 'cancel cases', all('ops_lead'), 'case'),
  row('POST', '/api/cases/:caseId/recalculate', 'recalculate clocks', LEADS, 'case'),
  row('POST', '/api/cases/:caseId/wind', 'wind clocks', CHANGES, 'case'),

  row('GET', '/api/tasks', 'list tasks', READS),
  row('GET', '/api/cases/:caseId/steps/:step', 'read steps', READS, 'task'),
  ...['complete', 'claim', 'release', 'cannot', 'settle', 'pause', 'resume', 'handoff', 'escalate', 'deescalate', 'decline', 'remark', 'stay', 'confirm', 'answer'].map(step),
  row('POST', '/api/evidence', 'upload evidence', CHANGES),
  row('GET', '/api/evidence/:sha256', 'read evidence', READS),
  row('GET', '/api/evidence/:sha256/small', 'read evidence', READS),

  row('GET', '/api/rosters', 'read rosters', READS),
  row('GET', '/api/rosters/:roster/who', 'read rosters', READS),
  row('GET', '/api/rosters/:roster/schedule', 'read rosters', READS),
  row('POST', '/api/rosters/:roster/changes', 'change rosters', CHANGES),
  row('POST', '/api/rosters/:roster/changes/preview', 'change rosters', CHANGES),
  row('POST', '/api/absences', 'enter absences', CHANGES),
  row('POST', '/api/absences/preview', 'enter absences', CHANGES),
  row('POST', '/api/roster-changes/:change/take', 'change rosters', CHANGES),
  row('POST', '/api/roster-changes/:change/take-back', 'change rosters', CHANGES),
  row('GET', '/api/organisation', 'read the organisation', READS),
  row('GET', '/api/who', 'read rosters', READS),
  row('GET', '/api/coverage', 'read rosters', READS),

  row('GET', '/api/sops', 'list SOPs', all(...PEOPLE, 'integration')),
  row('GET', '/api/sops/:sop', 'read SOPs', READS),
  row('GET', '/api/connectors', 'see what is connected', LEADS),
  row('POST', '/api/connectors/:name/check', 'try what is connected', all('ops_lead', 'admin')),
  row('GET', '/api/live', 'follow changes', READS),
  row('GET', '/api/alarms', 'see alarms', LEADS),
  row('GET', '/api/audit', 'take the record away', all('manager', 'auditor', 'admin')),
  row('GET', '/api/metrics', 'see the numbers of the shop', READS),
  row('GET', '/api/metrics/:metric', 'see the numbers of the shop', READS),
  row('POST', '/api/metrics/:metric/values', 'tell numbers', all('integration', 'ops_lead', 'admin')),
  row('GET', '/api/money', 'see whether payments run', READS),
  row('POST', '/api/money/stop', 'stop payments', all('approver', 'ops_lead', 'manager', 'admin')),
  row('POST', '/api/money/release', 'let payments go on', all('ops_lead', 'manager', 'admin')),
  row('GET', '/api/inbox', 'see webhooks', all('manager', 'ops_lead', 'admin', 'auditor')),
  row('GET', '/api/inbox/:id', 'see webhooks', all('manager', 'ops_lead', 'admin', 'auditor')),
  row('GET', '/api/parked', 'see what was set aside', LEADS),
  row('POST', '/api/parked/:kind/:id/again', 'have what was set aside tried again', all('ops_lead', 'admin')),
  row('POST', '/api/parked/:kind/:id/dismiss', 'dismiss what was set aside', all('ops_lead', 'admin')),
]
