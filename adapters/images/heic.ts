import type { CleanPicture } from '../../domain/ports.ts'
import { boxesIn, type Box } from './boxes.ts'

/** Items of a picture that say where, when and with what it was taken: Exif, and XMP, which is of a MIME type. ISO/IEC 23008-12, annex A. */
const TELLING = ['Exif', 'mime', 'uri ']
/** Boxes beside the picture that may tell too: a maker's own, an author's words, and a film of the same moment. */
const FOREIGN = ['uuid', 'udta', 'moov']
const UNREADABLE = 'the picture cannot be freed of the place where it was taken: send it as a JPEG'

interface Extent {
  readonly at: number
  readonly length: number
}

/**
 * A HEIC with its metadata blanked where it stands, so that nothing else moves; it shows the same, because its orientation is no
 * part of them. One whose parts cannot be followed is refused: it might say where it was taken.
 */
export function cleanHeic(body: Uint8Array): CleanPicture {
  try {
    const copy = Buffer.from(body)
    const whole = boxesIn(copy, 0, copy.length)
    const meta = one(whole, 'meta')
    const inside = boxesIn(copy, meta.from + 4, meta.to)
    const telling = new Set(itemsIn(copy, one(inside, 'iinf')))
    const extents = telling.size === 0 ? [] : extentsOf(copy, one(inside, 'iloc'), telling, inside.find(({ type }) => type === 'idat'))
    // Pieces that overlap could keep us busy for hours; those of a picture do not.
    if (extents.reduce((sum, { length }) => sum + length, 0) > copy.length || extents.some(({ at, length }) => at + length > copy.length)) return { unfit: UNREADABLE }
    for (const { at, length } of extents) copy.fill(0, at, at + length)
    for (const box of [...whole, ...inside]) if (FOREIGN.includes(box.type)) blank(copy, box)
    return { body: copy, small: null }
  } catch (error) {
    if (error instanceof RangeError) return { unfit: UNREADABLE }
    throw error
  }
}

/** Free space in place of a box, so that nothing else moves. */
function blank(body: Buffer, { from, to, at }: Box): void {
  body.write('free', at + 4, 'latin1')
  body.fill(0, from, to)
}

function one(boxes: readonly Box[], type: string): Box {
  const found = boxes.find((box) => box.type === type)
  if (!found) throw new RangeError(`no "${type}"`)
  return found
}

/** The ids of the items that tell; `infe` of version 2 or 3, ISO/IEC 14496-12, 8.11.6. */
function itemsIn(body: Buffer, iinf: Box): readonly number[] {
  const first = iinf.from + (body.readUInt8(iinf.from) === 0 ? 6 : 8)
  return boxesIn(body, first, iinf.to).flatMap(({ type, from }): number[] => {
    const version = body.readUInt8(from)
    if (type !== 'infe' || version < 2) throw new RangeError('an item without a type')
    const wide = version > 2
    const id = wide ? body.readUInt32BE(from + 4) : body.readUInt16BE(from + 4)
    return TELLING.includes(body.toString('latin1', from + (wide ? 10 : 8), from + (wide ? 14 : 12))) ? [id] : []
  })
}

/** A picture is in some hundred tiles; a file that says it is in more is made to be hard to read. */
const MOST_EXTENTS = 100_000

/** Where the bytes of these items stand in the file; `iloc`, ISO/IEC 14496-12, 8.11.3. */
function extentsOf(body: Buffer, iloc: Box, ids: ReadonlySet<number>, idat: Box | undefined): readonly Extent[] {
  let at = iloc.from
  const take = (size: number): number => {
    at += size
    return size === 0 ? 0 : size === 8 ? Number(body.readBigUInt64BE(at - 8)) : body.readUIntBE(at - size, size)
  }
  const version = take(1)
  take(3)
  const sizes = take(2)
  const [offsetSize, lengthSize, baseSize, indexSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15, version > 0 ? sizes & 15 : 0]
  const found: Extent[] = []
  let seen = 0
  const items = take(version < 2 ? 2 : 4)
  for (let item = 0; item < items; item++) {
    const id = take(version < 2 ? 2 : 4)
    const method = version > 0 ? take(2) & 15 : 0
    take(2)
    const base = take(baseSize)
    const extents = take(2)
    if ((seen += extents) > MOST_EXTENTS) throw new RangeError('too many pieces')
    for (let extent = 0; extent < extents; extent++) {
      take(indexSize)
      const start = base + take(offsetSize)
      const length = take(lengthSize)
      if (!ids.has(id)) continue
      // By the file, or by the box of data beside; anything else is followed by nobody.
      if (method > 1 || (method === 1 && !idat)) throw new RangeError('an item in another item')
      found.push({ at: method === 1 && idat ? idat.from + start : start, length })
    }
  }
  return found
}
