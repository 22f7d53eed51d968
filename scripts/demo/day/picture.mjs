import { crc32, deflateSync } from 'node:zlib'

const [width, height] = [320, 240]

/**
 * A picture as the demo's staff take it: a cardboard box with a dent, a little different for each number.
 * @param {number} number
 * @returns {Buffer} PNG
 */
export function pictureOf(number) {
  const rows = Array.from({ length: height }, (_, y) => Buffer.from([0, ...Array.from({ length: width }, (_each, x) => colourAt(x, y, number)).flat()]))
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  // Eight bits a channel, red, green and blue.
  size.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', size), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))])
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** Floor, box, tape and dent. @param {number} x @param {number} y @param {number} number @returns {number[]} red, green, blue */
function colourAt(x, y, number) {
  const [left, top] = [50 + (number * 37) % 60, 50 + (number * 23) % 40]
  const [inX, inY] = [x - left, y - top]
  if (inX < 0 || inY < 0 || inX > 160 || inY > 120) return y > 170 ? [196, 192, 186] : [224, 222, 218]
  const [dentX, dentY] = [inX - (30 + (number * 53) % 90), inY - (20 + (number * 31) % 60)]
  const dent = dentX * dentX + dentY * dentY * 2
  if (dent < 220) return [98, 70, 44]
  if (dent < 420) return [140, 104, 66]
  if (Math.abs(inX - 80) < 9) return [222, 205, 165]
  return inY < 6 || inX < 3 || inX > 157 ? [150, 112, 72] : [184, 142, 96]
}
