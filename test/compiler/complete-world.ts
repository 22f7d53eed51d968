import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ActionDeclaration, EventDeclaration, Vocabulary } from '../../domain/connector.ts'
import type { CalledSop } from '../../compiler/called.ts'
import { compileSop } from '../../compiler/compile.ts'
import type { World } from '../../compiler/context.ts'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { sourceFile } from '../../compiler/source.ts'

const folder = join(import.meta.dirname, 'fixtures/complete')
export const complete = (name: string): string => readFileSync(join(folder, name), 'utf8')

const action = (name: string, effect: ActionDeclaration['effect'], inputs: ActionDeclaration['inputs'], outputs: ActionDeclaration['outputs']): ActionDeclaration => ({
  name, summary: name, effect, inputs, outputs, idempotency: 'provider-key', refusals: [], scopes: [], retry: 'unknown-outcome', guard: null, readBack: null, compensation: null,
})

/** What the complete example of the language needs of its systems. */
export const completeVocabulary: Vocabulary = {
  actions: [
    action('shopify.order', 'read', { id: 'text' }, {
      id: 'text', value: 'money', quantity: 'whole_number', final_sale: 'yes_no', delivered_at: 'instant', return_status: 'text',
      customer: { map: { id: 'text', name: 'text', email: 'text', locale: { optional: 'text' }, zone: { optional: 'text' } } },
    }),
    action('risk.score', 'read', { customer: 'text' }, { score: 'whole_number' }),
    action('shopify.approve_return', 'write', { return_id: 'text' }, { tracking_code: 'text' }),
    action('shopify.close_return', 'write', { return_id: 'text' }, {}),
    action('inventory.dispose', 'write', { order: 'text', state: 'text' }, {}),
    action('ledger.note', 'write', { amount: 'money', because: 'text' }, {}),
    action('refund.pay', 'money', { amount: 'money', method: 'text' }, { amount: 'money', reference: 'text' }),
  ],
  events: [
    event('shopify.return_requested', { return_id: 'text', order_id: 'text', reason: 'text' }),
    event('shopify.order_cancelled', { order_id: 'text' }),
    event('easypost.tracker_updated', { tracking_code: 'text', status: 'text' }),
    event('stripe.dispute_created', { order_id: 'text', amount: 'money' }),
  ],
}

function event(name: string, fields: EventDeclaration['fields']): EventDeclaration {
  return { name, summary: name, fields }
}

export const completeOrganisation = compileOrganisation(sourceFile('organisation.yaml', complete('organisation.yaml')), {
  vocabulary: completeVocabulary,
  environment: {},
  now: Date.parse('2026-11-20T10:00:00Z'),
})

/** The example's surroundings: its templates, its organisation and the SOP that it calls. */
export const completeWorld: World = {
  vocabulary: completeVocabulary,
  organisation: completeOrganisation.organisation,
  messages: (name) =>
    readdirSync(join(folder, 'messages'))
      .filter((file) => file.startsWith(`${name}.`))
      .map((file) => ({ locale: file.split('.')[1] ?? '', path: `messages/${file}`, text: complete(`messages/${file}`) })),
  sop: (name) => {
    if (name !== 'refund-approval') return { kind: 'missing' }
    called ??= compileSop(sourceFile('refund-approval.yaml', complete('refund-approval.yaml')), completeWorld).called
    return called ? { kind: 'found', sop: called } : { kind: 'broken' }
  },
}

let called: CalledSop | undefined
