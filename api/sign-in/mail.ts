import type { Person } from '../../domain/organisation.ts'
import type { Letter } from '../../domain/state.ts'

/**
 * The letter with the link. What signs in stands behind the `#`, which browsers send to nobody: neither logs nor whoever follows
 * links ahead of the reader get it, and following it does nothing by itself.
 */
export const signInLetter = ({ name, email, locale }: Person, publicUrl: string, secret: string): Letter => ({
  template: 'sign-in',
  locale,
  to: { name, email },
  subject: 'Your link to sign in',
  body: [
    `Hello ${name},`,
    `open this link in the browser in which you asked for it, within 15 minutes. It works once:`,
    `${new URL('/sign-in', publicUrl).href}#${secret}`,
    'Did you not ask for it? Then do nothing: without your browser the link is worth nothing.',
  ].join('\n\n'),
})
