import sharp from 'sharp'
import type { Sharp } from 'sharp'
import type { CleanPicture, Pictures } from '../../domain/ports.ts'
import { cleanHeic } from './heic.ts'
import { oneByOne } from './one-by-one.ts'

/** More than the sensor of a telephone takes in a photo of 12 MB; decoded at most 256 MB. */
const MOST_PIXELS = 64_000_000
const SMALL_EDGE = 480
const PATIENCE_S = 30

const BROKEN = 'the picture is broken or cut off: take it again, or save it anew and send that'
const TOO_LARGE = `the picture has more than ${MOST_PIXELS / 1e6} million pixels: send a smaller one`

/** How each type is written again: next to nothing of it is lost, and nothing besides its pixels is kept. */
const WRITTEN: Readonly<Record<string, { readonly format: string; readonly write: (picture: Sharp) => Sharp }>> = {
  'image/jpeg': { format: 'jpeg', write: (picture) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' }) },
  'image/png': { format: 'png', write: (picture) => picture.png() },
  'image/webp': { format: 'webp', write: (picture) => picture.webp({ quality: 92 }) },
}

/**
 * Pictures by libvips, one at a time, so that many at once need no more memory than one. Only the three decoders for what is taken
 * are open; the HEIC of telephones, which none of them reads, has its metadata blanked in place and gets no small picture.
 * Whatever libvips throws makes a picture unfit for whoever sent it; `report` hears of it, for it may be our machine that is at fault.
 */
export function createPictures(report: (error: unknown) => void): Pictures {
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
  const inTurn = oneByOne()
  return {
    clean: (body, type) => (type === 'image/heic' ? Promise.resolve(cleanHeic(body)) : inTurn(() => cleanPixels(body, type, report))),
  }
}

async function cleanPixels(body: Uint8Array, type: string, report: (error: unknown) => void): Promise<CleanPicture> {
  const written = WRITTEN[type]
  if (!written) throw new Error(`no picture is of the type "${type}": keep it as a file`)
  try {
    // The header alone says how large it would become; nothing is decoded before that is known.
    const { format, width, height } = await sharp(body, { limitInputPixels: false }).metadata()
    if (format !== written.format) return { unfit: BROKEN }
    if (width * height > MOST_PIXELS) return { unfit: TOO_LARGE }
    // Cameras write bytes that a strict reader warns of; what is cut off or wrong is refused all the same.
    const upright = sharp(body, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient().timeout({ seconds: PATIENCE_S })
    const clean = await written.write(upright).toBuffer()
    return { body: clean, small: { type: 'image/webp', body: await smallOf(clean) } }
  } catch (error) {
    report(error)
    return { unfit: BROKEN }
  }
}

const smallOf = (clean: Buffer): Promise<Buffer> =>
  sharp(clean, { limitInputPixels: MOST_PIXELS }).resize({ width: SMALL_EDGE, height: SMALL_EDGE, fit: 'inside', withoutEnlargement: true }).webp({ quality: 75 }).toBuffer()
