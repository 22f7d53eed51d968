import type { Json } from '../../domain/json.ts'
import type { ReaderWords, WordsFor } from '../../domain/mail/say.ts'
import { dueInWords, inWords } from '../../domain/words.ts'
import { exactly } from '../times.ts'
import { sayValue } from '../words.ts'

const MINUTE = 60_000

/** Times and values as one person reads them. A zone that is not known is shown as UTC and says so. */
export const wordsFor = ({ zone, locale, now }: WordsFor): ReaderWords => ({
  value: (value, type) => (isInstant(type) && typeof value === 'number' ? exactly(value, now, zone, locale) : sayValue((value ?? null) as Json, locale)),
  due: (at) => dueInWords(at, now),
  ago: (at) => (now - at < MINUTE ? 'just now' : `${inWords(now - at)} ago`),
  exactly: (at) => exactly(at, now, zone, locale),
})

const isInstant = (type: unknown): boolean => type === 'instant' || (typeof type === 'object' && type !== null && 'optional' in type && type.optional === 'instant')
