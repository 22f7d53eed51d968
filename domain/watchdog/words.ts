import { writeInstant } from '../instant.ts'
import type { FindingKind, Seen } from './finding.ts'

type Words = (of: { readonly name: string; readonly when: string; readonly what: string }) => { readonly wrong: string; readonly act: string }

const OPEN_CASE = 'open its page and do by hand what is due; the run in Temporal says why it stands'

const WORDS: Readonly<Record<FindingKind, Words>> = {
  'deadline-missed': ({ name, when, what }) => ({ wrong: `${name} did nothing when it was due${when} (${what})`, act: `tell whoever holds it, then ${OPEN_CASE}` }),
  'timer-gone': ({ name, when, what }) => ({ wrong: `${name} is due${when} (${what}), and the engine has no timer for it`, act: `look after it yourself until then, and ${OPEN_CASE}` }),
  'no-next-step': ({ name, when }) => ({ wrong: `${name} is open, nobody has it and nothing will ever happen to it${when}`, act: OPEN_CASE }),
  'case-row-gone': ({ name, when, what }) => ({ wrong: `the row of ${name} in the list of cases is gone or wrong${when} (${what})`, act: 'find out who changed "case_summary", and bring it back from a backup or from the turns of the case' }),
  'task-row-gone': ({ name, when, what }) => ({ wrong: `${name} has a task that nobody sees (${what}): its row is gone${when}`, act: 'tell whoever holds it, find out who changed "assignment", and bring it back from the turns of the case' }),
  'turn-gone': ({ name, when }) => ({ wrong: `the newest turn of ${name} is gone from the record${when}`, act: 'find out who changed "turn", and bring it back from a backup' }),
  'record-gone': ({ name, what }) => ({ wrong: `the chained record of ${name} has a hole (${what})`, act: 'find out who changed "audit_event", verify the export of the case, and bring it back from a backup' }),
  'workflow-gone': ({ name, when, what }) => ({ wrong: `${name} is open in the record and no workflow carries it${when} (${what})`, act: 'find out who ended it in Temporal; look after the case by hand, its deadlines no longer come' }),
  'workflow-without-rows': ({ name, when }) => ({ wrong: `the workflow ${name} runs${when} and the record knows no open case of it`, act: 'restore the rows from a backup, or end the workflow in Temporal once it is known to be a stray' }),
  'never-started': ({ name, when }) => ({ wrong: `${name} was to be opened${when} and never began`, act: 'see whether its webhook is still in the inbox; otherwise open it again, the same key opens one case only' }),
  'message-gone': ({ name, when, what }) => ({ wrong: `${name}: "${what}" was to be told${when}, and there is no message`, act: 'tell them yourself, and find out who changed "delivery"' }),
  'message-unplanned': ({ name, when, what }) => ({ wrong: `${name}: what happened${when} was told to nobody yet (${what})`, act: 'see that the dispatcher runs and what its log says' }),
  'message-unsent': ({ name, when, what }) => ({ wrong: `${name}: a message was to go out${when} and has not (${what})`, act: 'tell them yourself; see that the dispatcher runs and that the channel works' }),
  'inbox-stuck': ({ name, when, what }) => ({ wrong: `the webhook ${name} has waited to be delivered${when} (${what})`, act: 'see that the dispatcher and Temporal run' }),
  'inbox-parked': ({ name, when, what }) => ({ wrong: `the webhook ${name} was parked${when}: ${what}`, act: 'mend what its "reason" says and set its "state" to "waiting"' }),
  'event-untold': ({ name, when, what }) => ({ wrong: `${name} waits for an event that came and was not told it${when} (${what})`, act: 'see that the dispatcher, the worker and Temporal run' }),
  'interaction-stuck': ({ name, when, what }) => ({ wrong: `what ${name} did in Slack has not been acted on${when} (${what})`, act: 'see that the API and the dispatcher run; ask them to do it in the console' }),
  'interaction-parked': ({ name, when, what }) => ({ wrong: `what ${name} did in Slack was given up${when}: ${what}`, act: 'ask them to do it in the console' }),
  'mail-parked': ({ name, when, what }) => ({ wrong: `a mail of ${name} waits for a person${when}: ${what}`, act: 'read it (table "mail") and do in the console what it asks' }),
  'effect-open': ({ name, when, what }) => ({ wrong: `${name}: nobody knows whether "${what}" happened; it was begun and never answered${when}`, act: 'look it up at the provider and settle the task that the case has opened for it' }),
  'turns-unproven': ({ when, what }) => ({ wrong: `the record does not grow: turns without proof${when} (${what})`, act: 'see that the dispatcher and Temporal run' }),
  'record-unsealed': ({ when, what }) => ({ wrong: `the record is not chained: turns wait for it${when} (${what})`, act: 'see that the dispatcher runs and what its log says of sealing' }),
  'engine-away': ({ when, what }) => ({ wrong: `Temporal cannot be asked${when}: ${what}`, act: 'start it; until then no deadline comes' }),
  'database-away': ({ when, what }) => ({ wrong: `the database cannot be asked${when}: ${what}`, act: 'start it; until then nothing is recorded and nobody is told anything' }),
}

/** One sentence for whoever gets it: what did not happen, when it should have, and what to do. */
export function findingWords({ kind, caseId, label, expectedAt, what }: Omit<Seen, 'subject'>): string {
  const name = caseId === null ? `"${label}"` : label === caseId || label === '' ? `case ${caseId}` : `case ${caseId} ("${label}")`
  const { wrong, act } = WORDS[kind]({ name, when: expectedAt === null ? '' : ` since ${writeInstant(expectedAt)}`, what })
  return `${wrong}: ${act}.`.replace(/^./, (first) => first.toUpperCase())
}
