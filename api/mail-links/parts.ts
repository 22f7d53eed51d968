import type { Request } from 'express'
import type { MailLinks } from '../../domain/mail/link.ts'
import type { ReaderWords, WordsFor } from '../../domain/mail/say.ts'

/** What the pages behind links in mails stand on, besides the API itself. */
export interface MailLinkParts {
  readonly links: MailLinks
  /** Times and values in the reader's zone and locale. */
  readonly words: (reader: WordsFor) => ReaderWords
  /** All actions that move money. */
  readonly moneyActions: ReadonlySet<string>
  /**
   * Where people sign in: whether this request comes without a session of that person, which a step that moves money or approves
   * needs. Left out, nobody signs in here.
   */
  readonly requiresSession?: (request: Request, person: string) => Promise<boolean>
}
