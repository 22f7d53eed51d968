import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createPictures } from '../../../adapters/images/pictures.ts'
import { aHeic, aHeicIn, aPhoto, pngBomb } from './sample-pictures.ts'

const faults: unknown[] = []
const pictures = createPictures((error) => faults.push(error))
const taken = async (body: Uint8Array, type: string) => {
  const clean = await pictures.clean(body, type)
  if ('unfit' in clean) throw new Error(clean.unfit)
  return { body: Buffer.from(clean.body), small: clean.small }
}
const colourAt = async (body: Uint8Array, left: number, top: number): Promise<'red' | 'blue'> => {
  const [red = 0, , blue = 0] = await sharp(body).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer()
  return red > blue ? 'red' : 'blue'
}

describe('a picture that proves something', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('tells no longer where, when and by whom it was taken: %s', async (format) => {
    const sent = await aPhoto(format)
    expect(sent.includes('CanaryPhone'), 'the sample itself tells').toBe(true)

    const { body } = await taken(sent, `image/${format}`)

    const { exif, xmp, iptc, icc, format: kept, width, height } = await sharp(body).metadata()
    expect({ exif, xmp, iptc, icc }).toEqual({})
    expect([kept, width, height]).toEqual([format, 800, 600])
    expect(body.includes('CanaryPhone') || body.includes('Ana Lima')).toBe(false)
  })

  it('stands upright however the telephone was held', async () => {
    const { body } = await taken(await aPhoto('jpeg', { orientation: 6 }), 'image/jpeg')

    const { width, height, orientation } = await sharp(body).metadata()
    expect([width, height, orientation]).toEqual([600, 800, undefined])
    // Turned by a quarter to the right, what was left is on top.
    expect([await colourAt(body, 300, 20), await colourAt(body, 300, 780)]).toEqual(['red', 'blue'])
  })

  it('has a small one beside it for lists, and one that is small already is not blown up', async () => {
    const large = await taken(await aPhoto('jpeg', { width: 3000, height: 1000 }), 'image/jpeg')
    const small = await taken(await aPhoto('png', { width: 100, height: 40 }), 'image/png')

    expect(large.small?.type).toBe('image/webp')
    expect(await sharp(large.small?.body).metadata()).toMatchObject({ format: 'webp', width: 480, height: 160 })
    expect(await sharp(small.small?.body).metadata()).toMatchObject({ width: 100, height: 40 })
  })

  it('is the same bytes each time, so that its hash finds it again', async () => {
    const sent = await aPhoto('jpeg')
    expect((await taken(sent, 'image/jpeg')).body).toEqual((await taken(sent, 'image/jpeg')).body)
  })

  it.each([
    ['says that it is 30,000 by 30,000 in a few bytes', pngBomb(30_000, 30_000), 'image/png', /more than 64 million pixels/],
    ['says that it is larger than any number', pngBomb(0x7fffffff, 0x7fffffff), 'image/png', /more than 64 million pixels|broken/],
    ['has a header and no pixels', pngBomb(4000, 4000), 'image/png', /broken or cut off/],
    ['is a page behind the first bytes of a photo', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<script>alert(1)</script>')]), 'image/jpeg', /broken/],
    ['is a drawing that may load others', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'image/png', /broken/],
  ])('is refused in a sentence when it %s', async (_what, body, type, why) => {
    const before = process.memoryUsage().rss

    expect(await pictures.clean(body, type)).toEqual({ unfit: expect.stringMatching(why) })

    expect(process.memoryUsage().rss - before, 'nothing was unpacked').toBeLessThan(120_000_000)
  })

  it('is refused when it is cut off, or is of another type than it was taken for', async () => {
    const whole = await aPhoto('jpeg')
    expect(await pictures.clean(whole.subarray(0, whole.length / 2), 'image/jpeg')).toEqual({ unfit: expect.stringMatching(/cut off/) })
    expect(await pictures.clean(await aPhoto('png'), 'image/jpeg')).toEqual({ unfit: expect.stringMatching(/broken/) })
  })

  it('that libvips stumbles over is told of to whoever runs the machine, with its own words; one that is fit is not', async () => {
    faults.length = 0
    const whole = await aPhoto('jpeg')
    await pictures.clean(whole, 'image/jpeg')
    expect(faults).toEqual([])

    await pictures.clean(whole.subarray(0, whole.length / 2), 'image/jpeg')

    expect(faults).toEqual([expect.objectContaining({ message: expect.stringMatching(/jpeg/i) })])
  })

  it('loses the page that somebody hung onto it', async () => {
    const polyglot = Buffer.concat([await aPhoto('jpeg'), Buffer.from('<html><script>alert(document.cookie)</script></html>')])

    const { body } = await taken(polyglot, 'image/jpeg')

    expect(body.includes('<script>')).toBe(false)
  })

  it('that holds others up or fails holds up nobody behind it', async () => {
    const photo = await aPhoto('webp')
    const all = await Promise.all([pictures.clean(Buffer.alloc(9), 'image/png'), pictures.clean(photo, 'image/webp'), pictures.clean(photo, 'image/webp')])
    expect(all.map((one) => 'unfit' in one)).toEqual([true, false, false])
  })
})

