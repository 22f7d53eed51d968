import { newPartId } from '../ids.ts'
import { fieldsOf, listOf, textOf } from '../json.ts'
import type { Fields } from '../json.ts'

/** Elements that somebody can act on, wherever they stand in a block. */
export function elementsOf(block: Fields): readonly Fields[] {
  const type = textOf(block['type'])
  if (type === 'section') return block['accessory'] === undefined ? [] : [fieldsOf(block['accessory'])]
  if (type === 'actions') return listOf(block['elements']).map(fieldsOf)
  return type === 'input' ? [fieldsOf(block['element'])] : []
}

/** The blocks as the workspace keeps them: each with a `block_id`, each element with an `action_id`, texts with their defaults. */
export const fillBlocks = (blocks: unknown): readonly Fields[] => listOf(blocks).map((block) => {
  const filled = texts(fieldsOf(block)) as Fields
  const named = { ...filled, block_id: textOf(filled['block_id']) || newPartId() }
  if (filled['type'] === 'actions') return { ...named, elements: listOf(filled['elements']).map(act) }
  if (filled['type'] === 'input') return { ...named, optional: filled['optional'] ?? false,
    dispatch_action: filled['dispatch_action'] ?? false, element: act(filled['element']) }
  return filled['accessory'] === undefined ? named : { ...named, accessory: act(filled['accessory']) }
})

const act = (element: unknown): Fields => {
  const fields = fieldsOf(element)
  return fields['type'] === 'image' ? fields : { ...fields, action_id: textOf(fields['action_id']) || newPartId() }
}

function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, texts(inner)]))
  if (fields['type'] === 'plain_text') return { emoji: true, ...fields }
  return fields['type'] === 'mrkdwn' ? { verbatim: false, ...fields } : fields
}
