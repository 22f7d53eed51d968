import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stripeActions } from '../../../adapters/stripe/declarations.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import type { Connector, ConnectorCall, ConnectorResult } from '../../../domain/ports.ts'
import { hasFields } from '../../../domain/shape.ts'
import { startStripe, type RunningStripe } from '../../../stand-ins/stripe/stripe.ts'
import { control, type Loose } from '../../stand-ins/ask.ts'
import { aCharge, asked, clientOf } from '../../stand-ins/ask-stripe.ts'
import { aCall, connectTo, failureOf } from './call.ts'

let stripe: RunningStripe
let connector: Connector
beforeEach(async () => {
  stripe = await startStripe()
  connector = connectTo(stripe)
})
afterEach(() => stripe.close())

const EVIDENCE = { shipping_carrier: 'UPS', shipping_tracking_number: '1Z1', uncategorized_text: 'Delivered and signed for.' }
const fault = (operation: string, mode: string): Promise<unknown> => control(stripe, 'POST', 'faults', { operation, mode })
const disputed = async (more: object = {}, metadata = {}): Promise<Loose> => control(stripe, 'POST', 'dispute', { charge: (await aCharge(stripe, { metadata })).id, ...more })
const ask = (action: string, input: JsonObject, more: Partial<Omit<ConnectorCall, 'input'>> = {}): Promise<ConnectorResult> =>
  connector.perform(aCall(`stripe.${action}`, input, { key: `chargeback/1/${action}#1/1`, ...more }))
const stage = (id: string, evidence: Json = EVIDENCE, more = {}) => ask('stage_evidence', { dispute_id: id, evidence }, more)
const submit = (id: string, more = {}) => ask('submit_evidence', { dispute_id: id }, more)
const accept = (id: string, more = {}) => ask('accept_dispute', { dispute_id: id }, more)
const stored = (id: string): Loose => stripe.store.get('disputes', id)
const again = { look: true } as const

describe('a dispute', () => {
  test('is read with its money, its date and whether it was answered', async () => {
    const dispute = await disputed({ amount: 2_500 })
    const { outputs } = await ask('dispute', { dispute_id: dispute.id })
    expect(outputs).toEqual({
      dispute_id: dispute.id, charge: dispute.charge, order_id: '', amount: { amount: '25.00', currency: 'USD' }, reason: 'product_not_received', status: 'needs_response',
      due_by: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), submission_count: 0, is_charge_refundable: false,
    })
    expect(hasFields(outputs, stripeActions.find(({ name }) => name === 'stripe.dispute')!.outputs)).toBe(true)
    expect((await ask('dispute', { dispute_id: (await disputed({ dueInDays: null })).id })).outputs['due_by']).toBeNull()
    expect((await ask('dispute', { dispute_id: (await disputed({}, { order_id: 'O-7' })).id })).outputs['order_id']).toBe('O-7')
    expect(await failureOf(ask('dispute', { dispute_id: 'du_none' }))).toMatchObject({ failure: 'refused', code: 'resource-missing' })
  })
})

