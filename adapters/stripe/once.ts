import { ConnectorError, type ConnectorResult } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { STORED } from './failures.ts'

/** A write, and how it is recognised as done. */
export interface Once {
  /** Reads whether it is done; undefined when it is not. Throws `ConnectorError` when it must not be done any more. */
  readonly find: () => Promise<ConnectorResult | undefined>
  readonly send: () => Promise<ConnectorResult>
}

/**
 * Looks before every write, whether or not an earlier try is known: Stripe forgets keys after 24 h, and then a key is no protection.
 * The key covers what a look cannot, two calls at the same moment. What Stripe refuses is looked for once more, since the earlier
 * try may have come first; and where Stripe keeps the failure of a first try that did nothing, only a new attempt, under a new key,
 * can get further.
 */
export async function once({ find, send }: Once): Promise<ConnectorResult> {
  const before = await find()
  if (before !== undefined) return before
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof ConnectorError) || !(error.code === STORED || isRefusal(error))) throw error
    const after = await find()
    if (after !== undefined) return after
    if (error.code !== STORED) throw error
    throw refused('first-try-failed', 'Stripe failed at the first try, which did nothing, and gives that failure again for its key; a new attempt may work')
  }
}

const isRefusal = ({ failure }: ConnectorError): boolean => failure === 'refused' || failure === 'contract'
