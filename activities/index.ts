import type { Connector, Ledger, Mailer, Recorder } from '../domain/ports.ts'
import { createAct, type Payments } from './act.ts'
import type { WhoProvides } from './connector-of.ts'
import { createReadFact } from './read-fact.ts'
import { createRecord } from './record.ts'
import { createSendLetter, type AddressBook, type QuietHours } from './send-letter.ts'

/** What the activities need from outside; the worker's `main.ts` supplies the real ones, tests supply scripted ones. */
export interface ActivityPorts {
  readonly recorder: Recorder
  readonly ledger: Ledger
  readonly connectors: ReadonlyMap<string, Connector>
  /** Without it an action belongs to the connector that its name begins with. */
  readonly provider?: WhoProvides
  readonly mailer: Mailer
  readonly addressOf: AddressBook
  /** Without it no letter is held. */
  readonly quietUntil?: QuietHours
  /** Names of actions that move money. */
  readonly moneyActions: ReadonlySet<string>
  /** What the organisation asks of a payment at the moment of paying; without it nothing is asked. */
  readonly payments?: Payments
  /** Real time in epoch milliseconds. */
  now(): number
}

/** The only code that touches the world on a case's behalf. */
export const createActivities = (ports: ActivityPorts) => ({
  record: createRecord(ports),
  readFact: createReadFact(ports),
  act: createAct(ports),
  sendLetter: createSendLetter(ports),
})

/** The workflows import this type and never the code. */
export type Activities = ReturnType<typeof createActivities>
