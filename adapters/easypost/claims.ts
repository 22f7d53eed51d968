import { own, type JsonObject } from '../../domain/json.ts'
import { compareMoney } from '../../domain/money.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import { refused } from '../vendors/failures.ts'
import type { EasyPostClient } from './client.ts'
import { unreadable } from './failures.ts'
import { listOf, moneyIn, textOf } from './fields.ts'
import { inputDollars, inputId } from './inputs.ts'

const CREATE = { name: 'claims.create', write: true, method: 'POST', path: 'claims' } as const
const READ = { name: 'claims.retrieve', write: false, method: 'GET' } as const
const LIST = { name: 'claims.list', write: false, method: 'GET', path: 'claims' } as const

const KINDS = ['damage', 'loss', 'theft']
const PAGES = 10

/**
 * Claims the insurance of a parcel. A parcel is lost once: one claim for the same code and kind that was not cancelled is this one, and
 * one for another amount is somebody else's. Damage and theft need documents, which only a person can attach.
 */
export async function fileClaim(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const [code, type, amount] = [inputText(call, 'tracking_code'), inputText(call, 'type'), inputDollars(call, 'amount')]
  if (!KINDS.includes(type)) throw refused('wrong-type', `"${type}" is no kind of claim; it is ${KINDS.join(', ')}`)
  if (type !== 'loss') throw refused('documents-needed', `a claim for ${type} needs documents; file it in EasyPost with the photographs of the case`)
  const before = await findClaim(client, call, code, type)
  if (before !== undefined) {
    const asked = moneyIn(textOf(before, 'requested_amount'), 'USD')
    if (asked === undefined || compareMoney(asked, amount) !== 0)
      throw refused('claimed-otherwise', `"${code}" is claimed already, ${textOf(before, 'id') ?? ''}, for ${asked?.amount ?? 'no amount'} USD; nothing was filed`)
    return claimOf(before)
  }
  const recipient = optionalText(call, 'recipient_name')
  return claimOf(await client.ask({
    ...CREATE, body: {
      tracking_code: code, type, amount: amount.amount, description: inputText(call, 'description'), contact_email: inputText(call, 'contact_email'),
      payment_method: 'easypost_wallet', ...(recipient === undefined ? {} : { recipient_name: recipient }),
    },
  }, call.signal))
}

/** How a claim stands. */
export async function readClaim(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const claim = await client.ask({ ...READ, path: `claims/${encodeURIComponent(inputId(call, 'claim_id'))}` }, call.signal)
  const { outputs, reference } = claimOf(claim)
  const approved = moneyIn(textOf(claim, 'approved_amount'), 'USD')
  return { outputs: { ...outputs, status_detail: textOf(claim, 'status_detail') ?? null, approved: approved === undefined ? null : { ...approved } }, reference }
}

async function findClaim(client: EasyPostClient, call: ConnectorCall, code: string, type: string): Promise<JsonObject | undefined> {
  let before: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await client.ask({ ...LIST, query: { type, page_size: '100', ...(before === undefined ? {} : { before_id: before }) } }, call.signal)
    const claims = listOf(answer, 'claims')
    const ours = claims.find((one) => textOf(one, 'tracking_code') === code && textOf(one, 'type') === type && textOf(one, 'status') !== 'cancelled')
    if (ours !== undefined || own(answer, 'has_more') !== true) return ours
    before = textOf(claims.at(-1), 'id')
    if (before === undefined) throw unreadable(LIST)
  }
  throw refused('too-many-claims', `there are more than ${PAGES * 100} claims; look in EasyPost whether "${code}" is among them`)
}

function claimOf(claim: JsonObject): ConnectorResult {
  const [id, status] = [textOf(claim, 'id'), textOf(claim, 'status')]
  if (id === undefined || status === undefined) throw unreadable(CREATE)
  return { outputs: { claim_id: id, status }, reference: id }
}