describe('the picture of an iPhone', () => {
  it('tells no longer where it was taken, and nothing else of it moves', async () => {
    const sent = await aHeic()
    expect(sent.includes('CanaryPhone'), 'the sample itself tells').toBe(true)

    const { body, small } = await taken(sent, 'image/heic')

    expect(small).toBeNull()
    expect(body.length).toBe(sent.length)
    expect(body.includes('CanaryPhone') || body.includes('Ana Lima')).toBe(false)
    const first = body.findIndex((byte, at) => byte !== sent[at])
    expect(sent.toString('latin1', first - 4, first + 10), 'only from the metadata on').toMatch(/Exif|II|MM/)
    expect(body.subarray(0, first)).toEqual(sent.subarray(0, first))
  })

  it('tells nothing by what stands beside the picture either', async () => {
    const beside = Buffer.concat([Buffer.from([0, 0, 0, 40]), Buffer.from('uuid'), Buffer.from('+52.5164+013.3777/CanaryPhone'.padEnd(32))])
    const sent = Buffer.concat([await aHeic(), beside])

    const { body } = await taken(sent, 'image/heic')

    expect(body.length).toBe(sent.length)
    expect(body.includes('+52.5164') || body.includes('uuid') || body.includes('CanaryPhone')).toBe(false)
  })

  it('is refused when its parts cannot be followed: it might tell', async () => {
    const sent = await aHeic()
    const iloc = sent.indexOf('iloc')
    const astray = Buffer.from(sent)
    astray.writeUInt32BE(0xffff, iloc - 4)
    for (const body of [sent.subarray(0, 60), astray, Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.from(sent.toString('latin1').replace('iloc', 'free'), 'latin1')]) {
      expect(await pictures.clean(body, 'image/heic')).toEqual({ unfit: expect.stringMatching(/send it as a JPEG/) })
    }
  })

  it.each([
    ['of more pieces than anybody counts', 0, 65_535],
    ['of pieces that lie over each other', 0x4400, 1],
  ])('is refused at once when it says that it is made %s', async (_what, sizes, items) => {
    expect(await pictures.clean(aHeicIn(sizes, items), 'image/heic')).toEqual({ unfit: expect.stringMatching(/send it as a JPEG/) })
  })

  it('of any bytes at all is cleaned or refused, and nothing else', async () => {
    const sent = await aHeic()
    for (let at = 0; at < 400; at++) {
      const bent = Buffer.from(sent)
      bent[at] = (bent[at] ?? 0) ^ 0xff
      const answer = await pictures.clean(bent, 'image/heic')
      expect('unfit' in answer || answer.body.length === sent.length).toBe(true)
    }
  })
})
