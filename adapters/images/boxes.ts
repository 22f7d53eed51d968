/** A box of an ISO base media file, by where it begins and where its content stands. */
export interface Box {
  readonly type: string
  readonly at: number
  readonly from: number
  readonly to: number
}

/** No picture has more; each costs memory. */
const MOST = 10_000

/** The boxes between two places. Throws `RangeError` where one reaches beyond its holder or has no end, or there are too many. */
export function boxesIn(body: Buffer, from: number, to: number): readonly Box[] {
  const found: Box[] = []
  for (let at = from; at < to; ) {
    const small = body.readUInt32BE(at)
    // 0: to the end of its holder; 1: a size of 64 bits behind the type. ISO/IEC 14496-12, 4.2.
    const size = small === 1 ? Number(body.readBigUInt64BE(at + 8)) : small === 0 ? to - at : small
    const head = small === 1 ? 16 : 8
    if (found.length >= MOST) throw new RangeError(`more than ${MOST} boxes`)
    if (size < head || at + size > to) throw new RangeError(`a box at ${at} has the size ${size}`)
    found.push({ type: body.toString('latin1', at + 4, at + 8), at, from: at + head, to: at + size })
    at += size
  }
  return found
}
