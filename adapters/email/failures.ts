import { ConnectorError } from '../../domain/ports.ts'

/** What an SMTP error of nodemailer tells: its code, the server's answer, and the command that it was an answer to. */
interface SmtpError {
  readonly code?: string
  readonly responseCode?: number
  readonly command?: string
  /** What the operating system was asked to do, for failures of the line itself. */
  readonly syscall?: string
  readonly message: string
}

/**
 * Sorts a failed sending. A connection that broke may have broken after the server took the message, and nodemailer does not
 * say at which command: the outcome is unknown, and the repeat carries the same Message-ID. A 5xx is for a person, a 4xx passes.
 */
export function mailFailure(cause: unknown, address: string): ConnectorError {
  const error = (cause instanceof Error ? cause : new Error(String(cause))) as SmtpError
  const answer = error.responseCode ?? 0
  if (error.code === 'EAUTH') {
    return new ConnectorError('permission', 'mail-login', 'the mail server does not accept our login; check SMTP_URL', { cause })
  }
  if (answer >= 500) return refusedBy(error, address, cause)
  if (answer >= 400) return new ConnectorError('transient', 'mail-later', `the mail server asks to come back later (${answer})`, { cause })
  if (error.code === 'EMESSAGE' || error.code === 'EENVELOPE') return refusedBy(error, address, cause)
  if (error.syscall === 'connect' || error.syscall === 'getaddrinfo') {
    return new ConnectorError('transient', 'mail-unreachable', `the mail server cannot be reached (${error.code ?? 'no code'})`, { cause })
  }
  return new ConnectorError(
    'unknown-outcome', 'mail-lost', 'the connection to the mail server broke, perhaps after it took the message', { cause },
  )
}

function refusedBy(error: SmtpError, address: string, cause: unknown): ConnectorError {
  if (error.command === 'RCPT TO' || error.code === 'EENVELOPE') {
    return new ConnectorError(
      'refused', 'bad-address', `the mail server refuses "${address}"; correct the address, or tell the customer in another way`, { cause },
    )
  }
  return new ConnectorError(
    'refused', 'mail-refused', `the mail server refuses the message (${error.responseCode ?? error.code ?? 'no code'})`, { cause },
  )
}
