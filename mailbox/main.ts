import { createAnswerer } from '../adapters/email/answer-mail.ts'
import { addressOf, openMailbox } from '../adapters/email/imap.ts'
import { wordsFor } from '../adapters/email/words.ts'
import { readMail } from '../adapters/email/read-mail.ts'
import { createAlarms } from '../adapters/postgres/alarms.ts'
import { createCaseFiles } from '../adapters/postgres/case-files.ts'
import { createCatalogue } from '../adapters/postgres/catalogue.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { createEvidenceStore } from '../adapters/postgres/evidence.ts'
import { createMailInbox } from '../adapters/postgres/mailbox.ts'
import { createMailLinks } from '../adapters/postgres/mail-links.ts'
import { createCaseReader } from '../adapters/postgres/reader.ts'
import { createRecorder } from '../adapters/postgres/recorder.ts'
import { createInbox } from '../adapters/postgres/inbox.ts'
import { createRefusals } from '../adapters/postgres/refusals.ts'
import { createSupplierLetters } from '../adapters/postgres/supplier-letters.ts'
import { createCases } from '../adapters/temporal/cases.ts'
import { connectEngine } from '../adapters/temporal/connection.ts'
import { vocabulary } from '../adapters/vocabulary.ts'
import { fileType } from '../api/file-type.ts'
import { createLog } from '../api/log.ts'
import { moneyActions } from '../domain/capability.ts'
import { readSettings } from './config.ts'
import type { MailboxSettings } from './config.ts'
import { readMailbox } from './read-loop.ts'

const WRONG_SETTINGS = 2
const COULD_NOT_RUN = 3

/** Reads the mailbox that answers come to. One process is enough; two take each mail in once all the same. */
async function main(): Promise<void> {
  const settings = settingsOrLeave()
  const log = createLog('mailbox', settings.logLevel)
  const { imap } = settings
  if (!imap) {
    log.warn('answers by mail are off: set "IMAP_URL" to the mailbox that they come to, such as imaps://user:password@mail.shop.example/INBOX')
    return
  }
  const database = openDatabase(settings.databaseUrl, { onLost: (error) => log.warn({ err: error }, 'a database connection was lost') })
  const engine = connectEngine(process.env)
  const reader = createCaseReader(database)
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => { log.info(`${signal}: ends what is under way`); stopping.abort() })
  const { host, folder, auth } = addressOf(imap.url)
  log.info({ host, folder }, `reads answers to ${imap.address}`)
  await readMailbox({
    inbox: createMailInbox(database), links: createMailLinks(database), catalogue: createCatalogue(database), reader, evidence: createEvidenceStore(database), alarms: createAlarms(database),
    letters: createSupplierLetters(database), events: createInbox(database), typeOf: (body, declared) => fileType(Buffer.from(body), declared),
    cases: createCases({ engine, files: createCaseFiles(database), recorder: createRecorder(database), reader, refusals: createRefusals(database) }),
    moneyActions: moneyActions(vocabulary), on: [...(settings.slack ? ['slack' as const] : []), ...(settings.smtp ? ['email' as const] : [])],
    read: (raw) => readMail(raw, imap), ...(settings.smtp ? { answer: createAnswerer(settings.smtp) } : {}), consoleUrl: settings.consoleUrl,
    now: () => Date.now(), exactly: (at, { zone, locale }) => wordsFor({ zone, locale, now: Date.now() }).exactly(at), report: (what, error) => log.warn({ err: error }, what),
  }, `${auth.user}@${host}/${folder}`, () => openMailbox(imap.url), stopping.signal)
  await Promise.allSettled([engine.close(), database.close()])
}

function settingsOrLeave(): MailboxSettings {
  try {
    const settings = readSettings(process.env)
    if (settings.imap) addressOf(settings.imap.url)
    return settings
  } catch (error) {
    process.stderr.write(`mailbox cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(WRONG_SETTINGS)
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`mailbox cannot run: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(COULD_NOT_RUN)
})
