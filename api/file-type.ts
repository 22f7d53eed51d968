/** What a file is, by its first bytes and never by its name; undefined for what is not taken. */
export function fileType(body: Buffer, declared: string): string | undefined {
  const office = OFFICE.find((type) => declared === type)
  if (office !== undefined) return begins(body, 'PK\x03\x04') ? office : undefined
  return MAGIC.find(([, fits]) => fits(body))?.[0] ?? (isText(body) ? 'text/plain' : undefined)
}

/** Bytes, compared as latin-1 text. */
const begins = (body: Buffer, magic: string, at = 0): boolean => body.subarray(at, at + magic.length).toString('latin1') === magic

/** ISO base media brands of HEIF pictures, ISO/IEC 23008-12. */
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1']

const MAGIC: readonly (readonly [string, (body: Buffer) => boolean])[] = [
  ['image/jpeg', (body) => begins(body, '\xff\xd8\xff')],
  ['image/png', (body) => begins(body, '\x89PNG\r\n\x1a\n')],
  ['image/webp', (body) => begins(body, 'RIFF') && begins(body, 'WEBP', 8)],
  ['image/heic', (body) => begins(body, 'ftyp', 4) && HEIC_BRANDS.some((brand) => begins(body, brand, 8))],
  ['application/pdf', (body) => begins(body, '%PDF-')],
]

/** Both are ZIP archives with nothing at their beginning to tell them apart, so the sender says which. */
const OFFICE = [
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]

/** UTF-8 without control characters other than white space. A page of HTML is text too, and is never served as anything else. */
function isText(body: Buffer): boolean {
  if (body.length === 0) return false
  try {
    return !/[\0-\x08\x0e-\x1f\x7f]/.test(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return false
  }
}

/** In words, for whoever sent something else. */
export const TAKEN = 'a JPEG, PNG, WebP or HEIC picture, a PDF, plain text, or a Word or Excel file (docx, xlsx)'
