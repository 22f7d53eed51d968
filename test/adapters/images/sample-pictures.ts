import { deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** Berlin, as a telephone writes it into its photos. */
const PLACE = { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 59/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 22/1 39/1' }
const TOLD = { IFD0: { Make: 'CanaryPhone', Artist: 'Ana Lima' }, IFD3: PLACE }

const halves = (width: number, height: number) => {
  const left = { create: { width: Math.floor(width / 2), height, channels: 3, background: '#d02020' } } as const
  return sharp({ create: { width, height, channels: 3, background: '#2020d0' } }).composite([{ input: left, left: 0, top: 0 }])
}

/** A photo, its left half red and its right half blue, that says where and with what it was taken. `orientation` as in Exif. */
export const aPhoto = (format: 'jpeg' | 'png' | 'webp' | 'avif', { width = 800, height = 600, orientation = 1 } = {}): Promise<Buffer> =>
  halves(width, height).withExif(TOLD).withMetadata({ orientation, exif: TOLD }).toFormat(format).toBuffer()

/** The HEIC of a telephone as far as its boxes go: libvips can write only its sister AVIF, which differs in the brand and the codec. */
export async function aHeic(): Promise<Buffer> {
  const avif = await aPhoto('avif', { width: 64, height: 48 })
  return Buffer.concat([avif.subarray(0, 8), Buffer.from('heic'), avif.subarray(12)])
}

/** A PNG of a few bytes that says it is this large; valid but for the pixels that are not there. */
export function pngBomb(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(64 * 1024))), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return (sum ^ 0xffffffff) >>> 0
}

const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const words = (...numbers: readonly number[]): Buffer => Buffer.from(new Uint8Array(numbers.flatMap((number) => [number >> 8, number & 255])))

/** A HEIC whose list of places says so many items of 65,535 pieces each; `sizes` is how many bytes an offset and a length have. */
export function aHeicIn(sizes: number, items: number): Buffer {
  const infe = box('infe', Buffer.from([2, 0, 0, 0]), words(1, 0), Buffer.from('Exif\0'))
  const pieces = sizes === 0 ? Buffer.alloc(0) : Buffer.concat(Array.from({ length: 65_535 }, () => Buffer.from([0, 0, 0, 0, 0, 6, 0, 0])))
  const list = Array.from({ length: items }, (_none, index) => Buffer.concat([words(index + 1, 0, 65_535), pieces]))
  const iloc = box('iloc', Buffer.alloc(4), words(sizes, items), ...list)
  return Buffer.concat([box('ftyp', Buffer.from('heic\0\0\0\0mif1heic')), box('meta', Buffer.alloc(4), box('iinf', Buffer.alloc(4), words(1), infe), iloc)])
}
