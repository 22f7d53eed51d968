import { QueryProblem } from './graphql/types.ts'
import type { Data } from './graphql/types.ts'
import { placeOf } from './places.ts'
import { digits } from './returns.ts'
import { nextId } from './seed.ts'
import type { Adjustment, Level, Store } from './state.ts'

/** Names of quantities that can be changed, and the reasons that a change may have, as the vendor lists them. */
const NAMES = ['available', 'damaged', 'quality_control', 'reserved', 'safety_stock']
const REASONS = [
  'correction', 'cycle_count_available', 'damaged', 'movement_canceled', 'movement_created', 'movement_received', 'movement_updated', 'other',
  'promotion', 'quality_control', 'received', 'reservation_created', 'reservation_deleted', 'reservation_updated', 'restock', 'safety_stock', 'shrinkage',
]

/** A refusal of a change of stock. */
export interface StockError {
  readonly field: readonly string[]
  readonly message: string
  readonly code: string
}
/** What a change of stock answers. */
export interface StockAnswer {
  readonly adjustment: Adjustment | null
  readonly userErrors: readonly StockError[]
}
interface Change {
  readonly itemId: string
  readonly locationId: string
  readonly name: string
  readonly delta: number
  readonly terminal: Data
  readonly field: readonly string[]
}
interface Asked {
  readonly root: string
  readonly input: Data
  readonly key: string | null
  readonly now: number
  readonly keyRetentionMs: number
}

/** `on_hand`: what is there in any state. */
export const onHand = (level: Level): number =>
  Object.entries(level.quantities).reduce((sum, [name, quantity]) => (name === 'incoming' ? sum : sum + quantity), 0)

/** `inventoryAdjustQuantities`: deltas of one quantity name. */
export const adjust = (store: Store, asked: Asked): StockAnswer =>
  once(store, asked, () => (asked.input['changes'] as readonly Data[]).map((change, index) => ({
    itemId: digits(change['inventoryItemId'], 'InventoryItem'), locationId: digits(change['locationId'], 'Location'),
    name: String(asked.input['name']), delta: Number(change['delta']), terminal: change, field: ['input', 'changes', String(index)],
  })))

/** `inventoryMoveQuantities`: from one state to another at one place. */
export const moveStates = (store: Store, asked: Asked): StockAnswer =>
  once(store, asked, () => (asked.input['changes'] as readonly Data[]).flatMap((change, index) => (['from', 'to'] as const).map((side) => {
    const terminal = change[side] as Data
    return {
      itemId: digits(change['inventoryItemId'], 'InventoryItem'), locationId: digits(terminal['locationId'], 'Location'), name: String(terminal['name']),
      delta: side === 'from' ? -Number(change['quantity']) : Number(change['quantity']), terminal, field: ['input', 'changes', String(index), side],
    }
  })))

/** A key that was used answers from what was changed then; with other parameters it throws. The change and its key are one commit. */
function once(store: Store, asked: Asked, changesOf: () => readonly Change[]): StockAnswer {
  const parameters = JSON.stringify([asked.root, asked.input])
  const used = asked.key === null ? undefined : store.get('keys', asked.key)
  if (used !== undefined && asked.now - used.at < asked.keyRetentionMs) {
    if (used.parameters === parameters) return { adjustment: store.get('adjustments', used.refundId) ?? null, userErrors: [] }
    throw new QueryProblem({
      message: 'The idempotency key was used before with other parameters.', path: [asked.root], extensions: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' },
    })
  }
  const changes = changesOf()
  const userErrors = [...badInput(asked.input), ...changes.flatMap((change) => badChange(store, change))]
  return userErrors.length > 0 ? { adjustment: null, userErrors } : carryOut(store, asked, changes, parameters)
}

function carryOut(store: Store, asked: Asked, changes: readonly Change[], parameters: string): StockAnswer {
  const at = new Date(asked.now).toISOString()
  const levels = new Map<string, Level>()
  for (const change of changes) {
    const id = `${change.itemId}@${change.locationId}`
    const level = levels.get(id) ?? store.get('levels', id)
    if (level === undefined) continue
    const quantity = (level.quantities[change.name] ?? 0) + change.delta
    levels.set(id, { ...level, updatedAt: at, quantities: { ...level.quantities, [change.name]: quantity } })
  }
  const adjustment: Adjustment = {
    id: nextId(store, 'adjustment'), reason: String(asked.input['reason']), reference: textOf(asked.input['referenceDocumentUri']), key: asked.key, at,
    changes: changes.map(({ itemId, locationId, name, delta }) => ({ levelId: `${itemId}@${locationId}`, name, delta })),
  }
  const key = asked.key === null ? [] : [{ table: 'keys', row: { id: asked.key, parameters, refundId: adjustment.id, at: asked.now } } as const]
  store.commit({ table: 'adjustments', row: adjustment }, ...[...levels.values()].map((row) => ({ table: 'levels', row }) as const), ...key)
  return { adjustment, userErrors: [] }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function badInput(input: Data): readonly StockError[] {
  const reference = textOf(input['referenceDocumentUri'])
  return [
    ...(REASONS.includes(String(input['reason'])) ? [] : [{ field: ['input', 'reason'], message: 'The reason is invalid.', code: 'INVALID_REASON' }]),
    ...(reference !== null && !/^[a-z][a-z0-9+.-]*:\/\/[^/]/.test(reference)
      ? [{ field: ['input', 'referenceDocumentUri'], message: 'The reference document URI is invalid.', code: 'INVALID_REFERENCE_DOCUMENT' }] : []),
  ]
}

function badChange(store: Store, { itemId, locationId, name, delta, terminal, field }: Change): readonly StockError[] {
  const error = (on: string, message: string, code: string): readonly StockError[] => [{ field: [...field, on], message, code }]
  const ledger = textOf(terminal['ledgerDocumentUri'])
  if (!NAMES.includes(name)) return error('name', 'The quantity name is invalid.', 'INVALID_QUANTITY_NAME')
  if (store.get('items', itemId) === undefined) return error('inventoryItemId', 'The inventory item could not be found.', 'INVALID_INVENTORY_ITEM')
  if (placeOf(locationId) === undefined) return error('locationId', 'The location could not be found.', 'INVALID_LOCATION')
  if (name === 'available' && ledger !== null) return error('ledgerDocumentUri', 'A ledger document URI is not allowed when adjusting available.', 'INVALID_AVAILABLE_DOCUMENT')
  if (name !== 'available' && (ledger === null || ledger.startsWith('gid://shopify/')))
    return error('ledgerDocumentUri', 'A ledger document URI is required except when adjusting available.', 'INVALID_LEDGER_DOCUMENT')
  const level = store.get('levels', `${itemId}@${locationId}`)
  if (level === undefined) return error('locationId', 'The inventory item is not stocked at the location.', 'ITEM_NOT_STOCKED_AT_LOCATION')
  // Needed at run time, although the schema does not say so: a number, or null to say that nothing is compared.
  if (!Object.hasOwn(terminal, 'changeFromQuantity')) return error('changeFromQuantity', 'The changeFromQuantity argument is required.', 'CHANGE_FROM_QUANTITY_REQUIRED')
  const from = terminal['changeFromQuantity']
  const now = level.quantities[name] ?? 0
  if (from !== null && from !== now) return error('changeFromQuantity', 'The changeFromQuantity value does not match the persisted quantity.', 'CHANGE_FROM_QUANTITY_STALE')
  if (name !== 'available' && now + delta < 0) return error('quantity', 'The quantity cannot become negative.', 'NEGATIVE_QUANTITY')
  return []
}
