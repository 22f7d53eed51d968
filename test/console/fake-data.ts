import type { CasePage, CaseRow, DeliveryRow, ParkedRow, EffectRow, InboxRow, PersonRow, SopPageRow, SopRow, StoryLine, TaskRow } from '../../console/src/wire.ts'

/** The fake's present: Friday 20 November 2026, 11:20 in Berlin. */
export const NOW = Date.parse('2026-11-20T10:20:00Z')

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** An instant so many minutes from the fake's present. */
export const at = (minutes: number): string => new Date(NOW + minutes * MINUTE).toISOString()

export const people: readonly PersonRow[] = [
  { id: 'ana', name: 'Ana', roles: ['returns_inspector'] },
  { id: 'bo', name: 'Bo', roles: ['returns_inspector', 'warehouse_lead'] },
  { id: 'cleo', name: 'Cleo', roles: ['cx_lead'] },
]

/** A task that Ana holds, as the contract has it; what a test minds comes on top. */
export const aTask = (over: Partial<TaskRow> = {}): TaskRow => ({
  caseId: 'c-2041', sop: 'returns-standard', label: '#2041-R1', step: 'inspect', instance: 'inspect#1', visit: 1, epoch: 1, level: 0, kind: 'task',
  title: 'Receive and inspect the parcel of #2041-R1', forWhom: 'returns_inspector', assignee: 'ana', claimedBy: null,
  why: 'first of returns inspector who is active', startedAt: at(-2), acknowledgeBy: at(238), dueAt: at(100), breached: false,
  next: { at: at(49), what: 'reminds whoever holds it' },
  climbs: { at: at(100), what: 'goes to warehouse lead', level: 2, target: 'warehouse_lead' },
  working: { allowed: '97 min of open time', calendar: 'dock', counted: [{ from: at(-2), to: at(40) }, { from: at(45), to: at(100) }], stood: [{ from: at(40), to: at(45) }] },
  do: 'Scan the RMA, open the parcel, run the checklist for its category, choose a bin.',
  check: ['SKU and serial number equal the order line', 'The quantity is what the order says'],
  ifWrong: 'Quarantine bin, photograph it, do not discuss it with the customer; choose outcome foreign.',
  escalates: 'At half of the time a reminder, then the warehouse lead takes over, 4 h later the ops lead.',
  facts: [
    { label: 'order', value: '#2041', type: 'text', source: 'shopify', at: at(-2) },
    { label: 'item', value: 'Linen shirt, green, S', type: 'text', source: 'shopify', at: at(-2) },
    { label: 'sku', value: 'SHIRT-GRN-S', type: 'text', source: 'shopify', at: at(-2) },
    { label: 'quantity', value: 1, type: 'whole_number', source: 'shopify', at: at(-2) },
    { label: 'value', value: { amount: '129.00', currency: 'USD' }, type: 'money', source: 'shopify', at: at(-2) },
    { label: 'delivered_at', value: '2026-11-14T09:30:00Z', type: 'instant', source: 'shopify', at: at(-2) },
  ],
  form: [
    { name: 'grade', label: 'Grade', type: { kind: 'choose', options: ['a', 'b', 'c', 'd'] }, required: ['graded'] },
    { name: 'quantity', label: 'Pieces in the parcel', type: { kind: 'whole_number', min: 0 }, required: true },
    { name: 'note', label: 'Note', help: 'for whoever looks next', type: { kind: 'text', max: 500 }, required: ['foreign'] },
  ],
  outcomes: ['graded', 'short', 'foreign'], confirmed: true, ...over,
})

/** An exception task: the shop refused a refund, Cleo has to say what happens. */
export const anException = (over: Partial<TaskRow> = {}): TaskRow => aTask({
  caseId: 'c-2038', label: '#2038-R1', step: 'refund', instance: 'refund#1', kind: 'exception', title: 'Refund #2038-R1 did not work', forWhom: 'cx_lead',
  assignee: 'cleo', why: 'the only one of cx lead', startedAt: at(-300), acknowledgeBy: null, dueAt: at(-30), breached: true, level: 1,
  next: { at: at(210), what: 'the ops lead is told' },
  do: 'Look at the order in the shop, then say what should happen.', check: ['The customer was not refunded already'],
  ifWrong: 'Give up; the customer is told by hand.', escalates: 'After 4 h to the ops lead.',
  facts: [{ label: 'value', value: { amount: '64.50', currency: 'USD' }, type: 'money', source: 'shopify', at: at(-300) }],
  form: [{ name: 'amount', label: 'Amount refunded', type: { kind: 'money', currency: 'USD' }, required: true }],
  outcomes: ['done'],
  problem: { code: 'refund-exceeds', message: 'The shop refused the refund: "Refund amount exceeds the remaining balance".', step: 'refund' }, ...over,
})

