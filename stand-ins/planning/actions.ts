import { someLine, type Line, type Order, type State, type Store } from './state.ts'

/** What came with a request; every field is looked at before it is used. */
export type Input = Readonly<Record<string, unknown>>

/** What an action answers, given the state and the instant in epoch milliseconds. Throws `RangeError` for an input that does not fit. */
type Action = (store: Store, input: Input, now: number) => Readonly<Record<string, unknown>>

const DAY_MS = 86_400_000

const text = (input: Input, name: string): string => {
  const value = input[name]
  if (typeof value !== 'string' || value === '') throw new RangeError(`"${name}" must be text`)
  return value
}

const whole = (input: Input, name: string): number => {
  const value = input[name]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new RangeError(`"${name}" must be a whole number`)
  return value
}

const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10)
const later = (date: string, days: number): string => day(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS)
const usd = (amount: string): Readonly<Record<string, string>> => ({ amount, currency: 'USD' })
const keyOf = (input: Input): string => `${text(input, 'po')}/${text(input, 'line')}`

const lineOf = (state: State, input: Input): Line => {
  const found = state.lines[keyOf(input)]
  if (!found) throw new RangeError(`there is no line "${keyOf(input)}"`)
  return found
}

const withLine = (store: Store, input: Input, change: (line: Line) => Partial<Line>): Line => {
  const line = { ...lineOf(store.get(), input), ...change(lineOf(store.get(), input)) }
  store.change((state) => ({ ...state, lines: { ...state.lines, [keyOf(input)]: line } }))
  return line
}

const waiting = (state: State, sku: string): readonly Order[] => state.orders.filter((order) => order.sku === sku && order.state === 'waiting')

const setState = (store: Store, ids: ReadonlySet<string>, to: Order['state']): void =>
  store.change((state) => ({ ...state, orders: state.orders.map((order) => (ids.has(order.orderId) ? { ...order, state: to } : order)) }))

/** A line that is asked for and not known is one all the same, so that any webhook can be tried. */
const impact: Action = (store, input, now) => {
  const sku = text(input, 'sku')
  if (!store.get().lines[keyOf(input)]) store.change((state) => ({ ...state, lines: { ...state.lines, [keyOf(input)]: someLine(text(input, 'po'), text(input, 'line'), sku) } }))
  const line = lineOf(store.get(), input)
  const orders = waiting(store.get(), sku)
  const first = orders.map(({ promised }) => promised).toSorted()[0]
  return {
    cover_days: line.coverDays, orders: orders.length, breaks: orders.length, revenue: usd(line.revenue), margin: usd(line.margin), unit_cost: usd(line.unitCost),
    first_promise: first === undefined ? new Date(now).toISOString() : `${first}T23:00:00Z`, supplier_email: line.supplierEmail, slips_90d: line.slips,
    otif_percent: line.otifPercent, otif_lines: line.otifLines, alternate: line.alternate, alternate_days: line.alternateDays, substitute: line.substitute,
  }
}

const orders: Action = (store, input) => ({
  orders: waiting(store.get(), text(input, 'sku')).map((order) => ({
    order_id: order.orderId, order_name: order.orderName, email: order.email, promised: order.promised, delays: order.delays, vip: order.vip, value: usd(order.value), parts: order.parts,
  })),
})

const publish: Action = (store, input, now) => {
  const [sku, from] = [text(input, 'sku'), text(input, 'due')]
  const window = { from, to: later(from, 4) }
  const moved = store.get().windows[sku]?.to !== window.to
  store.change((state) => ({ ...state, windows: { ...state.windows, [sku]: window } }))
  return { eta_from: window.from, eta_to: window.to, ship_by: `${window.to}T23:00:00Z`, moved, answer_by: day(now + 5 * DAY_MS) }
}

const withdraw: Action = (store, input, now) => {
  const { [text(input, 'sku')]: _gone, ...windows } = store.get().windows
  store.change((state) => ({ ...state, windows }))
  return { ask_again: day(now + 3 * DAY_MS), answer_by: day(now + 5 * DAY_MS) }
}

const receive: Action = (store, input) => {
  const quantity = whole(input, 'quantity')
  const { sku } = withLine(store, input, ({ received }) => ({ received: received + quantity }))
  const first = new Set(waiting(store.get(), sku).slice(0, quantity).map(({ orderId }) => orderId))
  setState(store, first, 'released')
  return { released: first.size }
}

const consent: Action = (store, input) => {
  text(input, 'order_id')
  store.change((state) => ({ ...state, consents: [...state.consents, input] }))
  return { kept: true }
}

const substitute: Action = (store, input) => {
  setState(store, new Set([text(input, 'order_id')]), 'substituted')
  return { replaced: true }
}

/** What the planning system can be asked for, by the header `Evenkeel-Action`. */
export const actions: Readonly<Record<string, Action>> = {
  'supply.impact': impact,
  'supply.orders': orders,
  'supply.set_po_date': (store, input) => ({ due: withLine(store, input, () => ({ due: text(input, 'date') })).due }),
  'supply.publish_eta': publish,
  'supply.withdraw_eta': withdraw,
  'supply.allocate': (store, input) => ({ losers: waiting(store.get(), text(input, 'sku')).length }),
  'supply.expedite': (store, input) => ({ reference: `air_${lineOf(store.get(), input).po}` }),
  'supply.receive': receive,
  'supply.keep_open': (store, input) => ({ open: withLine(store, input, () => ({ open: true })).received }),
  'supply.consent': consent,
  'supply.substitute': substitute,
  'supply.close_po_line': (store, input) => ({ closed: !withLine(store, input, () => ({ open: false })).open }),
  'supply.score': () => ({ penalty: usd('0.00') }),
}
