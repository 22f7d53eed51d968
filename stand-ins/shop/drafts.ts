import type { Data } from './graphql/types.ts'
import { digits } from './returns.ts'
import { addOrder, nextId } from './seed.ts'
import type { Address, Draft, Order, Store } from './state.ts'

/** A refusal without a code, as drafts and orders have it. */
export interface PlainError {
  readonly field: readonly string[] | null
  readonly message: string
}

/** An address of the vendor's input, over what was known. */
export function addressFrom(input: Data, before: Address | null): Address {
  const text = (name: string, fallback: string): string => (typeof input[name] === 'string' ? input[name] : fallback)
  const names = `${text('firstName', '')} ${text('lastName', '')}`.trim()
  return {
    name: names === '' ? (before?.name ?? '') : names, address1: text('address1', before?.address1 ?? ''), address2: text('address2', before?.address2 ?? ''),
    city: text('city', before?.city ?? ''), province: text('provinceCode', before?.province ?? ''), zip: text('zip', before?.zip ?? ''),
    country: text('countryCode', before?.country ?? ''), phone: text('phone', before?.phone ?? ''),
  }
}

/** `draftOrderCreate`: lines of known variants, with a part of their price off. */
export function createDraft(store: Store, input: Data, now: number): { readonly draft: Draft | null; readonly userErrors: readonly PlainError[] } {
  const asked = (input['lineItems'] ?? []) as readonly Data[]
  const tags = (input['tags'] ?? []) as readonly string[]
  if (asked.length === 0) return { draft: null, userErrors: [{ field: null, message: 'Add at least 1 product' }] }
  if (tags.some((tag) => tag.length > 40)) return { draft: null, userErrors: [{ field: ['input', 'tags'], message: 'Tags are too long (maximum is 40 characters each)' }] }
  const lines = asked.map((line) => draftLine(store, line))
  if (lines.includes(undefined)) return { draft: null, userErrors: [{ field: ['input', 'lineItems'], message: 'Product with ID is no longer available.' }] }
  const number = nextId(store, 'draft-number')
  const draft: Draft = {
    id: nextId(store, 'draft'), name: `#D${number.slice(-3)}`, tags, note: typeof input['note'] === 'string' ? input['note'] : null,
    email: typeof input['email'] === 'string' ? input['email'] : null, currency: String(input['presentmentCurrencyCode'] ?? 'USD'),
    address: input['shippingAddress'] === undefined || input['shippingAddress'] === null ? null : addressFrom(input['shippingAddress'] as Data, null),
    lines: lines.filter((line) => line !== undefined), orderId: null, createdAt: new Date(now).toISOString(),
  }
  store.commit({ table: 'drafts', row: draft })
  return { draft, userErrors: [] }
}

function draftLine(store: Store, line: Data): Draft['lines'][number] | undefined {
  const item = store.get('items', digits(line['variantId'], 'ProductVariant'))
  const quantity = Number(line['quantity'])
  const sold = store.all('orders').flatMap((order) => order.lines).find((one) => one.sku === item?.sku)
  if (item === undefined || sold === undefined || quantity < 1) return undefined
  const discount = line['appliedDiscount'] as Data | null | undefined
  const percentOff = discount?.['valueType'] === 'PERCENTAGE' ? Number(discount['value']) : 0
  return { sku: item.sku, title: sold.title, quantity, unitPrice: sold.unitPrice, percentOff }
}

/** `draftOrderComplete`: makes the order once; a draft that is complete is refused. */
export function completeDraft(store: Store, id: string, now: number): { readonly draft: Draft | null; readonly userErrors: readonly PlainError[] } {
  const draft = store.get('drafts', id)
  if (draft === undefined) return { draft: null, userErrors: [{ field: ['id'], message: 'Draft order does not exist' }] }
  if (draft.orderId !== null) return { draft: null, userErrors: [{ field: ['id'], message: 'This order has been paid' }] }
  const price = (line: Draft['lines'][number]): string => {
    const full = BigInt(line.unitPrice)
    const due = full - (full * BigInt(Math.round(line.percentOff * 100))) / 10_000n
    return due.toString()
  }
  const order = addOrder(store, {
    currency: draft.currency, unfulfilled: true, tags: draft.tags, ...(draft.email === null ? {} : { customer: { email: draft.email } }),
    ...(draft.address === null ? {} : { address: draft.address }),
    lines: draft.lines.map((line) => ({ sku: line.sku, title: line.title, quantity: line.quantity })),
  }, now)
  const lines = order.lines.map((line, index) => ({ ...line, unitPrice: price(draft.lines[index] ?? { ...line, percentOff: 0 }) }))
  const paid = lines.reduce((sum, line) => sum + BigInt(line.unitPrice) * BigInt(line.quantity), 0n)
  const made: Order = { ...order, lines, paid: paid.toString(), draftId: draft.id }
  const row: Draft = { ...draft, orderId: order.id }
  store.commit({ table: 'orders', row: made }, { table: 'drafts', row })
  return { draft: row, userErrors: [] }
}
