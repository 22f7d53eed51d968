import { own } from '../../domain/json.ts'
import { isMoney, minorOf } from '../../domain/money.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { Connector, ConnectorCall } from '../../domain/ports.ts'
import { asWritten, lineOf } from './csv.ts'
import { createLedgerFile } from './file.ts'

/** Where the ledger is written. */
export interface LedgerConfig {
  /** Absolute, or from the folder in which the worker runs. */
  readonly file: string
  /** Epoch milliseconds; the clock of this machine when left out. */
  readonly now?: () => number
}

/** The ledger as a connector: a line for each business key in a CSV file, looked for before it is written. Throws nothing. */
export function createCsvLedger({ file, now = Date.now }: LedgerConfig): Connector {
  const ledger = createLedgerFile(file)
  return {
    name: 'csv',
    async perform(call) {
      if (call.action !== 'csv.note') throw new ConnectorError('contract', 'unknown-action', `the connector "csv" has no action "${call.action}"`)
      const { amount, currency } = amountOf(call)
      await ledger.add(keysUpTo(call.key).map(asWritten), () => lineOf({
        key: call.key, case: call.caseId, at: new Date(now()).toISOString(), amount, currency,
        because: textOf(call, 'because'), order: textOf(call, 'order'), reference: textOf(call, 'reference'), note: textOf(call, 'note'),
      }))
      return { outputs: {}, reference: call.key }
    },
  }
}

/** This key and those of the attempts before it: perhaps one of them was written and only its answer was lost. */
function keysUpTo(key: string): readonly string[] {
  const [, stem = '', attempt = '1'] = /^(.*\/)(\d{1,4})$/.exec(key) ?? []
  return [key, ...Array.from({ length: Math.max(0, Number(attempt) - 1) }, (_, index) => `${stem}${index + 1}`)]
}

function amountOf(call: ConnectorCall): { readonly amount: string; readonly currency: string } {
  const value = own(call.input, 'amount')
  if (isMoney(value) && minorOf(value.amount, value.currency) !== undefined) return value
  throw new ConnectorError('refused', 'wrong-amount', `${JSON.stringify(value ?? null)} is no amount of a currency; nothing was noted`)
}

function textOf(call: ConnectorCall, name: string): string {
  const value = own(call.input, name)
  return typeof value === 'string' ? value.slice(0, 2000) : ''
}
