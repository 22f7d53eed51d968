import { z } from 'zod'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 is 64 hexadecimal digits').meta({ description: 'sha256 of the bytes, hexadecimal' })

/** Which file, by its hash. */
export const EvidenceParams = z.object({ sha256: Sha256 })

/** What was uploaded. */
export const Uploaded = z
  .object({
    sha256: Sha256.meta({ description: 'of what is kept: of a picture its pixels, upright, without the place where it was taken' }),
    original: Sha256.meta({ description: 'of the bytes that were sent' }),
    type: z.string(),
    bytes: z.number().int().meta({ description: 'of what is kept' }),
    photo: z.boolean().meta({ description: 'counts as a photo' }),
  })
  .meta({ id: 'Uploaded' })

/** One piece of proof in a completion. What a photo or file is, we know from its upload. */
export const EvidenceItem = z
  .union([
    z.object({ kind: z.enum(['photo', 'file']), sha256: Sha256, name: z.string().min(1).max(200).optional(), original: Sha256.optional() }),
    z.object({ kind: z.enum(['link', 'scan']), text: z.string().min(1).max(2000) }),
  ])
  .meta({ id: 'EvidenceItem' })

/** The proof of a completion, by the names that the SOP gives it. */
export const EvidenceBody = z.record(z.string().max(100), z.array(EvidenceItem).max(50))
