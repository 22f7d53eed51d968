import { countBy, type Mail } from './books.ts'
import type { Climb, Stories } from './stories.ts'

/** A level of one pass fires at one instant of the case's clock; the next pass is hours later. */
const ONE_PASS_MS = 60_000

/**
 * Each level of each step tells its people once: the record has it once a pass, and the mailbox has its mail once, or twice where the
 * second says that it may be a repeat. Messages that were left out because the step was over before they went are not asked for.
 */
export function climbsNotOnce({ climbs, sent }: Stories, mails: readonly Mail[]): readonly string[] {
  return [...twiceInRecord(climbs), ...mailsTwice(mails), ...unsent({ climbs, sent }, mails)]
}

function twiceInRecord(climbs: readonly Climb[]): readonly string[] {
  const found: string[] = []
  const last = new Map<string, number>()
  for (const { caseId, instance, level, at } of climbs) {
    const name = `${caseId} ${instance} level ${level}`
    const before = last.get(name)
    if (before !== undefined && at - before < ONE_PASS_MS) found.push(`${name} twice at ${new Date(at).toISOString()}`)
    last.set(name, at)
  }
  return found
}

const REPEAT = 'You may have had this mail before'

/** The same message a second time says so: it has its own id, which every try of it carries. */
function mailsTwice(mails: readonly Mail[]): readonly string[] {
  const unmarked = mails.filter(({ headers, text }) => headers['x-sop-case'] !== undefined && !text.includes(REPEAT))
  return [...countBy(unmarked, ({ messageId }) => messageId)].filter(([, count]) => count > 1).map(([id, count]) => `the mail ${id} came ${count} times without saying so`)
}

const DONE = new Set(['sent', 'bundled', 'suppressed', 'failed_over'])

/** For each level a message, and of what is called sent a mail. */
function unsent({ climbs, sent }: Pick<Stories, 'climbs' | 'sent'>, mails: readonly Mail[]): readonly string[] {
  const arrived = new Set(mails.map(({ messageId }) => messageId))
  const about = sent.filter(({ headline }) => /escalated/.test(headline))
  const cases = new Set(about.map(({ caseId }) => caseId))
  return [
    ...[...new Set(climbs.filter(({ to }) => to.some((one) => !one.startsWith('slack:'))).map(({ caseId }) => caseId))].filter((caseId) => !cases.has(caseId)).map((caseId) => `nobody was told that ${caseId} climbed`),
    ...about.filter(({ state }) => !DONE.has(state)).map(({ caseId, headline, state }) => `${caseId}: "${headline}" is ${state}`),
    ...about.filter(({ state, reference }) => state === 'sent' && reference !== null && !arrived.has(reference)).map(({ caseId, headline }) => `${caseId}: "${headline}" is called sent, and the mailbox never had it`),
  ]
}
