import { createEmailChannel, type EmailChannelDeps } from '../../../adapters/email/task-channel.ts'
import type { Delivery, Outgoing } from '../../../domain/delivery.ts'
import type { LinkFor } from '../../../domain/mail/link.ts'
import type { Organisation } from '../../../domain/organisation.ts'
import type { Plan } from '../../../domain/plan.ts'
import type { TaskCard } from '../../../domain/views.ts'
import { anOrganisation, aPlan, aTask } from '../../harness/plans.ts'

export const NOW = Date.parse('2026-11-20T10:00:00Z')
const HOUR = 3_600_000

export const aCard = (change: Partial<TaskCard> = {}): TaskCard => ({
  caseId: 'returns/R1', sop: 'returns', label: '#2041', step: 'inspect', instance: 'inspect#1', visit: 1, epoch: 2, level: 0, kind: 'task', title: 'Receive and inspect the parcel',
  forWhom: 'warehouse', assignee: 'ana', claimedBy: null, why: 'on the warehouse roster now', startedAt: NOW, acknowledgeBy: null, dueAt: NOW + 2 * HOUR, breached: false,
  next: { at: NOW + HOUR, what: 'reminds ana' }, do: 'Weigh it and look at the seal.', check: ['The seal is whole', 'The weight fits'], ifWrong: 'Photograph it and stop.',
  escalates: 'After 2 h to the shift lead', form: [], outcomes: ['good', 'short'],
  facts: [
    { label: 'Order value', value: { amount: '80.00', currency: 'USD' }, type: 'money', source: 'shop', at: NOW - HOUR },
    { label: 'Delivered', value: NOW - 24 * HOUR, type: 'instant', source: 'carrier', at: NOW - HOUR },
  ],
  ...change,
})

export const aDelivery = (change: Partial<Delivery> = {}): Delivery => ({
  id: '7', caseId: 'returns/R1', step: 'inspect', instance: 'inspect#1', kind: 'task', person: 'ana', address: 'ana@shop.example', channel: 'email', urgent: false,
  headline: 'Receive and inspect the parcel is yours: on the warehouse roster now', state: 'due', tries: 0, possibleRepeat: false, createdAt: NOW, reference: null, reason: null, ...change,
})

export const anOutgoing = (change: Partial<Outgoing> = {}): Outgoing => ({
  delivery: aDelivery(), person: { id: 'ana', name: 'Ana', zone: 'America/Chicago', locale: 'en-US' }, caseLabel: '#2041', sopTitle: 'Returns', caseUrl: 'https://ek.test/cases/returns%2FR1',
  task: aCard(), over: null, threadOf: null, items: [], ...change,
})

const person = (id: string, name: string) => ({ id, name, email: `${id}@shop.example`, zone: 'UTC', locale: 'en', active: true, access: ['staff'] }) as const

export const shop: Organisation = anOrganisation({
  people: { ana: person('ana', 'Ana Brandt'), bo: person('bo', 'Bo') },
  roles: { warehouse: { id: 'warehouse', accountableFor: 'parcels', people: ['ana', 'bo'], pick: 'first' } },
})

export const returns: Plan = aPlan([aTask('inspect', { outcomes: ['good', 'short'] })], { sop: 'returns' })

/** A channel to a mail server, with links that count up. */
export function channelTo(smtpUrl: string, change: Partial<EmailChannelDeps> = {}) {
  const issued: (LinkFor & { readonly token: string; readonly code: string })[] = []
  const channel = createEmailChannel({
    smtpUrl, from: 'Shop <sops@shop.example>', publicUrl: 'https://ek.test', replyAddress: 'answers@shop.example', organisation: async () => shop, plan: async () => returns,
    moneyActions: new Set(['shop.refund']), now: () => NOW,
    links: {
      issue: async (link) => {
        const made = { token: String(issued.length + 1).padStart(40, 'a'), code: '012345' }
        issued.push({ ...link, ...made })
        return made
      },
    },
    ...change,
  })
  return { channel, issued }
}