/** One open case with its row's fields; what a test minds comes on top. */
export const aCase = (over: Partial<CaseRow> = {}): CaseRow => ({
  caseId: 'c-2041', sop: 'returns-standard', sopTitle: 'Standard return', version: '9f2c41d7aa01', key: 'gid://shopify/Return/7700450021',
  label: '#2041-R1', state: 'open', outcome: null, openedAt: at(-3), openedBy: 'shopify', closedAt: null, dueAt: at(15 * 24 * 60),
  breached: false, standing: 'The return was authorised; it waits for the parcel to be inspected.',
  openSteps: [{ step: 'inspect', title: 'Receive and inspect the parcel', phase: 'task', assignee: 'ana' }], woundMs: 0, confirmed: true, ...over,
})

/** One line of a story. */
export const aLine = (minutes: number, type: string, text: string, over: Partial<StoryLine> = {}): StoryLine =>
  ({ position: null, at: at(minutes), type, text, actor: 'engine', step: null, detail: {}, minor: false, confirmed: true, ...over })

const opening = (from: number): readonly StoryLine[] => [
  aLine(from, 'case_opened', 'The shopify connection opened the case: Standard return', { actor: 'integration:shopify' }),
  aLine(from, 'fact_read', 'Read order from shopify', { detail: { fact: 'order', source: 'shopify' } }),
  aLine(from, 'decided', 'Is it eligible?: authorised because in_window (rule 4)', {
    step: 'eligibility',
    detail: {
      title: 'Is it eligible?', outcome: 'authorised', because: 'in_window', rule: 4,
      inputs: { final_sale: false, value: { amount: '129.00', currency: 'USD' }, days: 6, score: 12 },
    },
  }),
  aLine(from + 1, 'effect_done', 'shopify.approve_return is done (7700450021)', { step: 'authorise', detail: { action: 'shopify.approve_return' } }),
  aLine(from + 1, 'step_started', 'Receive and inspect the parcel began', { step: 'inspect' }),
  aLine(from + 1, 'assigned', 'Receive and inspect the parcel went to ana: first of returns inspector who is active', { step: 'inspect', detail: { to: ['ana'], why: 'Ana has the shift in layer "days"', target: 'returns_inspector', roster: 'returns_floor', organisation: '4be1c7a9d2', considered: [{ person: 'bo', why: 'layer "nights" is outside its hours' }] } }),
]

const anEffect = (over: Partial<EffectRow> = {}): EffectRow => ({
  key: 'k1', action: 'shopify.approve_return', state: 'done', reference: 'gid://shopify/Return/7700450021', at: at(-2),
  input: { return_id: 'gid://shopify/Return/7700450021' }, result: { status: 'OPEN' }, ...over,
})

/** Three cases: one with a task for Ana, one whose refund needs Cleo, one that Bo finished yesterday. */
export function someCases(): CasePage[] {
  const inspection = [...opening(-3).slice(0, -1), ...opening(-3).slice(-1)]
  return [
    { case: aCase(), tasks: [aTask()], timeline: inspection, effects: [anEffect()] },
    troubled(),
    closed(),
  ]
}

function troubled(): CasePage {
  const step = 'refund'
  return {
    case: aCase({
      caseId: 'c-2038', label: '#2038-R1', openedAt: at(-26 * 60), dueAt: at(40), standing: 'The refund did not work; Cleo has to say what happens.',
      openSteps: [{ step, title: 'Refund', phase: 'exception', assignee: 'cleo' }],
    }),
    tasks: [anException()],
    timeline: [
      ...opening(-26 * 60),
      aLine(-23 * 60, 'acknowledged', 'ana took Receive and inspect the parcel', { step: 'inspect', actor: 'person:ana' }),
      aLine(-302, 'completed', 'ana finished Receive and inspect the parcel: graded', { step: 'inspect', actor: 'person:ana' }),
      aLine(-301, 'effect_failed', 'shopify.refund did not work: Refund amount exceeds the remaining balance', { step, detail: { action: 'shopify.refund' } }),
      aLine(-300, 'exception_opened', 'Refund needs a person: the shop refused the refund', { step }),
      aLine(-300, 'assigned', 'Refund went to bo: the only one of cx lead on duty', { step, detail: { to: ['bo'] } }),
      aLine(-60, 'assigned', 'Refund went to cleo: escalated', { step, actor: 'timer', detail: { to: ['cleo'], ownerBefore: 'bo' } }),
      aLine(-30, 'breached', 'Refund is past its due time', { step, actor: 'timer', confirmed: false }),
    ],
    effects: [
      anEffect({ key: 'k2', at: at(-26 * 60) }),
      anEffect({ key: 'k3', action: 'shopify.refund', state: 'refused', reference: null, at: at(-301), result: { code: 'refund-exceeds', message: 'Refund amount exceeds the remaining balance' } }),
    ],
  }
}

