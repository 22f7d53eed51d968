import type { Outgoing } from '../../domain/delivery.ts'
import { context, header, section } from './blocks.ts'
import { at, type Reader } from './reader.ts'
import type { SlackMessage } from './shapes.ts'
import { link, mark, written, type Piece } from './text.ts'

const PER_BLOCK = 5
const MOST = 200
/** A longer one would leave no room for the others; its line then has no link. */
const LONGEST_URL = 400

/** Many messages in one: each a line with its link. What does not fit is counted and stands in the browser. */
export function digestMessage({ delivery, items }: Outgoing, reader: Reader): SlackMessage {
  const shown = items.slice(0, MOST)
  const groups = Array.from({ length: Math.ceil(shown.length / PER_BLOCK) }, (_none, index) => shown.slice(index * PER_BLOCK, (index + 1) * PER_BLOCK))
  const more = items.length - shown.length
  return {
    text: written(600, [delivery.headline]),
    blocks: [
      header(delivery.headline),
      ...groups.map((group) => section(group.flatMap((item, index) => [...(index === 0 ? [] : [mark('\n')]), ...line(item, reader)]))),
      ...(more > 0 ? [context([`${more} more in the browser.`])] : []),
    ],
  }
}

function line(item: Outgoing['items'][number], reader: Reader): readonly Piece[] {
  const due = item.dueAt === null ? [] : [', due ', at(item.dueAt, reader)]
  return [mark('• '), ...link(item.url.length > LONGEST_URL ? '' : item.url, item.title.slice(0, 120)), ` (${item.caseLabel.slice(0, 60)})`, ...due]
}
