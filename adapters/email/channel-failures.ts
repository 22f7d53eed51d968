import { ChannelError, type ChannelFailure } from '../../domain/delivery.ts'
import { mailFailure } from './failures.ts'

/** RFC 5321 4.2.3 and what servers say with them: no such mailbox, gone elsewhere, full, or a name that cannot be. */
const NOBODY_THERE = [550, 551, 552, 553]

const BY_CODE: Readonly<Record<string, ChannelFailure>> = {
  'mail-login': 'credentials', 'mail-later': 'later', 'mail-unreachable': 'later', 'bad-address': 'unreachable', 'mail-refused': 'refused', 'mail-lost': 'unknown',
}

/** Sorts a failed sending as channels do. A line that broke may have broken after the server took the mail: the repeat has the same Message-ID. */
export function channelFailure(cause: unknown, address: string): ChannelError {
  if (cause instanceof ChannelError) return cause
  const { code, message } = mailFailure(cause, address)
  const answer = cause instanceof Error && 'responseCode' in cause && typeof cause.responseCode === 'number' ? cause.responseCode : undefined
  const failure = answer !== undefined && NOBODY_THERE.includes(answer) ? 'unreachable' : (BY_CODE[code] ?? 'unknown')
  return new ChannelError(failure, answer === undefined ? code : String(answer), message)
}