describe('evidence', () => {
  test('is put beside the dispute and not sent, which leaving out a word would do', async () => {
    const { id } = await disputed()
    expect((await stage(id, { ...EVIDENCE, receipt: null, billing_address: '' })).outputs).toEqual({ status: 'needs_response' })
    expect(stored(id)).toMatchObject({ evidence: EVIDENCE, evidence_details: { has_evidence: true, submission_count: 0 } })
    expect(asked(stripe, 'disputes.update')).toMatchObject([{ key: 'chargeback/1/stage_evidence#1/1', params: { submit: 'false' } }])
  })

  test('that lies there already is not put there again', async () => {
    const { id } = await disputed()
    await fault('disputes.update', 'reset-after-commit')
    expect(await failureOf(stage(id))).toMatchObject({ failure: 'unknown-outcome' })
    await stage(id, EVIDENCE, again)
    expect(asked(stripe, 'disputes.update')).toHaveLength(1)
  })

  test.each([
    [{}], [{ shipping_carrier: '' }], [{ tracking: '1Z1' }], [{ shipping_carrier: 7 }], [{ shipping_carrier: { a: 'b' } }], ['text'], [null], [{ constructor: 'x' }],
    [{ uncategorized_text: 'x'.repeat(150_001) }],
  ] as [Json][])('of a shape that Stripe does not take (%#) is refused before anything is sent', async (evidence) => {
    expect(await failureOf(stage('du_1', evidence))).toMatchObject({ failure: 'refused', code: 'wrong-evidence' })
    expect(stripe.log.all()).toEqual([])
  })

  test('is sent once, whatever becomes of the answer and of the key', async () => {
    const { id } = await disputed()
    await stage(id)
    await fault('disputes.update', 'reset-after-commit')
    expect(await failureOf(submit(id))).toMatchObject({ failure: 'unknown-outcome' })
    await control(stripe, 'POST', 'forget-keys', {})
    expect((await submit(id, again)).outputs).toEqual({ status: 'under_review' })
    expect((await submit(id, { key: 'chargeback/1/submit_evidence#1/2' })).outputs).toEqual({ status: 'under_review' })
    expect(stored(id).evidence_details.submission_count).toBe(1)
  })

  test('that somebody sent by hand meanwhile is not taken for ours', async () => {
    const { id } = await disputed()
    await stage(id)
    await clientOf(stripe).disputes.update(id, { submit: true })
    expect(await failureOf(submit(id))).toMatchObject({ failure: 'refused', code: 'already-submitted', message: expect.stringContaining('somebody in Stripe') })
    expect(await failureOf(submit(id, { key: 'another/1' }))).toMatchObject({ code: 'already-submitted' })
  })

  test('is not sent while there is none: there is one chance', async () => {
    const { id } = await disputed()
    expect(await failureOf(submit(id))).toMatchObject({ failure: 'refused', code: 'no-evidence' })
    expect(stored(id).evidence_details.submission_count).toBe(0)
  })

  test('is refused by name once the dispute is over', async () => {
    const { id } = await disputed()
    await control(stripe, 'POST', 'dispute/end', { dispute: id, status: 'lost' })
    for (const result of [stage(id), submit(id)]) expect(await failureOf(result)).toMatchObject({ failure: 'refused', code: 'invalid-state' })
  })

  test('after a failure that Stripe keeps, and that did nothing, waits for a new attempt', async () => {
    const { id } = await disputed()
    await stage(id)
    await fault('disputes.update', 'error-before')
    expect(await failureOf(submit(id))).toMatchObject({ failure: 'unknown-outcome' })
    expect(await failureOf(submit(id, again))).toMatchObject({ failure: 'refused', code: 'first-try-failed' })
    expect((await submit(id, { key: 'chargeback/1/submit_evidence#1/2' })).outputs).toEqual({ status: 'under_review' })
    expect(stored(id).evidence_details.submission_count).toBe(1)
  })
})

describe('giving in', () => {
  test('closes the dispute once, and one that is lost already is as it should be', async () => {
    const { id } = await disputed()
    await fault('disputes.close', 'garbage-after-commit')
    expect(await failureOf(accept(id))).toMatchObject({ failure: 'unknown-outcome' })
    expect((await accept(id, again)).outputs).toEqual({ status: 'lost' })
    expect(asked(stripe, 'disputes.close')).toHaveLength(1)
  })

  test.each(['under_review', 'won'])('is refused where the dispute is %s', async (status) => {
    const { id } = await disputed()
    await control(stripe, 'POST', 'dispute/end', { dispute: id, status })
    expect(await failureOf(accept(id))).toMatchObject({ failure: 'refused', code: 'invalid-state' })
    expect(asked(stripe, 'disputes.close')).toEqual([])
  })

  test('of a dispute that ended between the look and the call is judged by how it ended', async () => {
    const { id } = await disputed()
    const winning = async (): Promise<ConnectorResult> => {
      await control(stripe, 'POST', 'faults', { operation: 'disputes.close', mode: 'slow', ms: 200 })
      const call = accept(id)
      while (asked(stripe, 'disputes.close').length === 0) await new Promise(setImmediate)
      await control(stripe, 'POST', 'dispute/end', { dispute: id, status: 'lost' })
      return call
    }
    expect((await winning()).outputs).toEqual({ status: 'lost' })
  })
})

test('an action that does not exist is our mistake', async () => {
  expect(await failureOf(ask('constructor', {}))).toMatchObject({ failure: 'contract', code: 'unknown-action' })
})
