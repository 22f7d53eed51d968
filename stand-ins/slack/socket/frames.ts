/** A frame of a WebSocket, unmasked and whole (RFC 6455). */
export interface Frame {
  readonly opcode: number
  readonly payload: Buffer
}

/** The opcodes used here. */
export const TEXT = 1
/** @see TEXT */
export const CLOSE = 8
/** @see TEXT */
export const PING = 9
/** @see TEXT */
export const PONG = 10

/** A frame as a server sends it: whole and not masked. */
export function encode(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10)
  if (length >= 126) {
    head[0] = 0x80 | opcode
    head[1] = length < 65_536 ? 126 : 127
    if (length < 65_536) head.writeUInt16BE(length, 2)
    else head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, payload])
}

/** Takes whole frames off the front of what has come in; the rest is kept for later. Fragments are put together. */
export function createDecoder(): (chunk: Buffer) => readonly Frame[] {
  let rest = Buffer.alloc(0)
  let parts: Buffer[] = []
  let started = 0
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    for (let next = first(rest); next !== undefined; next = first(rest)) {
      rest = rest.subarray(next.size)
      if (next.opcode >= CLOSE) frames.push(next)
      else {
        if (next.opcode !== 0) started = next.opcode
        parts.push(next.payload)
        if (next.final) {
          frames.push({ opcode: started, payload: Buffer.concat(parts) })
          parts = []
        }
      }
    }
    return frames
  }
}

function first(data: Buffer): (Frame & { readonly size: number; readonly final: boolean }) | undefined {
  if (data.length < 2) return undefined
  const short = (data[1] ?? 0) & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  const masked = ((data[1] ?? 0) & 0x80) !== 0
  const start = 2 + extra + (masked ? 4 : 0)
  if (data.length < start) return undefined
  const length = extra === 0 ? short : extra === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2))
  if (data.length < start + length) return undefined
  const payload = Buffer.from(data.subarray(start, start + length))
  if (masked) for (let index = 0; index < length; index += 1) payload[index] = (payload[index] ?? 0) ^ (data[2 + extra + (index % 4)] ?? 0)
  return { opcode: (data[0] ?? 0) & 0x0f, final: ((data[0] ?? 0) & 0x80) !== 0, payload, size: start + length }
}
