import { createTransport } from 'nodemailer'

/** A sender: an address, with a name or without, and the domain that its Message-IDs end in. */
export const SENDER = /[^\s<>@]@[^\s<>@]+>?\s*$/

/** One address and nothing that a header could be made of. */
export const ADDRESS = /^[^\s@<>(),;:"'\\[\]]{1,64}@[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,252})$/

/** Text that can stand in a header: no line ends in it, so that nothing begins another one. */
export const headerText = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim()

/** The domain of an address, to end Message-IDs with. */
export const domainOf = (from: string): string => /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'

/** An address for answers with a token in it, `answers+TOKEN@shop.example`. */
export const plusAddress = (address: string, token: string): string => `${address.slice(0, address.lastIndexOf('@'))}+${token}${address.slice(address.lastIndexOf('@'))}`

/** The line to the mail server, which has so many milliseconds to answer. Nothing that a message says makes it read a file or an address. */
export const openTransport = (smtpUrl: string, patienceMs: number) =>
  createTransport({ url: smtpUrl, connectionTimeout: 8000, greetingTimeout: 8000, socketTimeout: patienceMs, disableFileAccess: true, disableUrlAccess: true })