function closed(): CasePage {
  return {
    case: aCase({
      caseId: 'c-2035', label: '#2035-R1', state: 'closed', outcome: 'refunded', openedAt: at(-49 * 60), closedAt: at(-20 * 60),
      standing: 'Refunded 129.00 USD; the customer was told.', openSteps: [],
    }),
    tasks: [],
    timeline: [
      ...opening(-49 * 60),
      aLine(-20 * 60, 'completed', 'bo finished Receive and inspect the parcel: graded', { step: 'inspect', actor: 'person:bo' }),
      aLine(-20 * 60, 'case_closed', 'The case ended: refunded'),
    ],
    effects: [anEffect({ key: 'k4', action: 'shopify.refund', reference: 'gid://shopify/Refund/908811', at: at(-20 * 60), result: { refunded: { amount: '129.00', currency: 'USD' } } })],
  }
}

export const sops: readonly SopRow[] = [{
  sop: 'returns-standard', title: 'Standard return', why: 'The same decision on every return, and money only after the goods are seen.', owner: 'cx_lead',
  version: '9f2c41d7aa01', outcomes: ['refunded', 'declined'], openCases: 2, reviewBy: '2027-05-01T00:00:00Z', reviewDue: false,
  manual: {
    roles: ['cx_agent', 'cx_lead'],
    form: [
      { name: 'return_id', label: 'Return', help: 'the number of the return in the shop', type: { kind: 'text', max: 80 }, required: true },
      { name: 'reason', label: 'Reason', type: { kind: 'choose', options: ['unwanted', 'size', 'other'] }, required: true },
    ],
  },
}]

/** The first SOP as a card, with a step inside another one. */
export const aSopPage = (): SopPageRow => ({
  sop: sops[0]!, publishedAt: '2026-11-02T09:00:00Z', single: ['warehouse_lead'],
  card: {
    sop: 'returns-standard', title: 'Standard return', why: 'The same decision on every return, and money only after the goods are seen.', owner: 'Cx lead', version: '9f2c41d7aa01',
    starts: ['Return requested (shopify) happens.', 'By hand, by cx agent or cx lead.'], whole: ['The whole case takes at most 21 d.'],
    steps: [
      { id: 'eligibility', number: '1', title: 'Eligibility', who: 'By itself; cx lead has what goes wrong', due: null, lines: [['Row 1', 'days is at most 30 (window days): authorised'], ['Row 2', 'everything else: declined'], ['Then', 'authorised: go on with 2'], ['Then', 'declined: the case ends as "Declined"']] },
      { id: 'dock', number: '2', title: 'At the dock', who: 'By itself; cx lead has what goes wrong', due: null, lines: [['Side by side', 'goods (from 2.1)'], ['Goes on when', 'all are done'], ['Then', 'the case ends as "Refunded"']] },
      { id: 'inspect', number: '2.1', title: 'Inspect [order name]', who: 'Returns inspector', due: 'within 2 business days', lines: [['Do', 'Open the parcel.\nGrade it.'], ['Check', 'The serial number matches'], ['If wrong', 'Quarantine it.'], ['Escalates', 'When the time is up: Warehouse lead takes it over.'], ['Ends as', 'Done']] },
    ],
    outcomes: [{ name: 'Refunded', from: ['2'] }, { name: 'Declined', from: ['1'] }], limits: ['Window days: 30 (cx lead may change it)'],
    ask: ['Cx lead answers for this procedure.'],
  },
})

/** One hour in milliseconds, for winding. */
export const ONE_HOUR = HOUR

