import type { Delivery, Outgoing } from '../../../domain/delivery.ts'
import type { TaskCard } from '../../../domain/views.ts'

export const NOW = Date.parse('2026-11-20T10:00:00Z')
const HOUR = 3_600_000

export const aCard = (change: Partial<TaskCard> = {}): TaskCard => ({
  caseId: 'returns/R1', sop: 'returns', label: '#2041', step: 'inspect', instance: 'inspect#1', visit: 1, epoch: 2, level: 0, kind: 'task', title: 'Receive and inspect the parcel',
  forWhom: 'warehouse', assignee: 'ana', claimedBy: null, why: 'on the warehouse roster now', startedAt: NOW, acknowledgeBy: null, dueAt: NOW + 2 * HOUR, breached: false,
  next: { at: NOW + HOUR, what: 'reminds ana' }, do: 'Weigh it and look at the seal.', check: ['The seal is whole', 'The weight fits'], ifWrong: 'Photograph it and stop.',
  escalates: 'After 2 h to the shift lead', form: [], outcomes: ['good', 'short', 'foreign'],
  facts: [
    { label: 'Order value', value: { amount: '80.00', currency: 'USD' }, type: 'money', source: 'shop', at: NOW - HOUR },
    { label: 'Delivered', value: NOW - 24 * HOUR, type: 'instant', source: 'carrier', at: NOW - HOUR },
    { label: 'Lines', value: 2, type: 'whole_number', source: null, at: null },
  ],
  ...change,
})

export const aDelivery = (change: Partial<Delivery> = {}): Delivery => ({
  id: 'd1', caseId: 'returns/R1', step: 'inspect', instance: 'inspect#1', kind: 'task', person: 'ana', address: 'U02ANA', channel: 'slack', urgent: false,
  headline: 'It is yours: you are on the warehouse roster now.', state: 'due', tries: 0, possibleRepeat: false, createdAt: NOW, reference: null, reason: null, ...change,
})

export const anOutgoing = (change: Partial<Outgoing> = {}): Outgoing => ({
  delivery: aDelivery(), person: { id: 'ana', name: 'Ana', zone: 'America/Chicago', locale: 'en-US' }, caseLabel: '#2041', sopTitle: 'Returns', caseUrl: 'https://ek.test/cases/returns%2FR1',
  task: aCard(), over: null, threadOf: null, items: [], ...change,
})

const NAMES: Readonly<Record<string, string>> = { ana: 'Ana', bo: 'Bo' }
export const letterhead = { now: NOW, nameOf: (id: string) => NAMES[id] ?? id }
