import { own } from '../domain/json.ts'
import type { Organisation, Source as Declared } from '../domain/organisation.ts'
import type { Catalogue } from '../domain/ports.ts'
import type { Source, SourceOff } from './deps.ts'
import { secretsOf } from './secrets.ts'

/** How long a re-published organisation file may take to count here: intake is busy, and the file is large. */
const FRESH_MS = 2_000

/** What published sources stand on. */
export interface PublishedSourcesDeps {
  readonly catalogue: Pick<Catalogue, 'organisation'>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Makes the source from its declaration; there is at least one secret and none is empty. */
  readonly create: (name: string, declared: Declared, secrets: readonly string[]) => Source
}

/**
 * Finds sources of the published organisation file by their names, 2 seconds old at most; undefined where it has none. Rejects while
 * the database is away: then nothing could be stored either.
 */
export function createPublishedSources({ catalogue, env, now, create }: PublishedSourcesDeps): (name: string) => Promise<Source | SourceOff | undefined> {
  let read: { readonly at: number; readonly sources: Promise<Organisation['sources']> } | undefined

  function current(): Promise<Organisation['sources']> {
    if (read && Math.abs(now() - read.at) < FRESH_MS) return read.sources
    const sources = catalogue.organisation().then((organisation) => organisation.sources, (error: unknown) => {
      read = undefined
      throw error
    })
    read = { at: now(), sources }
    return sources
  }

  return async (name) => {
    const declared = own(await current(), name)
    if (!declared) return undefined
    const secret = env[declared.secretEnv]
    if (secret === undefined || secret === '') return { state: 'off', why: `set "${declared.secretEnv}" to the secret of the sender and start again` }
    try {
      return create(name, declared, secretsOf(declared.secretEnv, secret))
    } catch (error) {
      if (error instanceof RangeError) return { state: 'off', why: error.message }
      throw error
    }
  }
}
