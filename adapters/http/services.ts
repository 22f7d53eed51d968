import type { Vocabulary } from '../../domain/connector.ts'

/** What web services answer that provide something well known; an author's `returns` says it otherwise. */
export const knownServices: NonNullable<Vocabulary['services']> = {
  'risk.score': { score: 'whole_number' },
}