/** One message that arrived. */
export const aDelivery = (over: Partial<DeliveryRow> = {}): DeliveryRow => ({
  id: 'd1', step: 'refund', kind: 'task', person: 'bo', to: 'Bo', channel: 'slack', headline: 'Refund #2038-R1 did not work: it is yours, due Fri 10:50', state: 'sent', tries: 1,
  possibleRepeat: false, createdAt: at(-300), settledAt: at(-300), nextAt: null, reason: null, ...over,
})

/** Every way a message can go. */
export const deliveries = (): readonly DeliveryRow[] => [
  aDelivery(),
  aDelivery({ id: 'd2', person: 'cleo', to: 'Cleo', state: 'failed_over', tries: 3, reason: 'Slack says "channel_not_found"', createdAt: at(-60), settledAt: at(-59), headline: 'Refund #2038-R1 climbed to you' }),
  aDelivery({ id: 'd3', person: 'cleo', to: 'Cleo', channel: 'email', possibleRepeat: true, createdAt: at(-59), settledAt: at(-58), headline: 'Refund #2038-R1 climbed to you' }),
  aDelivery({ id: 'd4', person: null, to: '#ops-alerts', kind: 'notice', state: 'due', tries: 2, createdAt: at(-2), settledAt: null, nextAt: at(1), headline: 'Refund #2038-R1 is past its due time', reason: 'Slack is slow' }),
  aDelivery({ id: 'd5', person: 'ana', to: 'Ana', kind: 'reminder', channel: 'email', state: 'failed', createdAt: at(-40), settledAt: at(-39), headline: 'Reminder: #2038-R1', reason: 'the mail server says "no such user"' }),
]

/** One of each kind that waits for a person, and one that is tried again. */
export const setAside = (): readonly ParkedRow[] => [
  { kind: 'mail', id: '7', what: 'Re: [due Fri 06:00] Receive and inspect the parcel', from: 'ana', caseId: 'c-2041', reason: 'the first line is not one of the answers', at: at(-12), again: false, file: 'b'.repeat(64) },
  { kind: 'webhook', id: '31', what: 'returns/request', from: 'shopify', caseId: null, reason: '"total" is no amount: "12,5" (after 8 tries)', at: at(-60), again: false, file: null },
  { kind: 'interaction', id: 'c'.repeat(64), what: 'complete inspect', from: 'bo', caseId: 'c-2041', reason: 'the engine is away', at: at(-26 * 60), again: true, file: null },
  { kind: 'mail', id: '6', what: '', from: '', caseId: null, reason: 'it could not be taken in; the log of the mailbox process says why', at: at(-30 * 60), again: false, file: null },
]

const aWebhook = (over: Partial<InboxRow>): InboxRow => ({
  id: '35', source: 'shopify', topic: 'returns/request', deliveryId: 'wh-35', eventId: 'event-35', state: 'delivered', again: false, repeats: 0, conflicts: 0, at: at(-3), settledAt: at(-3), caseId: null, says: '', ...over,
})

/** One webhook of each kind, the newest first. */
export const inbox = (): readonly InboxRow[] => [
  aWebhook({ id: '35', state: 'new', settledAt: null, source: 'stripe', topic: 'charge.dispute.created', at: at(-1) }),
  aWebhook({ id: '34', repeats: 2, caseId: 'c-2041', says: 'opened case c-2041 of "returns-standard"' }),
  aWebhook({ id: '31', state: 'parked', at: at(-60), says: '"total" is no amount: "12,5" (after 8 tries)', conflicts: 1 }),
  aWebhook({ id: '30', state: 'ignored', source: 'easypost', topic: 'tracker.updated', at: at(-90), says: 'no SOP is opened by this "easypost.tracker_updated"' }),
  aWebhook({ id: '29', state: 'discarded', topic: 'orders/edited', at: at(-120), says: 'the trigger does not fit' }),
]

/** What a webhook says, to whoever may read it whole and to others. */
export const inboxTexts = ({ id, state }: InboxRow, whole: boolean) => ({
  body: state === 'discarded' ? null : `{\n  "id": 820982911946154508,\n  "email": "${whole ? 'maria@mail.example' : '•••'}",\n  "webhook": "${id}"\n}`,
  others: state === 'parked' ? ['{\n  "total": "13,0"\n}'] : [],
  decisions: state === 'discarded' ? [{ decision: 'dismissed' as const, by: 'cleo', because: 'a test of the shop', at: at(-100) }] : [],
})
